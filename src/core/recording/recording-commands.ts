import { send } from '../command';
import { mintId } from '../ids';
import type { Turn } from '../turn';
import { isLive, type Recording, type RecordingWish } from './recording';

type RecordingSeed = Omit<
  Recording,
  'recordingId' | 'phase' | 'wanted' | 'askedAt' | 'pauses' | 'touchedAt'
>;

/** Asks the switch to record. Who may be recorded is the caller's to know (consent.ts). */
export function startRecording(turn: Turn, seed: RecordingSeed): Recording {
  const recordingId = mintId(turn.world, 'recording');
  const recording: Recording = {
    ...seed,
    recordingId,
    phase: 'starting',
    wanted: 'running',
    askedAt: turn.at,
    pauses: [],
    touchedAt: turn.at,
  };
  turn.world.recordings.set(recordingId, recording);
  recording.commandId = send(turn, seed.switchId, {
    type: 'record',
    recordingId,
    durationMaxMs: seed.lengthMaxMs,
    ...seed.subject,
  });
  return recording;
}

/**
 * Changes what a recording is to become. One that is to end ends: where what was under way came to
 * nothing, its end is asked for now.
 */
export function wantRecording(turn: Turn, recording: Recording, wish: RecordingWish): void {
  if (recording.wanted !== 'ended') recording.wanted = wish;
  advance(turn, recording);
}

/**
 * Asks the switch for the next change, unless one is under way: its outcome comes first. What
 * meets no link is asked for by the reconciliation.
 */
export function advance(turn: Turn, recording: Recording): void {
  if (isUnderWay(turn, recording)) return;
  const type = nextCommand(recording);
  if (!type) return;
  const { switchId, recordingId } = recording;
  recording.commandId = send(turn, switchId, { type, recordingId });
}

export const isUnderWay = ({ world }: Turn, { commandId }: Recording): boolean =>
  commandId !== undefined && world.commands.has(commandId);

function nextCommand({
  phase,
  wanted,
}: Recording): 'stop-record' | 'pause-record' | 'resume-record' | null {
  if (phase !== 'running' && phase !== 'paused') return null;
  if (wanted === 'ended') return 'stop-record';
  if (wanted === phase) return null;
  return wanted === 'paused' ? 'pause-record' : 'resume-record';
}

/** The recordings of a switch that it is, or may be, at. */
export const liveRecordings = ({ world }: Turn, switchId: string): Recording[] =>
  [...world.recordings.values()].filter((one) => one.switchId === switchId && isLive(one));
