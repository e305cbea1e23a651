import { known, never } from '../assert';
import { type Call, moveCall } from '../call/call';
import { dropCallback } from '../callback/callback';
import type { QueueConfig } from '../centre';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { noteDropped } from '../dialer/attempt-progress';
import type { QueueNode } from '../ivr/flow';
import { emit, type Turn } from '../turn';
import { beginHearing } from '../waiting/announcement';
import { isClosed, setWaitTimer } from '../waiting/closing';
import { isStaffed } from '../waiting/staffing';
import { preferAgent } from './last-agent';
import { withdrawOffers } from './offer';
import { countOffered, countOutcome } from './queue-day';
import { beginStages, relax } from './relax';
import { requirementKey } from './requirement';
import { estimateWait } from './wait-estimate';

/**
 * Lets a call's contact wait in a queue. Returns null, or the node that takes over where the
 * queue is full or gone.
 */
export function enqueue(turn: Turn, call: Call, node: QueueNode): string | null {
  const { world, at } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const queue = world.directory.queues.get(node.queueId);
  leaveCallback(turn, contact);
  prepareContact(turn, contact, node);
  call.queueId = node.queueId;
  call.queuedAt ??= at;
  countOffered(turn, contact);
  if (!queue) return turnAway(turn, call, contact, 'queue-removed');
  const refusal = refusalOf(turn, contact, queue);
  if (refusal) return turnAway(turn, call, contact, refusal);
  call.ivr = undefined;
  preferAgent(turn, call, { contact, queue, node });
  moveCall(call, 'queued', at);
  moveContact(turn, contact, 'waiting');
  contact.waitEndsAt = at + queue.waitMaxMs;
  setWaitTimer(turn, contact);
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
      waiting: world.index.waitingIn(queue.queueId),
    },
    call.clientId,
  );
  relax(turn, contact);
  return null;
}

/** Why a queue does not take a contact that comes, or null. */
function refusalOf(turn: Turn, contact: Contact, queue: QueueConfig): OverflowReason | null {
  const { queueId, waitingMax, overflowWhen } = queue;
  if (isClosed(turn, queue, contact.callId)) return 'closed';
  if (turn.world.index.waitingIn(queueId) >= waitingMax) {
    const bound = `waitingMax of queue ${queueId}`;
    emit(turn, { type: 'bound.reached', bound, limit: waitingMax }, contact.clientId);
    return 'full';
  }
  const { noAgentsMs, estimateOverMs } = overflowWhen ?? {};
  if (noAgentsMs !== undefined && !isStaffed(turn.world, contact)) return 'no-agents';
  if (estimateOverMs === undefined) return null;
  const { estimate } = estimateWait(turn.world, contact, turn.at);
  return estimate && estimate.medianMs > estimateOverMs ? 'long-wait' : null;
}

/** Who is to be called back and is still there, or there again, waits like everybody else. */
function leaveCallback(turn: Turn, contact: Contact): void {
  if (!contact.callback) return;
  const { phase } = contact;
  if (phase === 'virtual' || phase === 'calling') moveContact(turn, contact, 'new');
  dropCallback(turn, contact, contact.callback.confirmed ? 'unserved' : 'caller-stayed');
}

/** What a contact is in the queue of this node, and where it stands there. */
export function prepareContact(turn: Turn, contact: Contact, node: QueueNode): void {
  contact.queueId = node.queueId;
  contact.asked = node.skills;
  if (node.relax) contact.relax = node.relax;
  else contact.relax = undefined;
  beginStages(turn.world, contact);
  contact.priority = node.priority;
  const { leftPlace } = contact;
  contact.queuedAt = leftPlace?.queueId === node.queueId ? leftPlace.queuedAt : turn.at;
  contact.leftPlace = undefined;
  contact.waitingSince = turn.at;
  contact.expired = false;
  contact.estimate = undefined;
  contact.preferred = undefined;
  contact.place = undefined;
  contact.expiredBy = undefined;
  const { onTimeout, onFull, onLongWait = onFull, onNoAgents = onFull, onClosed, keys } = node;
  const exits = { onTimeout, onFull, onLongWait, onNoAgents, onClosed: onClosed ?? onTimeout };
  Object.assign(contact, exits);
  if (keys) contact.keys = keys;
  else contact.keys = undefined;
}

export type OverflowReason =
  | 'full'
  | 'timed-out'
  | 'queue-removed'
  | 'key'
  | 'long-wait'
  | 'no-agents'
  | 'closed';

function exitFor(contact: Contact, reason: OverflowReason): string {
  const { onTimeout, onFull, onLongWait, onNoAgents, onClosed } = contact;
  switch (reason) {
    case 'full':
      return onFull;
    case 'long-wait':
      return onLongWait ?? onFull;
    case 'no-agents':
      return onNoAgents ?? onFull;
    case 'closed':
      return onClosed ?? onTimeout;
    case 'timed-out':
    case 'queue-removed':
    case 'key':
      return onTimeout;
    default:
      return never(reason);
  }
}

/** The queue cannot serve the contact. Returns the node of the flow that takes over. */
export function turnAway(turn: Turn, call: Call, contact: Contact, reason: OverflowReason): string {
  const { contactId, callId, queueId } = contact;
  if (contact.phase === 'offered') withdrawOffers(turn, call, contact, reason);
  countOutcome(turn, contact, 'overflowed');
  noteDropped(turn, contact);
  call.unserved = true;
  const waitedMs = turn.at - contact.waitingSince;
  emit(
    turn,
    { type: 'contact.overflowed', contactId, callId, queueId, reason, waitedMs },
    call.clientId,
  );
  moveContact(turn, contact, 'new');
  return exitFor(contact, reason);
}
