import type { Logger } from 'pino';
import type { Cause, InputBody } from '../core/input';
import type { Engine } from '../engine/facade';
import type { Clock } from '../port/clock';
import { isCodedError } from '../port/coded-error';
import type { RecordingFiles } from '../port/stores';
import { digestOf } from './recording-digest';

const CAUSE: Cause = { actor: 'engine', reason: 'recording sealed' };
/** How long to wait before each further try: ten minutes in all. */
const RETRIES_MS = [1_000, 5_000, 30_000, 120_000, 450_000] as const;
/** Files that are read at one time: reading is beside the calls, not in their way. */
const AT_ONCE = 2;

export interface RecordingSealerOptions {
  readonly engine: Pick<Engine, 'submit' | 'onFacts' | 'recordings'>;
  readonly files: RecordingFiles;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Unsealed {
  readonly recordingId: string;
  readonly switchId: string;
  readonly file: string;
  tries: number;
}

/**
 * Reads the file of each recording that has ended, once, and brings its size and hash to the
 * engine as an input. A file that cannot be had is tried again, and then told as missing.
 */
export class RecordingSealer {
  private readonly waiting: Unsealed[] = [];
  private readonly retries = new Map<string, () => void>();
  private readonly known = new Set<string>();
  private reading = 0;
  private endFacts: () => void = () => undefined;
  private isStopped = false;

  constructor(private readonly options: RecordingSealerOptions) {}

  /** Goes on with what an earlier life of the daemon left unsealed. */
  start(): void {
    const { engine } = this.options;
    this.endFacts = engine.onFacts((facts) => {
      for (const { body } of facts) if (body.type === 'recording.ended') this.take(body);
    });
    for (const { recordingId, switchId, phase, file } of engine.recordings()) {
      if (phase === 'ended' && file !== undefined) this.take({ recordingId, switchId, file });
    }
  }

  stop(): void {
    this.isStopped = true;
    this.endFacts();
    for (const cancel of this.retries.values()) cancel();
  }

  private take({ recordingId, switchId, file }: Omit<Unsealed, 'tries'>): void {
    if (this.known.has(recordingId)) return;
    this.known.add(recordingId);
    this.waiting.push({ recordingId, switchId, file, tries: 0 });
    this.next();
  }

  private next(): void {
    while (!this.isStopped && this.reading < AT_ONCE) {
      const one = this.waiting.shift();
      if (!one) return;
      this.reading += 1;
      void this.seal(one).finally(() => {
        this.reading -= 1;
        this.next();
      });
    }
  }

  private async seal(one: Unsealed): Promise<void> {
    const { recordingId, switchId, file } = one;
    try {
      const digest = await digestOf(await this.options.files.open(switchId, file));
      if (digest.sizeBytes === 0) return this.retry(one, 'RECORDING_FILE_EMPTY', 'no byte in it');
      await this.bring({ type: 'recording.sealed', recordingId, ...digest });
    } catch (error) {
      const code = isCodedError(error) ? error.code : 'RECORDING_FILE_UNREADABLE';
      await this.retry(one, code, error instanceof Error ? error.message : String(error));
    }
  }

  private async retry(one: Unsealed, code: string, detail: string): Promise<void> {
    const { clock, log } = this.options;
    const { recordingId } = one;
    const delayMs = RETRIES_MS[one.tries];
    if (this.isStopped) return;
    if (delayMs === undefined) {
      log.warn({ recordingId, code, detail }, 'the file of a recording cannot be had');
      return this.bring({ type: 'recording.seal-failed', recordingId, code, detail });
    }
    one.tries += 1;
    const cancel = clock.schedule(clock.now() + delayMs, () => {
      this.retries.delete(recordingId);
      this.waiting.push(one);
      this.next();
    });
    this.retries.set(recordingId, cancel);
  }

  /** What the engine does not take now is found again when it starts anew. */
  private async bring(body: InputBody & { readonly recordingId: string }): Promise<void> {
    const { engine, log } = this.options;
    const { recordingId } = body;
    this.known.delete(recordingId);
    await engine.submit(body, CAUSE).catch((error: unknown) => {
      log.warn({ recordingId, reason: String(error) }, 'a recording waits for its seal');
    });
  }
}
