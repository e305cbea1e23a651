import type { Contact } from '../contact/contact';
import { compareInQueue, isLateIn } from '../queue/call-order';
import type { World } from '../world';

/**
 * How many contacts of its queue are served before this one, and one: 1 is next. Who rings an
 * agent still counts, and who is to be called back, so that nobody is told to be nearer than is
 * true. Where its curve may fall, an earlier place of the same priority counts as before.
 */
export function positionOf(world: World, contact: Contact): number {
  const { index, at } = world;
  const { queueId } = contact;
  const compare = compareInQueue(world, queueId, at);
  const isLate = isLateIn(world, queueId, at);
  const lines = [index.standingIn(queueId), index.virtualIn(queueId), index.callingIn(queueId)];
  return lines.reduce((sum, line) => sum + line.countBefore(contact, compare, isLate), 1);
}
