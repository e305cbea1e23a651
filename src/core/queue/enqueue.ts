import { known } from '../assert';
import { type Call, moveCall } from '../call/call';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import type { QueueNode } from '../ivr/flow';
import { emit, setTimer, type Turn } from '../turn';
import { beginHearing } from '../waiting/announcement';
import { preferAgent } from './last-agent';
import { withdrawOffers } from './offer';
import { countOffered, countOutcome } from './queue-day';
import { beginStages, relax } from './relax';
import { requirementKey } from './requirement';

/**
 * Lets a call's contact wait in a queue. Returns null, or the node that takes over where the
 * queue is full or gone.
 */
export function enqueue(turn: Turn, call: Call, node: QueueNode): string | null {
  const { world, at } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const queue = world.directory.queues.get(node.queueId);
  prepare(turn, contact, node);
  call.queueId = node.queueId;
  call.queuedAt ??= at;
  countOffered(turn, contact);
  if (!queue) return turnAway(turn, call, contact, 'queue-removed');
  const waiting = world.index.waitingIn(queue.queueId);
  if (waiting >= queue.waitingMax) {
    const bound = `waitingMax of queue ${queue.queueId}`;
    emit(turn, { type: 'bound.reached', bound, limit: queue.waitingMax }, call.clientId);
    return turnAway(turn, call, contact, 'full');
  }
  delete call.ivr;
  preferAgent(turn, call, { contact, queue, node });
  moveCall(call, 'queued', at);
  moveContact(turn, contact, 'waiting');
  setTimer(turn, { kind: 'wait', contactId: contact.contactId }, at + queue.waitMaxMs);
  beginHearing(turn, call);
  emit(
    turn,
    {
      type: 'contact.queued',
      contactId: contact.contactId,
      callId: call.callId,
      queueId: queue.queueId,
      requirement: requirementKey(contact.requirement),
      priority: contact.priority,
      waiting: waiting + 1,
    },
    call.clientId,
  );
  relax(turn, contact);
  return null;
}

function prepare(turn: Turn, contact: Contact, node: QueueNode): void {
  contact.queueId = node.queueId;
  contact.asked = node.skills;
  if (node.relax) contact.relax = node.relax;
  else delete contact.relax;
  beginStages(turn.world, contact);
  contact.priority = node.priority;
  const { leftPlace } = contact;
  contact.queuedAt = leftPlace?.queueId === node.queueId ? leftPlace.queuedAt : turn.at;
  delete contact.leftPlace;
  contact.waitingSince = turn.at;
  contact.expired = false;
  delete contact.estimate;
  delete contact.preferred;
  contact.onTimeout = node.onTimeout;
  contact.onFull = node.onFull;
  if (node.keys) contact.keys = node.keys;
  else delete contact.keys;
}

export type OverflowReason = 'full' | 'timed-out' | 'queue-removed' | 'key';

/** The queue cannot serve the contact. Returns the node of the flow that takes over. */
export function turnAway(turn: Turn, call: Call, contact: Contact, reason: OverflowReason): string {
  const { contactId, callId, queueId } = contact;
  if (contact.phase === 'offered') withdrawOffers(turn, call, contact, reason);
  countOutcome(turn, contact, 'overflowed');
  call.unserved = true;
  const waitedMs = turn.at - contact.waitingSince;
  emit(
    turn,
    { type: 'contact.overflowed', contactId, callId, queueId, reason, waitedMs },
    call.clientId,
  );
  moveContact(turn, contact, 'new');
  return reason === 'full' ? contact.onFull : contact.onTimeout;
}
