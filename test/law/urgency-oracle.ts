import type { Contact } from '../../src/core/contact/contact';
import { requirementKey } from '../../src/core/queue/requirement';
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
  if (curve !== 'deadline' && curve !== 'in-time-first') return level + weight * bent;
  const rate = Math.max(0.25, Math.min(4, (3 * MINUTE) / handleMs(world, queueId)));
  const steep = bent > target ? bent / 5 : bent + target / 2;
  if (curve === 'in-time-first') return level + weight * rate * steep;
  const rise = bent < target ? 3 * bent * (bent / target) * (bent / target) : 3 * target;
  return level + weight * rate * (bent + rise);
}

/**
 * Whether an agent who may have either has to take this one first. `isFor`: which of the others
 * that agent may have, since in a line whose curve falls only the first of them counts.
 */
export function comesBefore(
  world: World,
  one: Contact,
  other: Contact,
  isFor: (contact: Contact) => boolean = () => true,
): boolean {
  if (one === other) return false;
  const queue = world.centre.queues.find(({ queueId }) => queueId === one.queueId);
  if (queue?.urgency?.curve === 'in-time-first') {
    if (lineOf(one) === lineOf(other)) return isAhead(one, other);
    for (const beside of world.contacts.values()) {
      const isFirst = beside.phase !== 'waiting' || lineOf(beside) !== lineOf(one);
      if (!isFirst && isAhead(beside, one) && isFor(beside)) return false;
    }
  }
  const lead = counts(world, one) - counts(world, other);
  if (Math.abs(lead) > 1e-3) return lead > 0;
  // Another way to the same sum may differ in the last digit: no order is asked for then.
  if (one.queueId !== other.queueId) return false;
  return isAhead(one, other);
}

/** Of two of one queue: whether this one is served first, be they asked for by the same or not. */
export function standsBefore(world: World, one: Contact, other: Contact): boolean {
  const queue = world.centre.queues.find(({ queueId }) => queueId === one.queueId);
  const isByPlace = queue?.urgency?.curve === 'in-time-first' && one.priority === other.priority;
  const lead = isByPlace ? 0 : counts(world, one) - counts(world, other);
  if (Math.abs(lead) > 1e-3) return lead > 0;
  // Another way to the same sum may differ in the last digit: no order is asked for then.
  return one.priority === other.priority && isAhead(one, other);
}

function isAhead(one: Contact, other: Contact): boolean {
  if (one.queuedAt !== other.queuedAt) return one.queuedAt < other.queuedAt;
  return one.contactId < other.contactId;
}

/** Who share it are asked for by the same agents. */
const lineOf = ({ queueId, switchId, priority, requirement, providerIds }: Contact): string =>
  JSON.stringify([queueId, switchId, priority, requirementKey(requirement), providerIds]);
