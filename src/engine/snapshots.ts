import type { Clock } from '../port/clock';
import type { EngineLog } from './engine-log';
import type { SnapshotJob, SnapshotOutcome } from './snapshot-maker';
import type { SnapshotRunner } from './snapshot-runner';

const RETRY_MS = 5_000;

export interface SnapshotsOptions {
  readonly runner: SnapshotRunner;
  readonly job: Omit<SnapshotJob, 'untilSeq' | 'skip'>;
  readonly skip: () => readonly number[];
  /** Facts up to this seq survive a power cut; no snapshot goes beyond. */
  readonly syncedSeq: () => number;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Replay did not give what live gave: law 4 is broken at this seq. */
  readonly onDifference: (seq: number) => void;
}

/** Has a snapshot made up to each closed segment, as soon as its facts are safe. One at a time. */
export class Snapshots {
  private closed: number[] = [];
  private isRunning = false;
  private isStopped = false;
  private cancel: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: SnapshotsOptions) {}

  segmentClosed(lastSeq: number): void {
    this.closed.push(lastSeq);
    this.next();
  }

  /** Waits for the one that is being made. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.cancel();
    await this.running;
  }

  private next(): void {
    if (this.isRunning || this.isStopped || this.closed.length === 0) return;
    const { clock, syncedSeq } = this.options;
    const safe = this.closed.filter((seq) => seq <= syncedSeq());
    const untilSeq = safe[safe.length - 1];
    if (untilSeq === undefined) {
      this.cancel();
      this.cancel = clock.schedule(clock.now() + RETRY_MS, () => this.next());
      return;
    }
    this.closed = this.closed.filter((seq) => seq > untilSeq);
    this.isRunning = true;
    this.running = this.make(untilSeq).then(() => {
      this.isRunning = false;
      this.next();
    });
  }

  private async make(untilSeq: number): Promise<void> {
    const { runner, job, skip, log } = this.options;
    try {
      this.report(await runner.run({ ...job, untilSeq, skip: skip() }));
    } catch (error) {
      // The next closed segment tries again; until then a restart replays a little more.
      log.error({ seq: untilSeq, reason: String(error) }, 'no snapshot could be made');
    }
  }

  private report({ seq, checked, differsAt }: SnapshotOutcome): void {
    if (differsAt === undefined)
      return this.options.log.info({ seq, checked }, 'a snapshot was made');
    this.options.log.error(
      { seq: differsAt, code: 'REPLAY_DIFFERS' },
      'the replay of an input gave other facts than its live step',
    );
    this.options.onDifference(differsAt);
  }
}
