import { known } from '../assert';
import { serveCallback } from '../callback/callback';
import { moveContact } from '../contact/move-contact';
import { attemptAt, connectDueAt, noteConnectedAttempt } from '../dialer/attempt-progress';
import { rememberAgent } from '../queue/last-agent';
import { countOutcome } from '../queue/queue-day';
import { relax } from '../queue/relax';
import { noteConnected } from '../queue/wait-learning';
import { beginTalkRecording, pauseForHold } from '../recording/talk-recording';
import { clearTimer, emit, refuse, type Turn } from '../turn';
import { beginHearing } from '../waiting/announcement';
import { setWaitTimer } from '../waiting/closing';
import { arrange } from './arrange';
import { type Call, type CallPhase, moveCall, stopServing } from './call';
import { releaseParties } from './ending';
import { consulted, guestAt, named } from './guest';
import type { Leg } from './leg';
import { hangUpLeg, holdLeg, isUnderWay, joinLeg } from './leg-commands';
import { showParties } from './party';

/** Both legs are in the bridge: the wait is over, they talk; or the customer is back from hold. */
export function noteJoined(turn: Turn, call: Call): void {
  const customer = turn.world.legs.get(call.legId);
  const agentLeg = turn.world.legs.get(call.agentLegId ?? '');
  if (!customer?.bridgeId || customer.bridgeId !== call.bridgeId) return;
  if (agentLeg?.bridgeId !== call.bridgeId) return;
  if (call.phase === 'held') return retrieved(turn, call);
  if (call.phase !== 'connecting') return;
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  call.connectedAt ??= turn.at;
  moveTo(turn, call, 'talking');
  countOutcome(turn, contact, 'answered');
  serveCallback(turn, contact);
  noteConnectedAttempt(turn, call);
  const predicted = noteConnected(turn, contact);
  const { agentId } = call;
  if (agentId === undefined) return;
  rememberAgent(turn, call, agentId);
  const waitedMs = turn.at - contact.waitingSince;
  const { callId, contactId, queueId } = contact;
  emit(
    turn,
    {
      type: 'call.connected',
      callId,
      contactId,
      queueId,
      agentId,
      waitedMs,
      ...(predicted && { predicted }),
    },
    call.clientId,
  );
  beginTalkRecording(turn, call);
}

function retrieved(turn: Turn, call: Call): void {
  moveTo(turn, call, 'talking');
  const { callId } = call;
  emit(turn, { type: 'call.retrieved', callId, ...named(call) }, call.clientId);
  if (call.recordingPlan) pauseForHold(turn, call, false);
  else if (call.agentId !== undefined) beginTalkRecording(turn, call);
}

/** The customer's leg went onto hold music. */
export function noteHeld(turn: Turn, call: Call): void {
  if (call.phase !== 'talking') return;
  moveTo(turn, call, 'held');
  const { callId } = call;
  emit(turn, { type: 'call.held', callId, ...named(call) }, call.clientId);
  pauseForHold(turn, call, true);
  arrange(turn, call);
}

/** Call, parties and their intervals move together. */
function moveTo(turn: Turn, call: Call, phase: Extract<CallPhase, 'talking' | 'held'>): void {
  moveCall(call, phase, turn.at);
  showParties(turn, call);
}

const REJOINS_MAX = 3;

/** A leg fell out of a bridge that it should be in: it is put back, or the agent given up. */
export function noteLeft(turn: Turn, call: Call, leg: Leg, bridgeId: string): void {
  if (leg.wantedBridgeId !== bridgeId || leg.hangup || isUnderWay(turn, leg, 'hold')) return;
  leg.wantedHeld = false;
  leg.rejoins += 1;
  if (leg.rejoins <= REJOINS_MAX) return joinLeg(turn, leg, bridgeId);
  emit(
    turn,
    { type: 'bound.reached', bound: 'rejoins of a leg', limit: REJOINS_MAX },
    leg.clientId,
  );
  const given = guestAt(call, leg.legId) ? leg : turn.world.legs.get(call.agentLegId ?? '');
  if (given) hangUpLeg(turn, given, 'switch-failure');
}

/**
 * The agent's leg failed under the conversation, by no one's wish: the caller goes back to the
 * place that the contact had, which is now near the head.
 */
export function requeue(turn: Turn, call: Call): void {
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const queue = turn.world.directory.queues.get(contact.queueId);
  releaseParties(turn, call, 'call-moved-on');
  stopServing(call);
  clearTimer(turn, { kind: 'park', callId: call.callId });
  call.parked = undefined;
  call.bridgeId = undefined;
  moveCall(call, 'queued', turn.at);
  beginHearing(turn, call);
  contact.expired = queue === undefined;
  contact.expiredBy = undefined;
  contact.waitingSince = turn.at;
  moveContact(turn, contact, 'waiting');
  relax(turn, contact);
  contact.waitEndsAt = turn.at + (queue?.waitMaxMs ?? 0);
  // Whom nobody has talked with yet is dropped as the law says, whoever was lost meanwhile.
  const dialed = attemptAt(turn.world, contact.attemptId)?.attempt;
  if (dialed?.phase === 'waiting') contact.waitEndsAt = connectDueAt(turn.world, dialed);
  setWaitTimer(turn, contact);
}

export function requestHold(turn: Turn, callId: string): void {
  const call = withoutConsult(turn, inPhase(turn, callId, 'talking'));
  const leg = call && turn.world.legs.get(call.legId);
  if (!call || !leg) return;
  if (leg.wantedHeld) return refuse(turn, { code: 'HOLD_UNDER_WAY', detail: callId });
  const queue = turn.world.directory.queues.get(call.queueId ?? '');
  holdLeg(turn, leg, queue?.music ?? 'default');
}

export function requestRetrieve(turn: Turn, callId: string): void {
  const call = withoutConsult(turn, inPhase(turn, callId, 'held'));
  const leg = call && turn.world.legs.get(call.legId);
  if (!call?.bridgeId || !leg?.wantedHeld) return;
  joinLeg(turn, leg, call.bridgeId);
}

/** While somebody is consulted hold is the consultation's business: swap or cancel it. */
function withoutConsult(turn: Turn, call: Call | null): Call | null {
  const guest = call && consulted(call);
  if (!guest) return call;
  refuse(turn, { code: 'CONSULT_UNDER_WAY', detail: `${guest.agentId ?? guest.targetId}` });
  return null;
}

function inPhase(turn: Turn, callId: string, phase: CallPhase): Call | null {
  const call = turn.world.calls.get(callId);
  if (!call) {
    refuse(turn, { code: 'CALL_UNKNOWN', detail: callId });
    return null;
  }
  if (call.phase === phase) return call;
  refuse(turn, { code: 'CALL_WRONG_PHASE', detail: `call is ${call.phase}, not ${phase}` });
  return null;
}
