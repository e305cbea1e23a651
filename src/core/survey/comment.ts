import { known } from '../assert';
import type { Call } from '../call/call';
import type { CommentNode } from '../ivr/flow';
import { enterNode, nodeAt } from '../ivr/interpreter';
import type { Recording } from '../recording/recording';
import { startRecording, wantRecording } from '../recording/recording-commands';
import { clearTimer, setTimer, type Turn } from '../turn';
import { noteAnswer } from './survey';

/** A recording whose end is never told does not keep the caller waiting. */
const END_MS = 15_000;

/** The prompt is over: what the caller says from now on is recorded. */
export function beginComment(turn: Turn, call: Call, node: CommentNode): void {
  const { survey, ivr } = call;
  if (!survey || !ivr) return enterNode(turn, call, node.next);
  const { switchId, clientId, callId, legId } = call;
  const { queueId, agentId, providerId } = survey;
  ivr.awaits = 'recording';
  ivr.recordingId = startRecording(turn, {
    switchId,
    clientId,
    callId,
    purpose: 'comment',
    subject: { legId },
    queueId,
    agentId,
    providerId,
    consent: { given: true, how: 'by-speaking', at: turn.at, prompt: node.media },
    lengthMaxMs: node.lengthMaxMs,
  }).recordingId;
  setTimer(turn, { kind: 'ivr', callId }, turn.at + node.lengthMaxMs + END_MS);
}

/** Any key ends it. */
export function endComment(turn: Turn, call: Call): void {
  const recording = turn.world.recordings.get(call.ivr?.recordingId ?? '');
  if (recording) wantRecording(turn, recording, 'ended');
}

/** It has ended, for whatever reason, or never began: the survey goes on. */
export function continueAfterComment(turn: Turn, call: Call, recording: Recording): void {
  if (recording.startedAt !== undefined && call.survey) {
    noteAnswer(turn, call, 'comment', recording.recordingId);
  }
  if (call.phase !== 'ivr' || call.ivr?.recordingId !== recording.recordingId) return;
  goOn(turn, call);
}

/** Its end was never told. */
export function noteCommentTimeout(turn: Turn, call: Call): boolean {
  if (call.phase !== 'ivr' || call.ivr?.awaits !== 'recording') return false;
  endComment(turn, call);
  goOn(turn, call);
  return true;
}

function goOn(turn: Turn, call: Call): void {
  clearTimer(turn, { kind: 'ivr', callId: call.callId });
  const { node } = known(call.ivr, `ivr of ${call.callId}`);
  const at = nodeAt(turn, call, node);
  if (at?.type === 'comment') enterNode(turn, call, at.next);
}
