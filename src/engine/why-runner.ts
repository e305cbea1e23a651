import { join } from 'node:path';
import { CodedError } from '../port/coded-error';
import type { WhyReport } from './facade/why-view';
import type { WhyJob } from './why-report';
import { OneAtATime, runInWorker } from './worker-run';

/** Those who wait for their turn; the next one is asked to come again. */
const WAITING_MAX = 8;
/** A journal that takes longer is for `leitstand why --journal`, which may take its time. */
const RUN_MAX_MS = 12_000;

export interface WhyRunnerOptions {
  /** The compiled why-worker.js. */
  readonly script?: string;
  readonly runMaxMs?: number;
}

/**
 * Explains calls in a worker thread, one at a time and beside the live loop: the call path never
 * waits for it. Rejects as `answerWhy` does, with WHY_BUSY, or with WHY_TOO_LONG.
 */
export class WorkerWhyRunner {
  private readonly script: string;
  private readonly runMaxMs: number;
  private readonly line = new OneAtATime(
    WAITING_MAX,
    (waiting) =>
      new CodedError('WHY_BUSY', `${waiting} calls are being explained`, 'ask again later'),
  );

  constructor({ script, runMaxMs }: WhyRunnerOptions = {}) {
    this.script = script ?? join(__dirname, 'why-worker.js');
    this.runMaxMs = runMaxMs ?? RUN_MAX_MS;
  }

  run(job: WhyJob): Promise<WhyReport> {
    const { runMaxMs } = this;
    const tooLong = () => tooLongFor(runMaxMs);
    return this.line.run(() => runInWorker(this.script, job, { runMaxMs, tooLong }));
  }
}

const tooLongFor = (runMaxMs: number): CodedError =>
  new CodedError(
    'WHY_TOO_LONG',
    `stepping the journal to this call takes longer than ${runMaxMs} ms`,
    'on the machine of the daemon: leitstand why CALL --journal <dataDir>/journal',
  );
