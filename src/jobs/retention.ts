import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Notify } from '../store/notice';
import type { RemovedKind, RetentionRun } from '../store/retention-store';
import { type JobLine, type JobsBackend, openJobLine } from './job-line';

/** Something that grows old on this machine's disk. */
export interface Perishable {
  /** `journal`, `outbox`, … */
  readonly kind: string;
  /** Removes what is older than `before` (ms, UTC) and not needed any more. */
  readonly remove: (before: number) => Promise<{ readonly files: number; readonly bytes: number }>;
}

export interface RetentionOptions {
  readonly backend: JobsBackend;
  readonly engineId: string;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly keepDays: number;
  readonly perishables: readonly Perishable[];
  /** Writes the run into the book of what was removed. */
  readonly record: (run: RetentionRun) => Promise<void>;
  /** When, in the time of `zone`; by default at 03:15, an hour that every day of the year has. */
  readonly cron?: string;
  /** IANA name, `Europe/Berlin`. */
  readonly zone: string;
  /** Before the second attempt; doubled before each further one. */
  readonly retryMs?: number;
}

const DAY_MS = 86_400_000;
const NIGHTLY = { name: 'nightly', cron: '15 3 * * *' };
const ATTEMPTS_MAX = 6;
const START_AGAIN_MS = 3000;
const REPORT_EVERY_MS = 60_000;

/** The nightly removal of old journal and outbox segments: one job a night and an engine. */
export class RetentionJob {
  private line: JobLine | null = null;
  /** Removed, and not in the book yet. */
  private unrecorded: readonly RemovedKind[] = [];
  private reportedAt = Number.NEGATIVE_INFINITY;
  private cancelTimer: () => void = () => undefined;
  private isClosed = false;
  private opening: Promise<void> = Promise.resolve();
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });

  constructor(private readonly options: RetentionOptions) {}

  /** Puts the night's job on the calendar, now or as soon as the backend is there. */
  start(): void {
    this.opening = this.open().catch((error: Error) => this.startLater(error));
  }

  /** When the next night's job is due, ms since the epoch (UTC); null before it is scheduled. */
  async nextAt(): Promise<number | null> {
    await this.opening;
    const scheduler = await this.line?.queue.getJobScheduler(NIGHTLY.name);
    return scheduler?.next ?? null;
  }

  /** One more run, as soon as the worker is free. Rejects with JOBS_AWAY; Redis is waited for. */
  async runSoon(): Promise<void> {
    await this.opening;
    if (!this.line) {
      throw new CodedError('JOBS_AWAY', 'The backend of the jobs cannot be reached.');
    }
    await this.line.queue.add('retention', {}, this.jobOptions());
  }

  /** Lets a run that is under way finish. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelTimer();
    const { line } = this;
    if (line) await this.drop(line);
    this.end();
    await this.opening;
  }

  private startLater(error: Error): void {
    const { clock } = this.options;
    this.reportAway(error);
    if (this.isClosed) return;
    this.cancelTimer = clock.schedule(clock.now() + START_AGAIN_MS, () => this.start());
  }

  /** A run that was under way counts as failed, and is tried again on the next line. */
  private async giveUp(line: JobLine, error: Error): Promise<void> {
    if (await this.drop(line)) this.startLater(error);
  }

  /** Each line is closed once, by whoever comes first; false: somebody else has. */
  private async drop(line: JobLine): Promise<boolean> {
    if (this.line !== line) return false;
    this.line = null;
    await line.close();
    return true;
  }

  private async open(): Promise<void> {
    const { backend, engineId, cron, zone } = this.options;
    const line = await openJobLine(backend, `leitstand-retention-${engineId}`, () => this.run());
    if (this.isClosed) return line.close();
    this.line = line;
    line.queue.on('error', (error) => this.reportAway(error));
    line.worker.on('error', (error) => this.reportAway(error));
    line.worker.on('failed', (job, error) => this.reportFailed(job?.attemptsMade ?? 0, error));
    try {
      const scheduled = line.queue.upsertJobScheduler(
        NIGHTLY.name,
        { pattern: cron ?? NIGHTLY.cron, tz: zone },
        { name: 'retention', data: {}, opts: this.jobOptions() },
      );
      const broken = line.broken.then((error) => Promise.reject(error));
      // What was asked of a Redis that is away is never answered when we close.
      await Promise.race([scheduled, broken, this.ended]);
    } catch (error) {
      await this.drop(line);
      throw error;
    }
    line.broken.then((error) => {
      this.opening = this.giveUp(line, error);
    });
  }

  private jobOptions() {
    return {
      attempts: ATTEMPTS_MAX,
      backoff: { type: 'exponential', delay: this.options.retryMs ?? 60_000 },
      removeOnComplete: { count: 30 },
      removeOnFail: { count: 30 },
    };
  }

  /** A second attempt adds to what the first one removed, so that the book misses nothing. */
  private async run(): Promise<void> {
    const { clock, engineId, keepDays, perishables, record } = this.options;
    const at = clock.now();
    const keptFrom = at - keepDays * DAY_MS;
    for (const { kind, remove } of perishables) {
      const { files, bytes } = await remove(keptFrom);
      this.unrecorded = merged(this.unrecorded, { kind, files, bytes });
    }
    const removed = this.unrecorded;
    await record({ engineId, at, keptFrom, removed });
    this.unrecorded = [];
    this.options.notify({
      code: 'RETENTION_DONE',
      severity: 'info',
      message: 'Old segments were removed.',
      detail: Object.fromEntries(removed.map(({ kind, files }) => [kind, files])),
    });
  }

  private reportFailed(attempt: number, error: Error): void {
    this.options.notify({
      code: 'RETENTION_FAILED',
      severity: attempt >= ATTEMPTS_MAX ? 'alarm' : 'warning',
      message: 'Old segments could not be removed.',
      detail: { attempt, attemptsMax: ATTEMPTS_MAX, error: error.message },
    });
  }

  /** BullMQ tells each attempt to connect; once a minute is enough for a person. */
  private reportAway(error: Error): void {
    const now = this.options.clock.now();
    if (this.isClosed || now - this.reportedAt < REPORT_EVERY_MS) return;
    this.reportedAt = now;
    this.options.notify({
      code: 'JOBS_AWAY',
      severity: 'warning',
      message: 'The jobs have no connection to their backend; it is tried again.',
      detail: { error: error.message },
    });
  }
}

function merged(before: readonly RemovedKind[], more: RemovedKind): RemovedKind[] {
  const same = before.find(({ kind }) => kind === more.kind);
  if (!same) return [...before, more];
  const sum = { files: same.files + more.files, bytes: same.bytes + more.bytes };
  return before.map((one) => (one === same ? { ...one, ...sum } : one));
}
