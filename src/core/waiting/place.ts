import { type Contact, comparePlaces } from '../contact/contact';
import { compareUrgency, fallsIn } from '../queue/call-order';
import type { World } from '../world';

/**
 * How many contacts of its queue are served before this one, and one: 1 is next. Who rings an
 * agent still counts, and who is to be called back, so that nobody is told to be nearer than is
 * true. Walks the whole queue. Where its curve may fall, an earlier place of the
 * same priority counts as before.
 */
export function positionOf(world: World, contact: Contact): number {
  const byScore = compareUrgency(world, world.at);
  let position = 1;
  const falls = fallsIn(world, contact);
  const { queueId } = contact;
  const { index } = world;
  for (const others of [index.standingIn(queueId), index.absentFrom(queueId)]) {
    for (const other of others) {
      const isByPlace = falls && other.priority === contact.priority;
      const compare = isByPlace ? comparePlaces : byScore;
      if (compare(other, contact) < 0) position += 1;
    }
  }
  return position;
}
