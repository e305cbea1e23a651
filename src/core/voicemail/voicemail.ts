import type { Call } from '../call/call';
import type { Recording } from '../recording/recording';
import { emit, type Turn } from '../turn';

/** Who says less than this has left no message. */
const LENGTH_LEAST_MS = 1_000;

/** As far as anybody was there to speak: while we are away a switch tells no end. */
function lengthMsOf({ startedAt, endedAt, speakerLeftAt, lengthMaxMs }: Recording, at: number) {
  if (startedAt === undefined) return 0;
  return Math.min((speakerLeftAt ?? endedAt ?? at) - startedAt, lengthMaxMs);
}

/**
 * The message is over, its caller there or gone. Its file is sealed like any recording's, and a
 * supplement of the call's record names it. False: there is none, nothing was said.
 */
export function noteVoicemail(turn: Turn, recording: Recording): boolean {
  const { recordingId, callId, clientId, queueId } = recording;
  const lengthMs = lengthMsOf(recording, turn.at);
  if (lengthMs < LENGTH_LEAST_MS) return false;
  const call = turn.world.calls.get(callId);
  if (call) call.settled = 'voicemail';
  const inQueue = queueId === undefined ? {} : { queueId };
  emit(turn, { type: 'voicemail.left', callId, recordingId, ...inQueue, lengthMs }, clientId);
  return true;
}

/** Who hangs up while speaking has left a message too: told before the call's result is. */
export function settleVoicemail(turn: Turn, call: Call, at: number): void {
  const recording = turn.world.recordings.get(call.ivr?.recordingId ?? '');
  if (recording?.purpose !== 'voicemail') return;
  recording.speakerLeftAt ??= at;
  if (lengthMsOf(recording, at) >= LENGTH_LEAST_MS) call.settled = 'voicemail';
}
