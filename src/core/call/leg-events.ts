import type {
  LegAnswered,
  LegJoined,
  LegLeft,
  LegMediaEnded,
  LegWitnessed,
  SwitchEvent,
} from '../../port/switch-event';
import { noteLineAnswered } from '../agent/line';
import { never } from '../assert';
import { send } from '../command';
import { attemptAnswered, noteMachine } from '../dialer/answered';
import { isMintedLegId } from '../ids';
import { noteDigit } from '../ivr/digits';
import { enterNode, nodeAt } from '../ivr/interpreter';
import { endPrompt } from '../ivr/prompt-end';
import { acceptOffer, confirmOffer } from '../queue/offer';
import { compareWitness } from '../record/witness';
import { emit, type Turn } from '../turn';
import { resumeMusic } from '../waiting/announcement';
import { noteBreakout } from '../waiting/breakout';
import { type Call, hearsMusic } from './call';
import { FAILED, hangUpCall } from './ending';
import { guestAt } from './guest';
import { guestAnswered, noteGuestDigit } from './guest-events';
import { callOf, type Leg, moveLeg } from './leg';
import { expectEnd, hangUpLeg, joinLeg, noteAlive } from './leg-commands';
import { endLeg, forgetLeg } from './leg-ended';
import { noteMoved, takeRole } from './moved';
import { settleEffects, settleOutcomes } from './outcome';
import { noteLeft } from './talk';

type LegEvent = Extract<SwitchEvent, { readonly legId: string; readonly type: `leg.${string}` }>;

/** An event of a leg. Late doubles, and events of legs that have ended, change nothing. */
export function handleLegEvent(
  turn: Turn,
  event: Exclude<LegEvent, { type: 'leg.offered' }>,
): void {
  const leg = turn.world.legs.get(event.legId);
  if (!leg) return handleStranger(turn, event);
  if (event.type === 'leg.witnessed') return noteWitness(turn, leg, event);
  leg.touchedAt = turn.at;
  noteAlive(turn, leg);
  // A late double of an earlier joining is not the outcome of the one that is under way.
  if (!isOlder(leg, event)) settleOutcomes(turn, leg, event);
  const call = callOf(turn.world, leg);
  switch (event.type) {
    case 'leg.ringing':
      moveLeg(leg, 'ringing');
      return;
    case 'leg.answered':
      return noteAnswered(turn, leg, call, event);
    case 'leg.digit':
      if (call) noteLegDigit(turn, call, leg, event.digit);
      return;
    case 'leg.media-started':
      if (leg.media?.mediaId === event.mediaId) leg.media.started = true;
      return;
    case 'leg.media-ended':
      return noteMediaEnded(turn, leg, call, event);
    case 'leg.joined':
      return noteLegJoined(turn, leg, call, event);
    case 'leg.left':
      return noteLegLeft(turn, leg, call, event);
    case 'leg.ended':
      return endLeg(turn, leg, { at: turn.at, ...event });
    case 'leg.machine':
      if (call && leg.owner.kind === 'customer') noteMachine(turn, call, event.result);
      return;
    default:
      return never(event);
  }
}

/** A key is for the flow's node, for the queue in which the caller waits, or for an offer. */
function noteLegDigit(turn: Turn, call: Call, leg: Leg, digit: string): void {
  if (leg.owner.kind !== 'customer') {
    if (!noteGuestDigit(turn, call, leg, digit)) confirmOffer(turn, call, leg, digit);
  } else if (call.phase === 'queued') noteBreakout(turn, call, digit);
  else noteDigit(turn, call, leg, digit);
}

/** The switch has written the leg's end down; the report of it follows, or was lost. */
function noteWitness(turn: Turn, leg: Leg, event: LegWitnessed): void {
  leg.witness = event.witness;
  expectEnd(turn, leg);
}

/** A leg that the world does not know: late news of an ended one, or one that nobody wants. */
function handleStranger(turn: Turn, event: LegEvent): void {
  const ended = turn.world.endedLegs.get(event.legId);
  if (event.type === 'leg.witnessed') return witnessed(turn, event);
  if (event.type === 'leg.ended') return forgetLeg(turn, event.legId);
  const isLive = event.type === 'leg.ringing' || event.type === 'leg.answered';
  // One that was given up as lost and lives after all would ring or talk to nobody.
  if (ended && ended.cause !== 'lost') return;
  if (isLive && isMintedLegId(event.legId)) hangUpOrphan(turn, event.switchId, event.legId);
}

function witnessed(turn: Turn, event: LegWitnessed): void {
  const ended = turn.world.endedLegs.get(event.legId);
  if (ended) compareWitness(turn, ended, event.witness);
}

/** Ends a leg on the switch that no call of ours owns. */
export function hangUpOrphan(turn: Turn, switchId: string, legId: string): void {
  emit(turn, { type: 'leg.orphaned', switchId, legId });
  send(turn, switchId, { type: 'hangup', legId, cause: 'normal' });
}

/** Also used for what a snapshot tells: `answeredAt` is then the switch's own time. */
export function noteAnswered(
  turn: Turn,
  leg: Leg,
  call: Call | undefined,
  event: Pick<LegAnswered, 'switchAt'> & { readonly answeredAt?: number },
): void {
  if (!moveLeg(leg, 'answered')) return;
  settleEffects(turn, leg);
  // The switch's clock may be wrong: no answer before the call, and none in the future.
  const answeredAt = event.answeredAt ?? turn.at;
  leg.answeredAt = Math.min(turn.at, Math.max(leg.createdAt, answeredAt));
  if (leg.owner.kind === 'line') return noteLineAnswered(turn, leg);
  if (!call) return hangUpLeg(turn, leg, 'normal');
  const guest = guestAt(call, leg.legId);
  if (guest) return guestAnswered(turn, call, guest, leg);
  if (leg.owner.kind === 'agent') return acceptOffer(turn, call, leg);
  if (leg.owner.kind === 'external') return hangUpLeg(turn, leg, 'cancelled');
  call.answeredAt ??= leg.answeredAt;
  emit(turn, { type: 'call.answered', callId: call.callId }, call.clientId);
  if (call.phase === 'dialing') return greet(turn, call);
  if (call.phase !== 'ivr' || call.ivr?.awaits !== 'answer') return;
  const node = nodeAt(turn, call, call.ivr.node);
  if (node?.type === 'answer') enterNode(turn, call, node.next);
}

/** The customer who is called back answered, or somebody did: the flow asks for the key. */
function greet(turn: Turn, call: Call): void {
  if (call.attempt) return attemptAnswered(turn, call);
  const { callback } = turn.world.contacts.get(call.contactId) ?? {};
  if (callback) enterNode(turn, call, callback.answered);
  else hangUpCall(turn, call, FAILED);
}

/** Music that ends by itself is begun again; a prompt's end moves the flow on. */
export function noteMediaEnded(
  turn: Turn,
  leg: Leg,
  call: Call | undefined,
  event: Pick<LegMediaEnded, 'mediaId' | 'reason' | 'detail'>,
): void {
  const { media } = leg;
  if (media?.mediaId !== event.mediaId) return;
  leg.media = undefined;
  if (!call || leg.owner.kind !== 'customer') return;
  if (event.reason === 'failed') {
    const { callId } = call;
    const detail = event.detail ?? 'the switch gave no reason';
    emit(turn, { type: 'media.failed', callId, legId: leg.legId, detail }, call.clientId);
  }
  if (hearsMusic(call)) return resumeMusic(turn, call, media.media, event.reason);
  endPrompt(turn, call, event.reason);
}

/** True when the switch's own time says that this report is older than one already heard. */
function isStale(leg: Leg, event: LegJoined | LegLeft): boolean {
  if (isOlder(leg, event)) return true;
  leg.movedAt = event.switchAt ?? leg.movedAt;
  return false;
}

const isOlder = (leg: Leg, { type, switchAt }: SwitchEvent): boolean =>
  (type === 'leg.joined' || type === 'leg.left') &&
  switchAt !== undefined &&
  switchAt < leg.movedAt;

function noteLegJoined(turn: Turn, leg: Leg, call: Call | undefined, event: LegJoined): void {
  // On hold only a retrieve brings it back: anything else is a late double.
  if (isStale(leg, event) || (leg.held && leg.wantedHeld)) return;
  leg.bridgeId = event.bridgeId;
  leg.held = false;
  // A role that is not wanted (any more) is a late double.
  if ((leg.part?.role ?? 'talk') === (event.role ?? 'talk')) takeRole(leg, event.role);
  if (!call || leg.wantedBridgeId !== event.bridgeId || leg.wantedHeld) return;
  noteMoved(turn, call, leg);
}

function noteLegLeft(turn: Turn, leg: Leg, call: Call | undefined, event: LegLeft): void {
  if (isStale(leg, event) || (leg.held && event.reason === 'hold')) return;
  if (leg.bridgeId === undefined && leg.wantedBridgeId === event.bridgeId && call) {
    // The report of its joining was overtaken, or lost.
    leg.bridgeId = event.bridgeId;
    noteMoved(turn, call, leg);
  }
  if (event.reason === 'left' && !leg.wantedHeld) leg.held = false;
  if (leg.bridgeId !== event.bridgeId) return;
  leg.bridgeId = undefined;
  leg.role = undefined;
  leg.held = event.reason === 'hold';
  if (!call) return;
  if (leg.held && leg.wantedHeld) return noteMoved(turn, call, leg);
  if (leg.held && !leg.wantedHeld && leg.wantedBridgeId) {
    // Retrieved before the hold was through: it has to come back.
    return joinLeg(turn, leg, leg.wantedBridgeId);
  }
  if (!leg.held) noteLeft(turn, call, leg, event.bridgeId);
  noteMoved(turn, call, leg);
}
