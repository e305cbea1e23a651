import { type Contact, compareContacts } from '../contact/contact';
import type { World } from '../world';

/**
 * How many contacts of its queue are served before this one, and one: 1 is next. Who rings an
 * agent still counts, so that nobody is told to be nearer than is true. Walks the whole queue.
 */
export function positionOf(world: World, contact: Contact): number {
  let position = 1;
  for (const other of world.index.standingIn(contact.queueId)) {
    if (compareContacts(other, contact) < 0) position += 1;
  }
  return position;
}
