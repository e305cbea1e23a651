import type { RecordingSupplement } from '../../port/call-record';
import type { Refusal } from '../fact';
import type { RecordingSealed, RecordingSealFailed } from '../input';
import { clearTimer, emit, refuse, setTimer, type Turn } from '../turn';
import { moveRecording, type Recording } from './recording';

/** After so long a file that was not brought in counts as missing. */
const SEAL_MAX_MS = 3_600_000;

/** The file is complete: its size and hash are waited for, not for ever. */
export function awaitSeal(turn: Turn, { recordingId }: Recording): void {
  setTimer(turn, { kind: 'seal', recordingId }, turn.at + SEAL_MAX_MS);
}

/** After a boot the time begins anew: who seals was away as well. */
export function awaitSealsAnew(turn: Turn): void {
  for (const recording of turn.world.recordings.values()) {
    if (recording.phase === 'ended') awaitSeal(turn, recording);
  }
}

/** Somebody read the whole file. */
export function sealRecording(turn: Turn, input: RecordingSealed): void {
  const recording = unsealed(turn, input.recordingId);
  if (!recording) return;
  const { recordingId, callId, clientId } = recording;
  const { sizeBytes, audioMs, sha256 } = input;
  const seal = { sizeBytes, ...(audioMs !== undefined && { audioMs }), sha256 };
  close(turn, recording, 'sealed');
  emit(turn, { type: 'recording.sealed', recordingId, callId, ...seal }, clientId);
  supplement(turn, recording, seal);
}

/** The file cannot be had, after all tries. */
export function failSeal(turn: Turn, input: RecordingSealFailed): void {
  const recording = unsealed(turn, input.recordingId);
  if (recording) missRecording(turn, recording, { code: input.code, detail: input.detail });
}

/** Nobody brought the file in. */
export function expireSeal(turn: Turn, recordingId: string): void {
  const recording = turn.world.recordings.get(recordingId);
  if (recording?.phase !== 'ended') return;
  const detail = `its file was not read within ${SEAL_MAX_MS / 60_000} minutes`;
  missRecording(turn, recording, { code: 'RECORDING_NOT_SEALED', detail });
}

/** There will be no file to prove; the call's record says so. */
export function missRecording(turn: Turn, recording: Recording, why: Refusal): void {
  const { recordingId, callId, clientId } = recording;
  close(turn, recording, 'missing');
  emit(turn, { type: 'recording.missing', recordingId, callId, ...why }, clientId);
  supplement(turn, recording, { missing: why });
}

function unsealed(turn: Turn, recordingId: string): Recording | null {
  const recording = turn.world.recordings.get(recordingId);
  if (recording?.phase === 'ended') return recording;
  refuse(turn, { code: 'RECORDING_UNKNOWN', detail: `${recordingId} waits for no seal` });
  return null;
}

function close(turn: Turn, recording: Recording, phase: 'sealed' | 'missing'): void {
  const { recordingId } = recording;
  moveRecording(recording, phase, turn.at);
  clearTimer(turn, { kind: 'seal', recordingId });
  turn.world.recordings.delete(recordingId);
}

type Outcome = Pick<RecordingSupplement, 'sizeBytes' | 'audioMs' | 'sha256' | 'missing'>;

function supplement(turn: Turn, recording: Recording, outcome: Outcome): void {
  const { callId, clientId, queueId, agentId, providerId, startedAt, endedAt, file } = recording;
  emit(
    turn,
    {
      type: 'record.supplemented',
      callId,
      supplement: {
        kind: 'recording',
        recordingId: recording.recordingId,
        purpose: recording.purpose,
        switchId: recording.switchId,
        ...(queueId !== undefined && { queueId }),
        ...(agentId !== undefined && { agentId }),
        ...(providerId !== undefined && { providerId }),
        consent: recording.consent,
        ...(startedAt !== undefined && { startedAt }),
        ...(endedAt !== undefined && { endedAt }),
        pauses: recording.pauses,
        ...(file !== undefined && { file }),
        ...outcome,
      },
    },
    clientId,
  );
}
