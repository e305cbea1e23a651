import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../port/coded-error';
import type { WhyReport } from './facade/why-view';
import type { WhyJob } from './why-report';

/** What the worker thread says. */
export type WhyAnswer =
  | { readonly report: WhyReport }
  | { readonly refusal: { code: string; message: string; remedy?: string } };

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
  private waiting = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor({ script, runMaxMs }: WhyRunnerOptions = {}) {
    this.script = script ?? join(__dirname, 'why-worker.js');
    this.runMaxMs = runMaxMs ?? RUN_MAX_MS;
  }

  run(job: WhyJob): Promise<WhyReport> {
    if (this.waiting >= WAITING_MAX)
      return Promise.reject(
        new CodedError('WHY_BUSY', `${this.waiting} calls are being explained`, 'ask again later'),
      );
    this.waiting += 1;
    const running = this.turn.then(() => this.explain(job));
    this.turn = running
      .catch(() => undefined)
      .then(() => {
        this.waiting -= 1;
      });
    return running;
  }

  private explain(job: WhyJob): Promise<WhyReport> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.script, { workerData: job });
      const limit = setTimeout(() => {
        reject(tooLong(this.runMaxMs));
        void worker.terminate();
      }, this.runMaxMs);
      limit.unref();
      worker.unref();
      worker.once('message', (answer: WhyAnswer) => {
        if ('report' in answer) return resolve(answer.report);
        const { code, message, remedy } = answer.refusal;
        reject(new CodedError(code, message, remedy));
      });
      worker.once('error', reject);
      worker.once('exit', (code) => {
        clearTimeout(limit);
        reject(new Error(`the worker ended with ${code}`));
      });
    });
  }
}

const tooLong = (runMaxMs: number): CodedError =>
  new CodedError(
    'WHY_TOO_LONG',
    `stepping the journal to this call takes longer than ${runMaxMs} ms`,
    'on the machine of the daemon: leitstand why CALL --journal <dataDir>/journal',
  );
