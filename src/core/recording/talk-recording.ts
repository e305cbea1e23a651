import type { Call } from '../call/call';
import { emit, type Turn } from '../turn';
import { forbids, isInShare, notAsked } from './consent';
import { isLive, type Recording } from './recording';
import { startRecording, wantRecording } from './recording-commands';

/** Why silence is recorded: on hold, or since somebody asked (a card number is spoken). */
export type PauseReason = 'hold' | 'request';

/**
 * What is wanted of the recordings of one conversation, customer and one agent. A recording that
 * ends by itself is followed by another one as long as that is wanted.
 */
export interface RecordingPlan {
  isWanted: boolean;
  pausedFor: PauseReason[];
  /** The last one begun, and how many were. */
  recordingId?: string;
  begun: number;
}

/** So many recordings of one conversation: a switch may end each at once. */
const PARTS_MAX = 20;

/** Caller and agent are joined: a recording begins where the queue wants one and nobody objects. */
export function beginTalkRecording(turn: Turn, call: Call): void {
  const policy = turn.world.directory.queues.get(call.queueId ?? '')?.recording;
  if (!policy || policy.mode === 'off') return;
  const plan: RecordingPlan = { isWanted: false, pausedFor: [], begun: 0 };
  call.recordingPlan = plan;
  const isChosen =
    policy.mode === 'all' ||
    (policy.mode === 'share' && isInShare(call.callId, policy.sharePercent ?? 0));
  if (!isChosen) return;
  const refusal = refusalOf(turn, call);
  if (refusal) {
    const { callId, clientId } = call;
    emit(turn, { type: 'recording.refused', callId, refusal }, clientId);
    return;
  }
  plan.isWanted = true;
  followTalk(turn, call);
}

/** Why this conversation may not be recorded, or null. */
export const refusalOf = ({ world }: Turn, call: Call) =>
  forbids({
    policy: world.directory.queues.get(call.queueId ?? '')?.recording,
    consent: call.consent,
    agent: world.agents.get(call.agentId ?? '')?.config,
  });

/** The recording of the conversation that goes on, if there is one. */
export function talkRecording({ world }: Turn, call: Call): Recording | null {
  const recording = world.recordings.get(call.recordingPlan?.recordingId ?? '');
  return recording && isLive(recording) ? recording : null;
}

/** Makes the recording do what is wanted, now that the plan or the conversation has changed. */
export function followTalk(turn: Turn, call: Call): void {
  const plan = call.recordingPlan;
  if (!plan) return;
  const isTalk = call.phase === 'talking' || call.phase === 'held';
  const isRunning = plan.pausedFor.length === 0;
  const wish = !plan.isWanted || !isTalk ? 'ended' : isRunning ? 'running' : 'paused';
  const recording = talkRecording(turn, call);
  if (recording) return wantRecording(turn, recording, wish);
  if (wish === 'running' && call.phase === 'talking') beginPart(turn, call, plan);
}

function beginPart(turn: Turn, call: Call, plan: RecordingPlan): void {
  const { bridgeId, clientId, callId, switchId, queueId, agentId } = call;
  if (bridgeId === undefined) return;
  if (plan.begun >= PARTS_MAX) {
    plan.isWanted = false;
    const bound = 'recordings of a conversation';
    return emit(turn, { type: 'bound.reached', bound, limit: PARTS_MAX }, clientId);
  }
  plan.begun += 1;
  const providerId = turn.world.agents.get(agentId ?? '')?.config.providerId;
  const policy = turn.world.directory.queues.get(queueId ?? '')?.recording;
  plan.recordingId = startRecording(turn, {
    switchId,
    clientId,
    callId,
    purpose: 'talk',
    subject: { bridgeId },
    ...(queueId !== undefined && { queueId }),
    ...(agentId !== undefined && { agentId }),
    ...(providerId !== undefined && { providerId }),
    consent: call.consent ?? notAsked(turn.at),
    lengthMaxMs: policy?.lengthMaxMs ?? LENGTH_MAX_MS,
  }).recordingId;
}

/** Where the queue is gone meanwhile. */
const LENGTH_MAX_MS = 3_600_000;

/** Adds or takes away one reason for silence. */
export function pauseFor(turn: Turn, call: Call, reason: PauseReason, isOn: boolean): void {
  const plan = call.recordingPlan;
  if (!plan) return;
  plan.pausedFor = plan.pausedFor.filter((one) => one !== reason);
  if (isOn) plan.pausedFor.push(reason);
  followTalk(turn, call);
}

/** On hold the caller hears music; what is said beside it is nobody's to keep, if so configured. */
export function pauseForHold(turn: Turn, call: Call, isHeld: boolean): void {
  const policy = turn.world.directory.queues.get(call.queueId ?? '')?.recording;
  if (policy?.pauseOnHold || !isHeld) pauseFor(turn, call, 'hold', isHeld);
}

/** The conversation with this agent is over; another agent's is another recording. */
export function endTalkRecording(turn: Turn, call: Call): void {
  const recording = talkRecording(turn, call);
  call.recordingPlan = undefined;
  if (recording) wantRecording(turn, recording, 'ended');
}

/** This one came to its end, and the next would do the same. */
export function stopWanting(call: Call, { recordingId }: Recording): void {
  const plan = call.recordingPlan;
  if (plan?.recordingId === recordingId) plan.isWanted = false;
}
