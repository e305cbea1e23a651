import { type Contact, comparePlaces } from '../contact/contact';
import type { World } from '../world';
import { scoreMs, type Urgency } from './urgency';
import { handleMs } from './wait-estimate';

/** What a contact's wait counts as at this instant, in ms; see urgency.ts. */
export function contactScoreMs(world: World, contact: Contact, at: number): number {
  const { queueId, priority, queuedAt } = contact;
  const urgency = world.directory.urgency(queueId);
  const waited = {
    priority,
    waitedMs: at - queuedAt,
    handleMs: handleMsOf(world, urgency, queueId),
  };
  return scoreMs(urgency, waited);
}

/** Only one curve asks for it, and looking is not free. */
function handleMsOf(world: World, { curve }: Urgency, queueId: string): number {
  if (curve !== 'deadline') return 0;
  return handleMs(world.directory.queues.get(queueId), world.waits.get(queueId));
}

/** Whom an agent who may serve both takes first: the higher score, then the earlier place. */
export const compareUrgency =
  (world: World, at: number) =>
  (a: Contact, b: Contact): number =>
    contactScoreMs(world, b, at) - contactScoreMs(world, a, at) || comparePlaces(a, b);
