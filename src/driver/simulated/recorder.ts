import type { Clock } from '../../port/clock';
import type { CommandFailureCode, RecordCommand } from '../../port/switch-command';
import type { Report, Switchboard } from './switchboard';

interface RunningRecording {
  readonly recordingId: string;
  readonly startedAt: number;
  readonly legId?: string;
  readonly bridgeId?: string;
  readonly cancel: () => void;
}

/** Recordings of legs and bridges. One ends when it is stopped, full, or its subject is gone. */
export class Recorder {
  private readonly running = new Map<string, RunningRecording>();

  constructor(
    private readonly clock: Clock,
    private readonly board: Switchboard,
    private readonly report: (report: Report) => void,
  ) {}

  get recordingIds(): readonly string[] {
    return [...this.running.keys()];
  }

  /** null when it runs; else why not. */
  start(command: RecordCommand): CommandFailureCode | null {
    const { recordingId, legId, bridgeId, durationMaxMs } = command;
    if (this.running.has(recordingId)) return 'REFUSED';
    if (bridgeId !== undefined && !this.board.bridges.has(bridgeId)) return 'BRIDGE_NOT_FOUND';
    if (bridgeId === undefined) {
      const leg = this.board.legs.get(legId ?? '');
      if (!leg) return 'LEG_NOT_FOUND';
      if (leg.state !== 'answered') return 'LEG_WRONG_STATE';
    }
    const startedAt = this.clock.now();
    const cancel = this.clock.schedule(startedAt + durationMaxMs, () => {
      this.end(recordingId, 'finished');
    });
    this.running.set(recordingId, {
      recordingId,
      startedAt,
      cancel,
      ...(legId !== undefined && { legId }),
      ...(bridgeId !== undefined && { bridgeId }),
    });
    this.report({ type: 'recording.started', recordingId });
    return null;
  }

  stop(recordingId: string): CommandFailureCode | null {
    return this.end(recordingId, 'stopped') ? null : 'MEDIA_NOT_FOUND';
  }

  legGone(legId: string): void {
    for (const { recordingId, legId: subject } of this.running.values()) {
      if (subject === legId) this.end(recordingId, 'finished');
    }
  }

  bridgeGone(bridgeId: string): void {
    for (const { recordingId, bridgeId: subject } of this.running.values()) {
      if (subject === bridgeId) this.end(recordingId, 'finished');
    }
  }

  crash(): void {
    for (const { cancel } of this.running.values()) cancel();
    this.running.clear();
  }

  private end(recordingId: string, reason: 'stopped' | 'finished'): boolean {
    const recording = this.running.get(recordingId);
    if (!recording) return false;
    recording.cancel();
    this.running.delete(recordingId);
    const durationMs = this.clock.now() - recording.startedAt;
    const file = `${recordingId}.wav`;
    this.report({ type: 'recording.ended', recordingId, reason, file, durationMs });
    return true;
  }
}
