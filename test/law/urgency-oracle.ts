import type { Contact } from '../../src/core/contact/contact';
import type { World } from '../../src/core/world';

const MINUTE = 60_000;

/** Agent time a contact: four times what is expected, and what was measured. */
function handleMs(world: World, queueId: string): number {
  const given = world.centre.queues.find((q) => q.queueId === queueId)?.expectedHandleTimeMs;
  const { handleMs: sumMs = 0, handles = 0 } = world.waits.get(queueId) ?? {};
  return ((given ?? 3 * MINUTE) * 4 + sumMs) / (4 + handles);
}

/** What the docs say a wait counts as, told a second time. */
function counts(world: World, { queueId, priority, queuedAt }: Contact): number {
  const queue = world.centre.queues.find((one) => one.queueId === queueId);
  const { curve, weight = 1, priorityWorthMs = 10 * MINUTE, targetMs } = queue?.urgency ?? {};
  const target = targetMs ?? queue?.serviceLevelMs ?? 20_000;
  const wait = world.at - queuedAt;
  const bent = Math.min(wait, 10 * MINUTE);
  const level = priority * priorityWorthMs + (wait - bent);
  if (curve === 'wait-to-target') return level + (weight * bent * 20_000) / target;
  if (curve !== 'deadline') return level + weight * bent;
  const rise = bent < target ? 3 * bent * (bent / target) * (bent / target) : 3 * target;
  const rate = Math.max(0.25, Math.min(4, (3 * MINUTE) / handleMs(world, queueId)));
  return level + weight * rate * (bent + rise);
}

/** Whether an agent who may have either has to take this one first. */
export function comesBefore(world: World, one: Contact, other: Contact): boolean {
  if (one === other) return false;
  const lead = counts(world, one) - counts(world, other);
  if (Math.abs(lead) > 1e-3) return lead > 0;
  // Another way to the same sum may differ in the last digit: no order is asked for then.
  if (one.queueId !== other.queueId) return false;
  if (one.queuedAt !== other.queuedAt) return one.queuedAt < other.queuedAt;
  return one.contactId < other.contactId;
}
