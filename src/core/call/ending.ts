import type { RecordingConsent } from '../../port/call-record';
import type { HangupCause, RawCause } from '../../port/hangup-cause';
import { dropCallback, failAttempt } from '../callback/callback';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { endAttempt } from '../dialer/attempt-end';
import { withdrawOffers } from '../queue/offer';
import { countOutcome } from '../queue/queue-day';
import { callResult, type EndReason } from '../record/call-result';
import { completeRecord } from '../record/record';
import { endTalkRecording } from '../recording/talk-recording';
import { supplementSurvey } from '../survey/survey';
import { clearTimer, emit, type Turn } from '../turn';
import { settleVoicemail } from '../voicemail/voicemail';
import { type Call, type EndedBy, moveCall } from './call';
import { named } from './guest';
import { hangUpLeg } from './leg-commands';
import { dropGuests, releaseParty } from './party';

/** Why we end a call, and what the caller's network is told. */
export interface Goodbye {
  readonly reason: EndReason;
  readonly cause: HangupCause;
}

/** Something failed; the caller can only call again. */
export const FAILED: Goodbye = { reason: 'failure', cause: 'switch-failure' };

/** We end the call: the customer's leg is hung up, and the call ends when the switch says so. */
export function hangUpCall(turn: Turn, call: Call, { reason, cause }: Goodbye): void {
  if (call.phase === 'ending' || call.phase === 'ended') return;
  const by = reason === 'agent' ? 'agent' : 'engine';
  settleVoicemail(turn, call, turn.at);
  call.ending = { by, result: callResult(call, reason) };
  releaseContact(turn, call, { at: turn.at, by, cause });
  clearTimers(turn, call);
  moveCall(call, 'ending', turn.at);
  const leg = turn.world.legs.get(call.legId);
  if (leg) hangUpLeg(turn, leg, cause);
}

/** What would have come of its waiting does not come any more. */
function clearTimers(turn: Turn, call: Call): void {
  const { callId } = call;
  call.parked = undefined;
  clearTimer(turn, { kind: 'ivr', callId });
  clearTimer(turn, { kind: 'park', callId });
}

export interface LegEnd {
  readonly at: number;
  readonly cause: HangupCause;
  readonly by: 'us' | 'remote' | 'unknown';
  readonly raw?: RawCause;
}

/** A call of ours that was not answered was ended by the far end only where that is known. */
const customerSide = ({ direction, answeredAt }: Call, { by }: LegEnd): EndedBy =>
  direction === 'outbound' && answeredAt === undefined && by !== 'remote' ? 'unknown' : 'caller';

/** The switch ends a ringing that nobody answered for us: that is the customer's answer. */
const isUnanswered = ({ direction, answeredAt }: Call): boolean =>
  direction === 'outbound' && answeredAt === undefined;

/** The customer's leg is gone: the call ends, once, and its record is written. */
export function endCall(turn: Turn, call: Call, end: LegEnd): void {
  const { world } = turn;
  const isCaller = end.cause !== 'lost' && (end.by !== 'us' || isUnanswered(call));
  settleVoicemail(turn, call, end.at);
  const by = call.ending?.by ?? (isCaller ? customerSide(call, end) : 'unknown');
  const result = call.ending?.result ?? callResult(call, isCaller ? 'caller' : 'lost');
  releaseContact(turn, call, { at: end.at, by, cause: end.cause });
  clearTimers(turn, call);
  const record = completeRecord(call, {
    at: end.at,
    result,
    by,
    cause: end.cause,
    ...(end.raw && { raw: end.raw }),
  });
  endAttempt(turn, call, end);
  moveCall(call, 'ended', turn.at);
  world.calls.delete(call.callId);
  if (world.contacts.get(call.contactId)?.phase === 'done') world.contacts.delete(call.contactId);
  emit(turn, { type: 'record.completed', record }, call.clientId);
  if (call.consent) supplementConsent(turn, call, call.consent);
  supplementSurvey(turn, call);
}

function supplementConsent(turn: Turn, call: Call, consent: RecordingConsent): void {
  const supplement = { kind: 'consent', ...consent } as const;
  emit(turn, { type: 'record.supplemented', callId: call.callId, supplement }, call.clientId);
}

interface Release {
  readonly at: number;
  readonly by: EndedBy;
  readonly cause: HangupCause;
}

/** How a call to a customer came to nothing. */
const attemptOutcome = ({ answeredAt, settled }: Call, cause: HangupCause): string =>
  settled ?? (answeredAt === undefined ? cause : 'unconfirmed');

/** The contact leaves its queue or its agent, whichever has it; `at` may be in the past. */
function releaseContact(turn: Turn, call: Call, { at, by, cause }: Release): void {
  const contact = turn.world.contacts.get(call.contactId);
  // A contact that is to be called back outlives its call.
  if (!contact || contact.phase === 'done' || contact.phase === 'virtual') return;
  if (contact.phase === 'calling') return failAttempt(turn, contact, attemptOutcome(call, cause));
  if (contact.phase !== 'new') leaveQueue(turn, contact, by, at);
  if (contact.phase === 'offered') {
    withdrawOffers(turn, call, contact, by === 'caller' ? 'caller-left' : 'call-ended');
  }
  if (contact.phase === 'assigned') releaseParties(turn, call, 'call-ended');
  dropCallback(turn, contact, by === 'caller' ? 'abandoned' : 'unserved');
  moveContact(turn, contact, 'done');
}

/** A contact that never reached its agent abandoned the queue, or was taken out of it. */
function leaveQueue(turn: Turn, contact: Contact, by: EndedBy, at: number): void {
  if (!countOutcome(turn, contact, by === 'caller' ? 'abandoned' : 'withdrawn')) return;
  const { contactId, clientId, callId, queueId } = contact;
  if (by !== 'caller') return;
  const waitedMs = Math.max(0, at - contact.waitingSince);
  emit(turn, { type: 'contact.abandoned', contactId, callId, queueId, waitedMs }, clientId);
}

/** The part of who serves, and of all guests, is over. */
export function releaseParties(turn: Turn, call: Call, reason: string): void {
  endTalkRecording(turn, call);
  dropGuests(turn, call, reason);
  if (call.agentLegId === undefined) return;
  releaseParty(turn, call, { legId: call.agentLegId, ...named(call) }, 'normal');
}
