import { type Contact, comparePlaces } from '../contact/contact';
import { compareUrgency, fallsIn, isLateIn } from '../queue/call-order';
import type { World } from '../world';

/**
 * How many contacts of its queue are served before this one, and one: 1 is next. Who rings an
 * agent still counts, and who is to be called back, so that nobody is told to be nearer than is
 * true. Where its curve may fall, an earlier place of the same priority counts as before.
 */
export function positionOf(world: World, contact: Contact): number {
  const { index, at } = world;
  const { queueId } = contact;
  const byScore = compareUrgency(world, at);
  const falls = fallsIn(world, contact);
  const compare = (a: Contact, b: Contact): number =>
    falls && a.priority === b.priority ? comparePlaces(a, b) : byScore(a, b);
  const isLate = isLateIn(world, queueId, at);
  const lines = [index.standingIn(queueId), index.virtualIn(queueId), index.callingIn(queueId)];
  return lines.reduce((sum, line) => sum + line.countBefore(contact, compare, isLate), 1);
}
