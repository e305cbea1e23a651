import { settle } from '../command';
import { isMintedRecordingId } from '../ids';
import type { SwitchSnapshotTaken } from '../input';
import type { Turn } from '../turn';
import { isLive, type Recording } from './recording';
import { advance, isUnderWay, liveRecordings } from './recording-commands';
import { endRecording, noteStarted, stopStray, turnTo } from './recording-events';

/**
 * Holds our recordings against those that a switch says run there. `afterGap`: events may have been
 * missed, and commands have come to nothing.
 */
export function reconcileRecordings(
  turn: Turn,
  { requestedAt, snapshot }: SwitchSnapshotTaken,
  afterGap: boolean,
): void {
  const { switchId } = snapshot;
  const running = new Set(snapshot.recordings);
  const paused = snapshot.pausedRecordings && new Set(snapshot.pausedRecordings);
  for (const recording of liveRecordings(turn, switchId)) {
    if (recording.touchedAt >= requestedAt) continue;
    if (afterGap && recording.commandId !== undefined) settle(turn, recording.commandId);
    const { recordingId } = recording;
    if (running.has(recordingId)) adopt(turn, recording, paused?.has(recordingId));
    else if (!isUnderWay(turn, recording)) endMissing(turn, recording);
  }
  for (const recordingId of running) {
    const recording = turn.world.recordings.get(recordingId);
    if (recording && isLive(recording)) continue;
    if (isMintedRecordingId(recordingId)) stopStray(turn, switchId, recordingId);
  }
}

/** It runs: what was asked before a gap and has no command any more is asked for again. */
function adopt(turn: Turn, recording: Recording, isPaused: boolean | undefined): void {
  if (recording.phase === 'starting') noteStarted(turn, recording);
  if (isPaused !== undefined && !isUnderWay(turn, recording)) {
    turnTo(turn, recording, isPaused ? 'paused' : 'running');
  }
  advance(turn, recording);
}

/** Its end was told while nobody listened, or it never began: its file will tell. */
const endMissing = (turn: Turn, recording: Recording): void =>
  endRecording(turn, recording, { reason: 'lost', detail: 'the switch does not know it any more' });
