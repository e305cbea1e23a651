import type { JobsOptions } from 'bullmq';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Notify } from '../store/notice';
import { type JobLine, type JobsBackend, openJobLine } from './job-line';

/** What every routine of an engine has. */
export interface RoutineSetting {
  readonly backend: JobsBackend;
  readonly engineId: string;
  readonly clock: Clock;
  readonly notify: Notify;
  /** IANA name, `Europe/Berlin`: of the hours at which it runs. */
  readonly zone: string;
}

export interface RoutineOptions extends RoutineSetting {
  /** Of the line: lower-case letters and hyphens. */
  readonly name: string;
  /** When it runs by itself, in the time of `zone`. */
  readonly cron: string;
  /** Also as soon as there is a line, for what fell due before. */
  readonly runsAtOnce?: boolean;
  /** A job by its name: `run`, or one that was put off with `later`. `due`: ms since 1970. */
  readonly work: (job: { readonly name: string; readonly due?: number }) => Promise<void>;
  readonly attemptsMax: number;
  /** Before the second attempt; doubled before each further one. */
  readonly retryMs?: number;
  /** Told of each attempt that failed, counted from 1. */
  readonly onFailed: (attempt: number, error: Error) => void;
}

const RUN = 'run';
const START_AGAIN_MS = 3000;
const REPORT_EVERY_MS = 60_000;

/**
 * Work that is done by the calendar, and on demand: one job at a time, on a line of BullMQ. It is
 * there as soon as the backend is, comes back when that does, and says so meanwhile.
 */
export class Routine {
  private line: JobLine | null = null;
  private reportedAt = Number.NEGATIVE_INFINITY;
  private cancelTimer: () => void = () => undefined;
  private isClosed = false;
  private opening: Promise<void> = Promise.resolve();
  private end: () => void = () => undefined;
  private readonly ended = new Promise<void>((resolve) => {
    this.end = resolve;
  });

  constructor(private readonly options: RoutineOptions) {}

  /** Puts the job on the calendar, now or as soon as the backend is there. */
  start(): void {
    this.opening = this.open().catch((error: Error) => this.startLater(error));
  }

  /** Whether its backend can be reached, as far as it knows. */
  isUp(): boolean {
    return this.line?.isUp() ?? false;
  }

  /** When the next job of the calendar is due, ms since 1970 (UTC); null before it is scheduled. */
  async nextAt(): Promise<number | null> {
    await this.opening;
    const scheduler = await this.line?.queue.getJobScheduler(this.schedulerId);
    return scheduler?.next ?? null;
  }

  /** One more run, as soon as the worker is free. Rejects with JOBS_AWAY; Redis is waited for. */
  async runSoon(): Promise<void> {
    await this.opening;
    await this.add(RUN, {}, this.jobOptions());
  }

  /**
   * A job at `due` (ms, UTC); one of the same name that waits already stands for both. For work
   * that is under way, for which a line is not waited. Rejects with JOBS_AWAY.
   */
  async later(name: string, due: number): Promise<void> {
    const delay = Math.max(0, due - this.options.clock.now());
    await this.add(name, { due }, { ...this.jobOptions(), jobId: name, delay });
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

  private get schedulerId(): string {
    return `${this.options.name}-calendar`;
  }

  private async add(name: string, data: object, options: JobsOptions): Promise<void> {
    if (!this.line) {
      throw new CodedError(
        'JOBS_AWAY',
        'the backend of the jobs cannot be reached',
        'look at PostgreSQL, or at Redis where `redis.url` names one, and at /readyz',
      );
    }
    await this.line.queue.add(name, data, options);
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
    const { backend, engineId, name, work } = this.options;
    const line = await openJobLine(backend, `leitstand-${name}-${engineId}`, (job) =>
      work({ name: job.name, ...job.data }),
    );
    if (this.isClosed) return line.close();
    this.line = line;
    line.onBack(() => this.schedule(line).catch((error: Error) => this.reportAway(error)));
    line.queue.on('error', (error) => this.reportAway(error));
    line.worker.on('error', (error) => this.reportAway(error));
    line.worker.on('failed', (job, error) => this.options.onFailed(job?.attemptsMade ?? 0, error));
    try {
      const broken = line.broken.then((error) => Promise.reject(error));
      // What was asked of a Redis that is away is never answered when we close.
      await Promise.race([this.schedule(line), broken, this.ended]);
    } catch (error) {
      await this.drop(line);
      throw error;
    }
    line.broken.then((error) => {
      this.opening = this.giveUp(line, error);
    });
  }

  private async schedule({ queue }: JobLine): Promise<void> {
    const { cron: pattern, zone: tz, runsAtOnce } = this.options;
    const template = { name: RUN, data: {}, opts: this.jobOptions() };
    await queue.upsertJobScheduler(this.schedulerId, { pattern, tz }, template);
    if (runsAtOnce) await queue.add(RUN, {}, this.jobOptions());
  }

  private jobOptions(): JobsOptions {
    const { attemptsMax, retryMs = 60_000 } = this.options;
    return {
      attempts: attemptsMax,
      backoff: { type: 'exponential', delay: retryMs },
      removeOnComplete: { count: 30 },
      removeOnFail: { count: 30 },
    };
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
      detail: { routine: this.options.name, error: error.message },
    });
  }
}
