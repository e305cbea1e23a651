import { known } from '../assert';
import { type Call, moveCall } from '../call/call';
import { moveContact } from '../contact/move-contact';
import { relax } from '../queue/relax';
import { emit, type Turn } from '../turn';
import { beginHearing } from '../waiting/announcement';
import { setWaitTimer } from '../waiting/closing';
import { dropCallback } from './callback';

/**
 * The customer who was called back pressed the key: the contact stands at its place again, which
 * is at the head by now. Returns null, or the node that takes over where the queue is gone.
 */
export function joinLine(turn: Turn, call: Call): string | null {
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const queue = turn.world.directory.queues.get(contact.queueId);
  const { callback, contactId, callId, queueId, clientId } = contact;
  if (!callback || contact.phase !== 'calling') return contact.onTimeout;
  if (!queue) {
    // There is no line to join: the customer goes on in the flow like any other caller.
    moveContact(turn, contact, 'new');
    dropCallback(turn, contact, 'queue-removed');
    return contact.onTimeout;
  }
  callback.confirmed = true;
  contact.waitingSince = turn.at;
  contact.waitEndsAt = turn.at + queue.waitMaxMs;
  contact.firstOfferAt = undefined;
  call.ivr = undefined;
  call.queuedAt ??= turn.at;
  moveCall(call, 'queued', turn.at);
  moveContact(turn, contact, 'waiting');
  setWaitTimer(turn, contact);
  beginHearing(turn, call);
  const { attempts } = callback;
  emit(turn, { type: 'callback.confirmed', contactId, callId, queueId, attempts }, clientId);
  relax(turn, contact);
  return null;
}
