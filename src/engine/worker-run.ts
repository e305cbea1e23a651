import { Worker } from 'node:worker_threads';
import { CodedError, isCodedError } from '../port/coded-error';

/** What a worker thread says: an error loses its code on its way out of it, so it goes as data. */
export type WorkerAnswer<Report> =
  | { readonly report: Report }
  | { readonly refusal: { code: string; message: string; remedy?: string } };

/** In the thread: the report, or the coded refusal. Other errors end the thread. */
export function answerOf<Report>(work: () => Report): WorkerAnswer<Report> {
  try {
    return { report: work() };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { code, message, remedy } = error;
    return { refusal: { code, message, ...(remedy !== undefined && { remedy }) } };
  }
}

export interface WorkerBounds {
  readonly runMaxMs: number;
  readonly tooLong: () => CodedError;
}

/** Runs a compiled script once with that job; ends it where it takes longer than it may. */
export function runInWorker<Report>(
  script: string,
  workerData: unknown,
  { runMaxMs, tooLong }: WorkerBounds,
): Promise<Report> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    const limit = setTimeout(() => {
      reject(tooLong());
      void worker.terminate();
    }, runMaxMs);
    limit.unref();
    worker.unref();
    worker.once('message', (answer: WorkerAnswer<Report>) => {
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

/** Runs one job after the other; more than so many who wait are asked to come again. */
export class OneAtATime {
  private waiting = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly waitingMax: number,
    private readonly busy: (waiting: number) => CodedError,
  ) {}

  run<Report>(job: () => Promise<Report>): Promise<Report> {
    if (this.waiting >= this.waitingMax) return Promise.reject(this.busy(this.waiting));
    this.waiting += 1;
    const running = this.turn.then(job);
    this.turn = running
      .catch(() => undefined)
      .then(() => {
        this.waiting -= 1;
      });
    return running;
  }
}
