import type { Contact } from '../contact/contact';
import { compareUrgency } from '../queue/call-order';
import type { World } from '../world';

/**
 * How many contacts of its queue are served before this one, and one: 1 is next. Who rings an
 * agent still counts, and who is to be called back, so that nobody is told to be nearer than is
 * true. Walks the whole queue.
 */
export function positionOf(world: World, contact: Contact): number {
  const byScore = compareUrgency(world, world.at);
  let position = 1;
  for (const other of world.index.standingIn(contact.queueId)) {
    if (byScore(other, contact) < 0) position += 1;
  }
  for (const other of world.index.absentFrom(contact.queueId)) {
    if (byScore(other, contact) < 0) position += 1;
  }
  return position;
}
