import type { CommandFailureCode } from '../../port/switch-command';
import { sendAgain, settle } from '../command';
import { emit, type Turn } from '../turn';
import type { OpenCommand } from '../world';
import { isLive, type Recording } from './recording';
import { wantRecording } from './recording-commands';
import { endRecording, failRecording } from './recording-events';

const STOP_RESENDS_MAX = 3;

/** A command about a recording will not happen. */
export function recordingCommandFailed(
  turn: Turn,
  open: OpenCommand,
  code: CommandFailureCode,
  detail: string,
): void {
  const { command } = open;
  const recordingId = 'recordingId' in command ? command.recordingId : '';
  const recording = turn.world.recordings.get(recordingId);
  const isOwn = recording?.commandId === command.commandId && isLive(recording);
  if (!recording || !isOwn) return settle(turn, command.commandId);
  if (command.type === 'record') {
    settle(turn, command.commandId);
    // Nothing was heard of it: it may run, and the next look at the switch tells.
    if (code === 'DEADLINE') return;
    return failRecording(turn, recording, `${code}: ${detail}`);
  }
  if (code === 'MEDIA_NOT_FOUND') return endRecording(turn, recording, { reason: 'finished' });
  if (command.type === 'stop-record') return stopAgain(turn, open, recording);
  settle(turn, command.commandId);
  if (command.type === 'pause-record') tellPauseFailed(turn, recording, code);
  // What cannot be silenced must not go on; what cannot be woken is of no use.
  wantRecording(turn, recording, 'ended');
}

function tellPauseFailed(turn: Turn, { recordingId, callId, clientId }: Recording, code: string) {
  emit(turn, { type: 'recording.pause-failed', recordingId, callId, code }, clientId);
}

function stopAgain(turn: Turn, open: OpenCommand, recording: Recording): void {
  if (open.resends < STOP_RESENDS_MAX) return sendAgain(turn, open.command.commandId);
  endRecording(turn, recording, { reason: 'lost', detail: 'the switch does not stop it' });
}
