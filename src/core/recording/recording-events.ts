import type {
  RecordingEnded,
  RecordingPaused,
  RecordingResumed,
  RecordingStarted,
} from '../../port/switch-event';
import { send, settle } from '../command';
import { isMintedRecordingId } from '../ids';
import { noteSpokenAnswer, repeatSpokenAnswer } from '../ivr/spoken-answer';
import { emit, type Turn } from '../turn';
import { isLive, moveRecording, type Recording } from './recording';
import { advance } from './recording-commands';
import { awaitSeal, missRecording } from './seal';
import { followTalk, stopWanting } from './talk-recording';

type RecordingEvent = RecordingStarted | RecordingPaused | RecordingResumed | RecordingEnded;

/** News of a recording. Late doubles, and news of those that have ended, change nothing. */
export function handleRecordingEvent(turn: Turn, event: RecordingEvent): void {
  const recording = turn.world.recordings.get(event.recordingId);
  if (!recording || !isLive(recording)) return handleStranger(turn, event);
  if (isStale(recording, event)) return;
  recording.touchedAt = turn.at;
  switch (event.type) {
    case 'recording.started':
      return noteStarted(turn, recording, event.file);
    case 'recording.paused':
      return notePaused(turn, recording);
    case 'recording.resumed':
      return noteResumed(turn, recording);
    case 'recording.ended':
      return noteEnded(turn, recording, event);
  }
}

/** One that was given up and runs after all, or that no recording of ours is: it must not run. */
function handleStranger(turn: Turn, { type, switchId, recordingId }: RecordingEvent): void {
  if (type === 'recording.ended' || !isMintedRecordingId(recordingId)) return;
  stopStray(turn, switchId, recordingId);
}

export function stopStray(turn: Turn, switchId: string, recordingId: string): void {
  send(turn, switchId, { type: 'stop-record', recordingId });
}

/** True when the switch's own time says that this report is older than one already heard. */
function isStale(recording: Recording, { switchAt }: RecordingEvent): boolean {
  if (switchAt === undefined) return false;
  if (switchAt < (recording.movedAt ?? 0)) return true;
  recording.movedAt = switchAt;
  return false;
}

/** Closes the command that is under way, where this is its outcome. */
function settleOwn(turn: Turn, { commandId }: Recording, type: string): boolean {
  if (turn.world.commands.get(commandId ?? '')?.command.type !== type) return false;
  settle(turn, commandId ?? '');
  return true;
}

/** Also used for what a snapshot tells. */
export function noteStarted(turn: Turn, recording: Recording, file?: string): void {
  settleOwn(turn, recording, 'record');
  if (recording.phase !== 'starting') return;
  if (file !== undefined) recording.file = file;
  moveRecording(recording, 'running', turn.at);
  const { recordingId, callId, purpose, agentId, consent } = recording;
  emit(
    turn,
    {
      type: 'recording.started',
      recordingId,
      callId,
      purpose,
      ...(agentId !== undefined && { agentId }),
      consent: consent.how,
    },
    recording.clientId,
  );
  advance(turn, recording);
}

/** Nobody pauses but us: a report without our asking is a late double. */
function notePaused(turn: Turn, recording: Recording): void {
  if (!settleOwn(turn, recording, 'pause-record')) return;
  turnTo(turn, recording, 'paused');
  advance(turn, recording);
}

function noteResumed(turn: Turn, recording: Recording): void {
  if (!settleOwn(turn, recording, 'resume-record')) return;
  turnTo(turn, recording, 'running');
  advance(turn, recording);
}

/** It holds silence from now on, or what is said. Also used for what a snapshot tells. */
export function turnTo(turn: Turn, recording: Recording, phase: 'running' | 'paused'): void {
  if (recording.phase === phase || recording.phase === 'starting') return;
  moveRecording(recording, phase, turn.at);
  const { recordingId, callId, clientId } = recording;
  const type = phase === 'paused' ? 'recording.paused' : 'recording.resumed';
  emit(turn, { type, recordingId, callId }, clientId);
}

/** The report of its beginning may have taken longer than that of its end. */
const REPORT_MS = 1_000;

type Ending = Pick<RecordingEnded, 'reason' | 'file' | 'detail'>;

function noteEnded(turn: Turn, recording: Recording, ending: Ending): void {
  if (recording.phase === 'starting' && ending.reason === 'failed') {
    return failRecording(turn, recording, ending.detail ?? 'the switch gave no reason');
  }
  const lengthMs = turn.at - (recording.startedAt ?? turn.at) + REPORT_MS;
  const isFull = ending.reason === 'finished' && lengthMs >= recording.lengthMaxMs;
  if (isFull) {
    const bound = `length of recording ${recording.recordingId}`;
    const limit = recording.lengthMaxMs;
    emit(turn, { type: 'bound.reached', bound, limit }, recording.clientId);
  }
  endRecording(turn, recording, ending, isFull);
}

/** It does not run any more, and its file is to be had, if it ever began. */
export function endRecording(
  turn: Turn,
  recording: Recording,
  { reason, file, detail }: { reason: string; file?: string; detail?: string },
  isFull = false,
): void {
  if (recording.commandId !== undefined) settle(turn, recording.commandId);
  const { recordingId, callId, switchId } = recording;
  recording.file = file ?? recording.file ?? `${recordingId}.wav`;
  moveRecording(recording, 'ended', turn.at);
  emit(
    turn,
    {
      type: 'recording.ended',
      recordingId,
      callId,
      switchId,
      reason,
      file: recording.file,
      ...(detail !== undefined && { detail }),
    },
    recording.clientId,
  );
  awaitSeal(turn, recording);
  if (reason === 'lost' && recording.purpose !== 'talk' && repeatSpokenAnswer(turn, recording))
    return;
  goOn(turn, recording, isFull);
}

/** It never began. */
export function failRecording(turn: Turn, recording: Recording, detail: string): void {
  if (recording.commandId !== undefined) settle(turn, recording.commandId);
  missRecording(turn, recording, { code: 'RECORDING_NOT_STARTED', detail });
  goOn(turn, recording, true);
}

/** Whoever wanted it goes on without it; `isOver`: another one would fare no better. */
function goOn(turn: Turn, recording: Recording, isOver: boolean): void {
  if (recording.purpose !== 'talk') return noteSpokenAnswer(turn, recording);
  const call = turn.world.calls.get(recording.callId);
  if (!call) return;
  if (isOver) stopWanting(call, recording);
  followTalk(turn, call);
}
