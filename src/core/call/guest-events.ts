import { known } from '../assert';
import { mintId } from '../ids';
import { playMusic } from '../queue/music';
import { askToConfirm, noteUnconfirmed } from '../queue/offer';
import { beginTalkRecording, endTalkRecording } from '../recording/talk-recording';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import { arrange, partOf, retrieveCustomer } from './arrange';
import { type Call, endInterval, moveCall, serveBy, stopServing } from './call';
import type { LegEnd } from './ending';
import { consulted, type Guest, guestAt, guestsOf, moveGuest, named, talkers } from './guest';
import { type Invitation, invite } from './invite';
import { callOf, type Leg } from './leg';
import { hangUpLeg, isUnderWay, joinLeg } from './leg-commands';
import { dropGuest, releaseParty, showParties } from './party';
import { requeue } from './talk';

/** Rings somebody for the call; one whose line stands takes part at once. */
export function callIn(turn: Turn, call: Call, invitation: Invitation): void {
  const guest = invite(turn, call, invitation);
  const leg = turn.world.legs.get(guest.legId);
  if (leg?.owner.kind === 'line') takePart(turn, call, guest, leg);
}

/** A guest's phone was answered. */
export function guestAnswered(turn: Turn, call: Call, guest: Guest, leg: Leg): void {
  if (leg.hangup) return;
  const agent = turn.world.agents.get(guest.agentId ?? '');
  if (agent?.config.phone.confirm) return askToConfirm(turn, call, leg);
  takePart(turn, call, guest, leg);
}

/** A digit on a guest's leg: who was asked to confirm comes in with 1. */
export function noteGuestDigit(turn: Turn, call: Call, leg: Leg, digit: string): boolean {
  const guest = guestAt(call, leg.legId);
  if (!guest || !turn.world.timers.has(`confirm:${leg.legId}`)) return guest !== undefined;
  if (digit === '1') takePart(turn, call, guest, leg);
  else dismiss(turn, call, guest, 'rejected');
  return true;
}

/** Nobody pressed the key: a mailbox, most likely. */
export function noteConfirmTimeout(turn: Turn, legId: string): void {
  const leg = turn.world.legs.get(legId);
  const call = leg && callOf(turn.world, leg);
  const guest = call && guestAt(call, legId);
  if (guest) dismiss(turn, call, guest, 'no-answer');
  else noteUnconfirmed(turn, legId);
}

/** A guest is on the line, and may come in. */
function takePart(turn: Turn, call: Call, guest: Guest, leg: Leg): void {
  clearTimer(turn, { kind: 'confirm', legId: guest.legId });
  endInterval(call, guest.legId, turn.at, 'answered');
  moveGuest(call, guest, 'joining');
  if (guest.role === 'transfer') takeOver(turn, call, guest, leg);
  else arrange(turn, call);
}

/** Who was rung in a transfer, or picked the call up, serves it from now on. */
function takeOver(turn: Turn, call: Call, guest: Guest, leg: Leg): void {
  const { world } = turn;
  const { callId, clientId } = call;
  noteJoinedFact(turn, call, guest);
  moveGuest(call, guest, 'gone');
  clearTimer(turn, { kind: 'park', callId });
  call.parked = undefined;
  serveBy(call, guest, turn.at);
  moveCall(call, 'connecting', turn.at);
  call.bridgeId = mintId(world, 'bridge');
  const customer = known(world.legs.get(call.legId), `leg ${call.legId} of ${clientId}`);
  customer.rejoins = 0;
  joinLeg(turn, customer, call.bridgeId);
  joinLeg(turn, leg, call.bridgeId);
}

function noteJoinedFact(turn: Turn, call: Call, guest: Guest): void {
  const { legId, role, mode } = guest;
  const who = { callId: call.callId, legId, ...named(guest) };
  const fact =
    role === 'supervisor'
      ? ({ type: 'supervision.started', ...who, mode: mode ?? 'listen' } as const)
      : ({ type: 'party.joined', ...who, role } as const);
  emit(turn, fact, call.clientId);
}

/** What a guest's leg did, as its place tells: the others may have waited for that. */
export function noteGuestMoved(turn: Turn, call: Call, guest: Guest, leg: Leg): void {
  const isIn = leg.bridgeId !== undefined && leg.bridgeId === call.bridgeId;
  if (isIn && !leg.wantedHeld) comeIn(turn, call, guest);
  else if (leg.held && leg.wantedHeld && guest.phase === 'present') moveGuest(call, guest, 'held');
  else if (!isIn && guest.phase === 'present') moveGuest(call, guest, 'joining');
  arrange(turn, call);
  showParties(turn, call);
}

function comeIn(turn: Turn, call: Call, guest: Guest): void {
  if (guest.phase !== 'joining' && guest.phase !== 'held') return;
  const isFirst = !call.intervals.some((one) => one.legId === guest.legId);
  moveGuest(call, guest, 'present');
  if (isFirst) noteJoinedFact(turn, call, guest);
  // What somebody says who has not agreed is nobody's to keep.
  const config = turn.world.agents.get(guest.agentId ?? '')?.config;
  const mayBeRecorded = config !== undefined && config.mayBeRecorded !== false;
  if (!mayBeRecorded && guest.mode !== 'listen') endTalkRecording(turn, call);
}

/** A guest's leg is gone: it refused, did not answer, hung up, or failed. */
export function guestEnded(turn: Turn, call: Call, guest: Guest, end: LegEnd): void {
  const isRinging = guest.phase === 'ringing';
  const isRefused = isRinging && end.cause === 'normal';
  const reason = isRefused ? 'rejected' : end.cause === 'normal' ? 'hung-up' : end.cause;
  dismiss(turn, call, guest, reason);
}

/** A guest goes, and the others go on as they can without it. */
export function dismiss(turn: Turn, call: Call, guest: Guest, reason: string): void {
  dropGuest(turn, call, guest, { reason, cause: 'normal' });
  switch (guest.role) {
    case 'consult':
      return endConsult(turn, call);
    case 'transfer':
      if (call.phase === 'transferring') requeue(turn, call);
      else if (call.parked) goOnParking(turn, call.callId, call.parked.until);
      return;
    default:
      return showParties(turn, call);
  }
}

/** The picking up came to nothing; where the time in the slot is over, its timer is due now. */
const goOnParking = (turn: Turn, callId: string, until: number): void =>
  setTimer(turn, { kind: 'park', callId }, Math.max(until, turn.at));

/** Nobody is consulted any more: the agent is with the customer again. */
export function endConsult(turn: Turn, call: Call): void {
  call.focus = undefined;
  retrieveCustomer(turn, call);
  arrange(turn, call);
  showParties(turn, call);
}

/** A guest serves from now on, in place of the one who did; the rest of the call stays. */
export function promote(turn: Turn, call: Call, guest: Guest): void {
  const { callId, agentId, agentLegId, bridgeId } = call;
  const from = agentId === undefined ? {} : { fromAgentId: agentId };
  const old = agentLegId === undefined ? null : { legId: agentLegId, ...named(call) };
  const leg = known(turn.world.legs.get(guest.legId), `leg ${guest.legId}`);
  endTalkRecording(turn, call);
  moveGuest(call, guest, 'gone');
  serveBy(call, guest, turn.at);
  emit(turn, { type: 'call.taken-over', callId, ...named(guest), ...from }, call.clientId);
  call.focus = undefined;
  if (old) releaseParty(turn, call, old, 'normal');
  const isIn = leg.wantedBridgeId !== undefined && !leg.wantedHeld;
  if (!isIn && bridgeId !== undefined) joinLeg(turn, leg, bridgeId);
  retrieveCustomer(turn, call);
  rejoinCustomer(turn, call);
  for (const other of guestsOf(call)) {
    if (other.mode === 'whisper' && other.phase === 'present') coachAnew(turn, call, other);
  }
  arrange(turn, call);
  showParties(turn, call);
  if (call.phase === 'talking' && call.agentId !== undefined) beginTalkRecording(turn, call);
}

/** A whisper goes to whoever serves now; somebody outside is never coached. */
function coachAnew(turn: Turn, call: Call, guest: Guest): void {
  const leg = turn.world.legs.get(guest.legId);
  if (call.agentId === undefined) guest.mode = 'listen';
  if (leg && call.bridgeId) joinLeg(turn, leg, call.bridgeId, partOf(call, guest));
}

/** Nobody serves the call while a phone rings for it; the customer hears music. */
export function waitForTransfer(turn: Turn, call: Call): void {
  stopServing(call);
  call.bridgeId = undefined;
  moveCall(call, 'transferring', turn.at);
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  contact.waitingSince = turn.at;
  // Its wait in the queue, of which estimates learn, is long over.
  contact.firstOfferAt = undefined;
  playMusic(turn, call);
}

/** Who served is gone, and others are there who can go on with the customer. */
export function succeed(turn: Turn, call: Call): boolean {
  const consult = consulted(call);
  if (consult) {
    completeConsult(turn, call, consult);
    return true;
  }
  const here = talkers(call).filter((one) => one.phase !== 'ringing');
  const next = here.find((one) => one.agentId !== undefined) ?? here[0];
  if (!next) return false;
  promote(turn, call, next);
  return true;
}

/** The one consulted takes the call over, or will as soon as it answers. */
export function completeConsult(turn: Turn, call: Call, guest: Guest): void {
  const { callId, contactId, clientId, agentId } = call;
  const to =
    guest.agentId === undefined
      ? ({ kind: 'target', targetId: guest.targetId ?? '' } as const)
      : ({ kind: 'agent', agentId: guest.agentId } as const);
  call.transfers = (call.transfers ?? 0) + 1;
  const from = agentId === undefined ? {} : { fromAgentId: agentId };
  const body = { callId, contactId, kind: 'attended', to, ...from } as const;
  emit(turn, { type: 'call.transferred', ...body }, clientId);
  if (guest.phase !== 'ringing') return promote(turn, call, guest);
  guest.role = 'transfer';
  leaveBehind(turn, call, guest);
  waitForTransfer(turn, call);
}

/** Who serves goes, and everybody beside, but for one who rings. */
export function leaveBehind(turn: Turn, call: Call, kept?: Guest): void {
  const { agentLegId } = call;
  for (const guest of guestsOf(call)) {
    if (guest !== kept) dropGuest(turn, call, guest, { reason: 'call-moved-on', cause: 'normal' });
  }
  call.focus = undefined;
  endTalkRecording(turn, call);
  if (agentLegId === undefined) return;
  releaseParty(turn, call, { legId: agentLegId, ...named(call) }, 'normal');
}

/**
 * A guest could not be put where it should be, and goes; one who was in the bridge before has only
 * not changed what it does there.
 */
export function guestJoinFailed(turn: Turn, call: Call, guest: Guest, leg: Leg): void {
  if (leg.bridgeId === undefined || guest.role !== 'supervisor') {
    hangUpLeg(turn, leg, 'switch-failure');
    return dismiss(turn, call, guest, 'switch-failure');
  }
  // After a change that failed nobody hears it who did not hear it before: it listens at least.
  guest.mode = leg.role === undefined ? 'barge' : leg.role === 'whisper' ? 'whisper' : 'listen';
  leg.part = partOf(call, guest);
  const { callId, clientId } = call;
  const { legId, mode } = guest;
  emit(turn, { type: 'supervision.changed', callId, legId, ...named(guest), mode }, clientId);
}

/** A customer who fell out and could not get back to the one before is put to who serves now. */
function rejoinCustomer(turn: Turn, call: Call): void {
  const leg = turn.world.legs.get(call.legId);
  const bridgeId = call.bridgeId;
  if (!leg || bridgeId === undefined || leg.bridgeId !== undefined || leg.wantedHeld) return;
  const isAway = leg.wantedBridgeId === bridgeId && !leg.hangup && !isUnderWay(turn, leg, 'join');
  if (isAway) joinLeg(turn, leg, bridgeId);
}
