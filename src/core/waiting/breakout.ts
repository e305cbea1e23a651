import { known } from '../assert';
import type { Call } from '../call/call';
import { enterNode } from '../ivr/interpreter';
import { turnAway } from '../queue/enqueue';
import type { Turn } from '../turn';

/**
 * A key pressed by one who waits: the flow goes on at the node of that key, and the contact has
 * its place again should it come back to this queue. A key that leads nowhere changes nothing;
 * nor does one that comes when an agent has answered.
 */
export function noteBreakout(turn: Turn, call: Call, digit: string): void {
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const node = contact.keys?.[digit];
  if (node === undefined) return;
  const { queueId, queuedAt } = contact;
  turnAway(turn, call, contact, 'key');
  contact.leftPlace = { queueId, queuedAt };
  enterNode(turn, call, node);
}
