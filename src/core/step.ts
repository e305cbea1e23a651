import type { SwitchEvent } from '../port/switch-event';
import { dropOffer, endHoldBack } from './agent/assignment';
import { tendLine } from './agent/line';
import { handleAgentRequest } from './agent/requests';
import { noteSignInChecked } from './agent/sign-in-answer';
import { expireSkills } from './agent/skill-expiry';
import { endWrapUp } from './agent/wrap-up';
import { applyCentre } from './apply-centre';
import { assert, never } from './assert';
import { handleCommandFailed, handleDeadline, handleGone } from './call/command-failed';
import { FAILED, hangUpCall } from './call/ending';
import { noteConfirmTimeout } from './call/guest-events';
import { callIdOf } from './call/leg';
import { forgetLeg } from './call/leg-ended';
import { handleLegEvent, hangUpOrphan } from './call/leg-events';
import { takeCall } from './call/offered';
import { expirePark } from './call/park';
import { handlePartyRequest } from './call/party-request';
import { reconcile } from './call/reconcile';
import { requestHold, requestRetrieve } from './call/talk';
import { dropCallback, finishCallback, requestCancel } from './callback/callback';
import { callBack, fireCallback } from './callback/dialing';
import { handleDialerInput } from './dialer/campaign-requests';
import { dial, firePace } from './dialer/dial';
import { dropPreview, expirePreview, tendPreviews } from './dialer/preview';
import type { Effect } from './effect';
import { startEngine } from './engine-started';
import type { Fact } from './fact';
import type {
  CalendarComputed,
  Input,
  InputBody,
  InputQuarantined,
  RecordingFetched,
} from './input';
import { noteDigitTimeout } from './ivr/digits';
import { endStickyHold } from './queue/last-agent';
import { expireWait, leaveUnstaffed, overflowExpired } from './queue/overflow';
import { relaxNext } from './queue/relax';
import { route } from './queue/routing';
import type { RoutingWatch } from './queue/routing-watch';
import { estimateFresh } from './queue/wait-outcome';
import { handleRecordingEvent } from './recording/recording-events';
import { requestRecording } from './recording/recording-requests';
import { expireSeal, failSeal, sealRecording } from './recording/seal';
import { noteEndpoint, noteSwitchDown, noteSwitchUp } from './switch-state';
import { emit, newTurn, refuse, setTimer, type Turn } from './turn';
import { announce } from './waiting/announcement';
import { rearmWaits } from './waiting/closing';
import { watchStaff } from './waiting/staffing';
import type { TimerPurpose, World } from './world';

export interface Outcome {
  readonly facts: readonly Fact[];
  readonly effects: readonly Effect[];
}

/**
 * The whole engine as one function: takes an input, changes the world that it is given, and
 * returns what became true and what is to be done. Synchronous; no clock, no dice, no I/O: the
 * same journal gives the same facts. Throws only for a programmer's error. A `watch` sees how
 * routing decides and changes nothing.
 */
export function step(world: World, input: Input, watch?: RoutingWatch): Outcome {
  assert(input.seq > world.seq, `seq ${input.seq} after ${world.seq}`);
  assert(input.at >= world.at, `time goes back at seq ${input.seq}`);
  world.seq = input.seq;
  world.at = input.at;
  world.epoch = input.epoch;
  const turn = newTurn(world, input, watch);
  handle(turn, input.body);
  overflowExpired(turn);
  watch?.beforeRouting(turn);
  for (const agent of [...turn.freshAgents]) tendLine(turn, agent);
  tendPreviews(turn);
  route(turn);
  callBack(turn);
  dial(turn);
  estimateFresh(turn);
  watchStaff(turn);
  return { facts: turn.facts, effects: turn.effects };
}

function handle(turn: Turn, body: InputBody): void {
  switch (body.type) {
    case 'engine.started':
      return startEngine(turn, body);
    case 'centre.applied':
      return applyCentre(turn, body.centre, body.told);
    case 'calendar.computed':
      return storeCalendar(turn, body);
    case 'switch.event':
      return handleSwitchEvent(turn, body.event);
    case 'switch.snapshot':
      return reconcile(turn, body);
    case 'timer.fired':
      return fireTimer(turn, body.timerId);
    case 'agent.status-requested':
    case 'agent.wrap-up-end-requested':
    case 'agent.wrap-up-extend-requested':
    case 'agent.disposition-requested':
    case 'agent.log-out-forced':
      return handleAgentRequest(turn, body);
    case 'agent.sign-in-checked':
      return noteSignInChecked(turn, body);
    case 'call.hold-requested':
      return requestHold(turn, body.callId);
    case 'call.retrieve-requested':
      return requestRetrieve(turn, body.callId);
    case 'call.hangup-requested':
      return requestHangup(turn, body.callId);
    case 'call.record-start-requested':
    case 'call.record-pause-requested':
    case 'call.record-resume-requested':
    case 'call.record-stop-requested':
      return requestRecording(turn, body);
    case 'recording.sealed':
      return sealRecording(turn, body);
    case 'recording.seal-failed':
      return failSeal(turn, body);
    case 'recording.fetched':
      return noteFetched(turn, body);
    case 'call.transfer-requested':
    case 'call.consult-requested':
    case 'call.consult-change-requested':
    case 'call.conference-requested':
    case 'call.leave-requested':
    case 'call.park-requested':
    case 'call.pick-up-requested':
    case 'call.supervise-requested':
    case 'call.supervise-end-requested':
      return handlePartyRequest(turn, body);
    case 'callback.cancel-requested':
      return requestCancel(turn, body.contactId);
    case 'input.quarantined':
      return takeSafeExit(turn, body);
    default:
      return handleDialerInput(turn, body);
  }
}

function handleSwitchEvent(turn: Turn, event: SwitchEvent): void {
  switch (event.type) {
    case 'leg.offered':
      return takeCall(turn, event);
    case 'leg.ringing':
    case 'leg.answered':
    case 'leg.machine':
    case 'leg.digit':
    case 'leg.media-started':
    case 'leg.media-ended':
    case 'leg.joined':
    case 'leg.left':
    case 'leg.ended':
    case 'leg.witnessed':
      return handleLegEvent(turn, event);
    case 'command.failed':
      return handleCommandFailed(turn, event);
    case 'endpoint.changed':
      return noteEndpoint(turn, event);
    case 'switch.up':
      return noteSwitchUp(turn, event);
    case 'switch.down':
      return noteSwitchDown(turn, event);
    case 'recording.started':
    case 'recording.paused':
    case 'recording.resumed':
    case 'recording.ended':
      return handleRecordingEvent(turn, event);
    default:
      return never(event);
  }
}

/** A timer that was moved or cleared while its firing was under way is not due. */
function fireTimer(turn: Turn, timerId: string): void {
  const timer = turn.world.timers.get(timerId);
  if (!timer || timer.at > turn.at) return;
  turn.world.timers.delete(timerId);
  const { purpose } = timer;
  switch (purpose.kind) {
    case 'command':
      return handleDeadline(turn, purpose.commandId);
    case 'gone':
      return handleGone(turn, purpose.legId);
    case 'ivr':
      return noteDigitTimeout(turn, purpose.callId);
    case 'wait':
      return expireWait(turn, purpose.contactId);
    case 'unstaffed':
      return leaveUnstaffed(turn, purpose.contactId);
    case 'callback':
      return fireCallback(turn, purpose.contactId);
    case 'announce':
      return announce(turn, purpose.callId);
    case 'relax':
      return relaxNext(turn, purpose.contactId);
    case 'sticky':
      return endStickyHold(turn, purpose.contactId);
    case 'park':
      return expirePark(turn, purpose.callId);
    case 'wrap-up': {
      const agent = turn.world.agents.get(purpose.agentId);
      return agent && endWrapUp(turn, agent);
    }
    case 'confirm':
      return noteConfirmTimeout(turn, purpose.legId);
    case 'skills': {
      const agent = turn.world.agents.get(purpose.agentId);
      return agent && expireSkills(turn, agent);
    }
    case 'held-back': {
      const agent = turn.world.agents.get(purpose.agentId);
      return agent && endHoldBack(turn, agent);
    }
    case 'seal':
      return expireSeal(turn, purpose.recordingId);
    case 'pace':
      return firePace(turn, purpose.campaignId);
    case 'preview':
      return expirePreview(turn, purpose.agentId);
    default:
      return never(purpose);
  }
}

function storeCalendar(turn: Turn, body: CalendarComputed): void {
  const { calendarId, from, until } = body;
  turn.world.calendars.set(calendarId, body);
  rearmWaits(turn);
  emit(turn, { type: 'calendar.computed', calendarId, from, until });
}

function noteFetched(turn: Turn, { recordingId, callId, clientId }: RecordingFetched): void {
  emit(turn, { type: 'recording.fetched', recordingId, callId }, clientId);
}

function requestHangup(turn: Turn, callId: string): void {
  const call = turn.world.calls.get(callId);
  if (!call) return refuse(turn, { code: 'CALL_UNKNOWN', detail: callId });
  const contact = turn.world.contacts.get(call.contactId);
  // Who takes a customer's call back away wants no other one in its place.
  if (contact?.phase === 'calling') dropCallback(turn, contact, 'operator');
  hangUpCall(turn, call, { reason: 'operator', cause: 'normal' });
}

/** An input that crashes the core is skipped; the call that it was about is ended in order. */
function takeSafeExit(turn: Turn, body: InputQuarantined): void {
  const { quarantinedSeq, error, timerId = '' } = body;
  const callId = body.callId ?? callOf(turn.world, body.legId, timerId);
  const purpose = turn.world.timers.get(timerId)?.purpose;
  // A timer that crashed is due for ever: without this each restart would crash on it again.
  turn.world.timers.delete(timerId);
  const call = turn.world.calls.get(callId ?? '');
  emit(
    turn,
    { type: 'input.quarantined', quarantinedSeq, error, ...(callId !== undefined && { callId }) },
    call?.clientId,
  );
  if (call) return hangUpCall(turn, call, FAILED);
  giveUpCallback(turn, purpose);
  freeAgent(turn, purpose);
  // A caller whose very arrival crashed would be taken, and crash, with each snapshot anew.
  const [, switchId] = /^in:([^:]+):/.exec(body.legId ?? '') ?? [];
  if (switchId === undefined || body.legId === undefined) return;
  forgetLeg(turn, body.legId);
  hangUpOrphan(turn, switchId, body.legId);
}

/** A contact whose timer crashed would wait for its call for ever. */
function giveUpCallback(turn: Turn, purpose: TimerPurpose | undefined): void {
  if (purpose?.kind !== 'callback') return;
  const contact = turn.world.contacts.get(purpose.contactId);
  if (contact?.phase === 'virtual') finishCallback(turn, contact, 'failed');
}

/** An agent whose timer crashed would wait for it for ever. */
function freeAgent(turn: Turn, purpose: TimerPurpose | undefined): void {
  if (purpose?.kind === 'seal') turn.world.recordings.delete(purpose.recordingId);
  // Without any other event the campaign would sleep for ever.
  if (purpose?.kind === 'pace') setTimer(turn, purpose, turn.at + 60_000);
  if (purpose?.kind === 'preview') dropPreview(turn, purpose.agentId);
  if (purpose?.kind !== 'wrap-up' && purpose?.kind !== 'held-back') return;
  const agent = turn.world.agents.get(purpose.agentId);
  if (!agent) return;
  if (purpose.kind === 'wrap-up') dropOffer(turn, agent);
  else endHoldBack(turn, agent);
}

function callOf(world: World, legId: string | undefined, timerId: string): string | undefined {
  const purpose = world.timers.get(timerId)?.purpose;
  switch (purpose?.kind) {
    case 'command':
      return world.commands.get(purpose.commandId)?.callId;
    case 'gone':
    case 'confirm':
      return legCall(world, purpose.legId);
    case 'ivr':
    case 'announce':
    case 'park':
      return purpose.callId;
    case 'wait':
    case 'relax':
    case 'sticky':
    case 'unstaffed':
    case 'callback':
      return world.contacts.get(purpose.contactId)?.callId;
    case 'wrap-up':
    case 'skills':
    case 'held-back':
    case 'seal':
    case 'pace':
    case 'preview':
      return undefined;
    default:
      return legCall(world, legId);
  }
}

function legCall(world: World, legId: string | undefined): string | undefined {
  const leg = world.legs.get(legId ?? '');
  return leg && callIdOf(world, leg);
}
