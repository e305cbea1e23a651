import type { SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';

type Report = SwitchEvent extends infer E
  ? E extends SwitchEvent
    ? Omit<E, 'switchId'>
    : never
  : never;

interface ModelRecording {
  readonly legId?: string;
  readonly bridgeId?: string;
  paused: boolean;
}

/** Recordings of a model switch: each ends with its leg, or when its bridge is empty. */
export class ModelRecorder {
  readonly running = new Map<string, ModelRecording>();

  constructor(private readonly report: (report: Report) => void) {}

  /** Whether the command was one about a recording. */
  obey(
    command: SwitchCommand,
    refuse: boolean,
    isThere: (one: ModelRecording) => boolean,
  ): boolean {
    if (!('recordingId' in command)) return false;
    const { commandId, recordingId } = command;
    const fail = (code: 'REFUSED' | 'MEDIA_NOT_FOUND' | 'BRIDGE_NOT_FOUND') =>
      this.report({ type: 'command.failed', commandId, code, detail: 'model' });
    if (refuse) fail('REFUSED');
    else if (command.type === 'record') {
      const { legId, bridgeId } = command;
      const subject = { ...(legId && { legId }), ...(bridgeId && { bridgeId }), paused: false };
      if (this.running.has(recordingId)) fail('REFUSED');
      else if (!isThere(subject)) fail('BRIDGE_NOT_FOUND');
      else {
        this.running.set(recordingId, subject);
        this.report({ type: 'recording.started', recordingId, file: `${recordingId}.wav` });
      }
    } else {
      const found = this.running.get(recordingId);
      if (!found) fail('MEDIA_NOT_FOUND');
      else if (command.type === 'stop-record') this.end(recordingId, 'stopped');
      else this.pause(recordingId, found, command.type === 'pause-record');
    }
    return true;
  }

  /** Those whose subject has gone end by themselves. */
  look(isThere: (one: ModelRecording) => boolean): void {
    for (const [recordingId, one] of [...this.running]) {
      if (!isThere(one)) this.end(recordingId, 'finished');
    }
  }

  snapshot() {
    const running = [...this.running];
    return {
      recordings: running.map(([recordingId]) => recordingId),
      pausedRecordings: running.flatMap(([id, one]) => (one.paused ? [id] : [])),
    };
  }

  private pause(recordingId: string, found: ModelRecording, paused: boolean): void {
    found.paused = paused;
    this.report({ type: paused ? 'recording.paused' : 'recording.resumed', recordingId });
  }

  private end(recordingId: string, reason: 'stopped' | 'finished'): void {
    this.running.delete(recordingId);
    this.report({ type: 'recording.ended', recordingId, reason, file: `${recordingId}.wav` });
  }
}
