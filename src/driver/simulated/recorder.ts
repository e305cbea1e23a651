import type { Clock } from '../../port/clock';
import type { CommandFailureCode, RecordCommand } from '../../port/switch-command';
import type { SimulatedLeg } from './simulated-leg';
import type { Report, Switchboard } from './switchboard';

/** What would be in the file of a recording. */
export interface SimulatedRecording {
  readonly file: string;
  readonly durationMs: number;
  /** From its beginning, each until the next: tones in Hz; none while paused, or in silence. */
  readonly stretches: readonly { readonly fromMs: number; readonly tones: readonly number[] }[];
}

interface RunningRecording {
  readonly recordingId: string;
  readonly startedAt: number;
  readonly legId?: string;
  readonly bridgeId?: string;
  readonly stretches: { readonly fromMs: number; readonly tones: readonly number[] }[];
  readonly cancel: () => void;
  paused: boolean;
}

export interface RecorderParts {
  readonly clock: Clock;
  readonly board: Switchboard;
  readonly report: (report: Report) => void;
  readonly keep?: ((recording: SimulatedRecording) => void) | undefined;
}

/**
 * Recordings of legs and bridges. One ends when it is stopped, full, or its subject is gone. It
 * knows the tones of the moments in which it began, was paused and resumed, and of no others.
 */
export class Recorder {
  private readonly running = new Map<string, RunningRecording>();

  constructor(private readonly parts: RecorderParts) {}

  get recordingIds(): readonly string[] {
    return [...this.running.keys()];
  }

  get pausedIds(): readonly string[] {
    return [...this.running.values()].flatMap((one) => (one.paused ? [one.recordingId] : []));
  }

  /** null when it runs; else why not. */
  start(command: RecordCommand): CommandFailureCode | null {
    const { board, clock, report } = this.parts;
    const { recordingId, legId, bridgeId, durationMaxMs } = command;
    if (this.running.has(recordingId)) return 'REFUSED';
    if (bridgeId !== undefined && !board.bridges.has(bridgeId)) return 'BRIDGE_NOT_FOUND';
    if (bridgeId === undefined) {
      const leg = board.legs.get(legId ?? '');
      if (!leg) return 'LEG_NOT_FOUND';
      if (leg.state !== 'answered') return 'LEG_WRONG_STATE';
    }
    const startedAt = clock.now();
    const cancel = clock.schedule(startedAt + durationMaxMs, () => {
      this.end(recordingId, 'finished');
    });
    const recording: RunningRecording = {
      recordingId,
      startedAt,
      stretches: [],
      cancel,
      paused: false,
      ...(legId !== undefined && { legId }),
      ...(bridgeId !== undefined && { bridgeId }),
    };
    this.running.set(recordingId, recording);
    this.hear(recording);
    report({ type: 'recording.started', recordingId, file: fileOf(recordingId) });
    return null;
  }

  stop(recordingId: string): CommandFailureCode | null {
    return this.end(recordingId, 'stopped') ? null : 'MEDIA_NOT_FOUND';
  }

  /** Silence from now on, or what is said again. Doing so twice is told twice. */
  pause(recordingId: string, paused: boolean): CommandFailureCode | null {
    const recording = this.running.get(recordingId);
    if (!recording) return 'MEDIA_NOT_FOUND';
    recording.paused = paused;
    this.hear(recording);
    this.parts.report({ type: paused ? 'recording.paused' : 'recording.resumed', recordingId });
    return null;
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

  private hear(recording: RunningRecording): void {
    const fromMs = this.parts.clock.now() - recording.startedAt;
    recording.stretches.push({ fromMs, tones: recording.paused ? [] : this.tonesOf(recording) });
  }

  private tonesOf({ legId, bridgeId }: RunningRecording): readonly number[] {
    const { legs, bridges } = this.parts.board;
    const leg = legs.get(legId ?? '');
    const heard = leg ? [ownTone(leg), ...leg.hears()] : [];
    for (const one of bridges.get(bridgeId ?? '')?.legs ?? []) {
      if (one.part.role === 'talk') heard.push(ownTone(one));
    }
    return heard.flatMap((uri) =>
      uri.startsWith('tone:') ? [Number.parseFloat(uri.slice(5))] : [],
    );
  }

  private end(recordingId: string, reason: 'stopped' | 'finished'): boolean {
    const recording = this.running.get(recordingId);
    if (!recording) return false;
    recording.cancel();
    this.running.delete(recordingId);
    const durationMs = this.parts.clock.now() - recording.startedAt;
    const file = fileOf(recordingId);
    this.parts.keep?.({ file, durationMs, stretches: recording.stretches });
    this.parts.report({ type: 'recording.ended', recordingId, reason, file, durationMs });
    return true;
  }
}

const fileOf = (recordingId: string): string => `${recordingId}.wav`;

const ownTone = ({ tone }: SimulatedLeg): string => (tone === null ? '' : `tone:${tone}`);
