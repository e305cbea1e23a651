import { known } from '../assert';
import type { Call } from '../call/call';
import type { Recording } from '../recording/recording';
import { startRecording, wantRecording } from '../recording/recording-commands';
import { noteAnswer } from '../survey/survey';
import { clearTimer, setTimer, type Turn } from '../turn';
import { noteVoicemail } from '../voicemail/voicemail';
import type { CommentNode, VoicemailNode } from './flow';
import { enterNode, nodeAt } from './interpreter';
import { spoken } from './spoken';

/** A recording whose end is never told does not keep the caller waiting. */
const END_MS = 15_000;
/** Nobody can tell it while the switch is away: it is looked at again after this time. */
const AWAY_MS = 5_000;

type SpokenNode = CommentNode | VoicemailNode;
type About = Pick<Recording, 'queueId' | 'agentId' | 'providerId'>;

/** Whose it is: a comment belongs to the conversation that was, a message to the queue left. */
function aboutOf(call: Call, node: SpokenNode): About | null {
  if (node.type === 'voicemail') {
    return call.queueId === undefined ? {} : { queueId: call.queueId };
  }
  if (!call.survey) return null;
  const { queueId, agentId, providerId } = call.survey;
  return { queueId, agentId, providerId };
}

/** The prompt is over: what the caller says from now on is recorded. */
export function beginSpokenAnswer(turn: Turn, call: Call, node: SpokenNode): void {
  const { ivr, switchId, clientId, callId, legId } = call;
  const about = aboutOf(call, node);
  if (!about || !ivr) return enterNode(turn, call, node.next);
  ivr.awaits = 'recording';
  ivr.recordingId = startRecording(turn, {
    ...about,
    switchId,
    clientId,
    callId,
    purpose: node.type,
    subject: { legId },
    consent: { given: true, how: 'by-speaking', at: turn.at, prompt: spoken(call, node.media) },
    lengthMaxMs: node.lengthMaxMs,
  }).recordingId;
  setTimer(turn, { kind: 'ivr', callId }, turn.at + node.lengthMaxMs + END_MS);
}

/** Any key ends a comment, and # a message. */
export function noteSpokenKey(turn: Turn, call: Call, digit: string): void {
  const node = nodeAt(turn, call, call.ivr?.node ?? '');
  if (node?.type !== 'voicemail' || digit === '#') stopSpokenAnswer(turn, call);
}

function stopSpokenAnswer(turn: Turn, call: Call): void {
  const recording = turn.world.recordings.get(call.ivr?.recordingId ?? '');
  if (recording) wantRecording(turn, recording, 'ended');
}

/** It has ended, for whatever reason, or never began; the caller may be gone: the flow goes on. */
export function noteSpokenAnswer(turn: Turn, recording: Recording): void {
  const call = turn.world.calls.get(recording.callId);
  const isKept = recording.purpose === 'voicemail' && noteVoicemail(turn, recording);
  if (recording.purpose === 'comment' && recording.startedAt !== undefined && call?.survey) {
    noteAnswer(turn, call, 'comment', recording.recordingId);
  }
  if (call?.phase !== 'ivr' || call.ivr?.recordingId !== recording.recordingId) return;
  goOn(turn, call, isKept);
}

/**
 * The switch does not know it after a gap, and nobody heard it begin: the caller is asked anew,
 * once.
 */
export function repeatSpokenAnswer(turn: Turn, recording: Recording): boolean {
  const call = turn.world.calls.get(recording.callId);
  if (recording.startedAt !== undefined || call?.phase !== 'ivr' || !call.ivr) return false;
  const { recordingId, attempts, node } = call.ivr;
  if (recordingId !== recording.recordingId || attempts > 0) return false;
  enterNode(turn, call, node);
  if (call.ivr) call.ivr.attempts = attempts + 1;
  return true;
}

/** Its end was never told. */
export function noteSpokenTimeout(turn: Turn, call: Call): boolean {
  if (call.phase !== 'ivr' || call.ivr?.awaits !== 'recording') return false;
  if (turn.world.switches.get(call.switchId)?.state !== 'up') {
    setTimer(turn, { kind: 'ivr', callId: call.callId }, turn.at + AWAY_MS);
    return true;
  }
  stopSpokenAnswer(turn, call);
  // Something was recorded, as far as anybody knows.
  goOn(turn, call, true);
  return true;
}

/** `isKept`: there is a message, so that the caller may be told that it is saved. */
function goOn(turn: Turn, call: Call, isKept: boolean): void {
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  const { node } = known(call.ivr, `ivr of ${call.callId}`);
  const at = nodeAt(turn, call, node);
  if (at?.type === 'comment') enterNode(turn, call, at.next);
  if (at?.type === 'voicemail') enterNode(turn, call, isKept ? at.next : (at.onFailed ?? at.next));
}
