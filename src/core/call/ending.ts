import type { HangupCause, RawCause } from '../../port/hangup-cause';
import { assignee, beginWrapUp } from '../agent/assignment';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { withdrawOffer } from '../queue/offer';
import { dayOf } from '../queue/queue-day';
import { callResult } from '../record/call-result';
import { completeRecord } from '../record/record';
import { clearTimer, emit, type Turn } from '../turn';
import { type Call, type EndedBy, moveCall } from './call';
import { hangUpLeg } from './leg-commands';

/** We end the call: the customer's leg is hung up, and the call ends when the switch says so. */
export function hangUpCall(turn: Turn, call: Call, by: EndedBy, cause: HangupCause): void {
  if (call.phase === 'ending' || call.phase === 'ended') return;
  call.ending = { by, cause };
  releaseContact(turn, call, by);
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  moveCall(call, 'ending', turn.at);
  const leg = turn.world.legs.get(call.legId);
  if (leg) hangUpLeg(turn, leg, cause);
}

export interface LegEnd {
  readonly at: number;
  readonly cause: HangupCause;
  readonly by: 'us' | 'remote' | 'unknown';
  readonly raw?: RawCause;
}

/** The customer's leg is gone: the call ends, once, and its record is written. */
export function endCall(turn: Turn, call: Call, end: LegEnd): void {
  const { world } = turn;
  const by = call.ending?.by ?? (end.by === 'remote' ? 'caller' : 'unknown');
  const result = callResult(call, end.cause);
  releaseContact(turn, call, by);
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  const record = completeRecord(call, {
    at: end.at,
    result,
    by,
    cause: end.cause,
    ...(end.raw && { raw: end.raw }),
  });
  moveCall(call, 'ended', turn.at);
  world.calls.delete(call.callId);
  world.contacts.delete(call.contactId);
  emit(turn, { type: 'record.completed', record }, call.clientId);
}

/** The contact leaves its queue or its agent, whichever has it. */
function releaseContact(turn: Turn, call: Call, by: EndedBy): void {
  const contact = turn.world.contacts.get(call.contactId);
  if (!contact || contact.phase === 'done') return;
  if (contact.phase === 'waiting' || contact.phase === 'offered') {
    leaveQueue(turn, call, contact, by);
  }
  if (contact.phase === 'assigned') releaseAgent(turn, call);
  moveContact(turn, contact, 'done');
}

function leaveQueue(turn: Turn, call: Call, contact: Contact, by: EndedBy): void {
  const { contactId, callId, queueId } = contact;
  const isAbandon = by !== 'engine';
  if (contact.phase === 'offered') {
    withdrawOffer(turn, call, contact, isAbandon ? 'caller-left' : 'call-ended');
  }
  if (!isAbandon) return;
  dayOf(turn, queueId).abandoned += 1;
  const waitedMs = turn.at - contact.queuedAt;
  emit(turn, { type: 'contact.abandoned', contactId, callId, queueId, waitedMs }, call.clientId);
}

/** The conversation is over for the agent; the agent's leg goes, wrap-up begins. */
export function releaseAgent(turn: Turn, call: Call): void {
  if (call.agentLegId === undefined || call.agentId === undefined) return;
  const agent = assignee(turn, call.agentId, call.agentLegId);
  const leg = turn.world.legs.get(call.agentLegId);
  if (leg) hangUpLeg(turn, leg, 'normal');
  if (agent) beginWrapUp(turn, agent);
}
