import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../port/coded-error';
import type { DatabaseAddress } from '../embedded-postgres';
import type { ImportReport } from './import-report';
import type { ImportAnswer, ImportJob, ImportWord } from './import-talk';
import { checkHead, type ImportOrder, type ImportProgress } from './lead-import';
import { tooMany, type UploadSpool } from './upload-spool';

export interface ImportRunnerOptions {
  /** Throws STORE_DOWN while it is not known. */
  readonly address: () => DatabaseAddress | string;
  /** Where files are kept until they are whole. */
  readonly spool: UploadSpool;
  /** The compiled import-worker.js. */
  readonly script?: string;
}

/** Each has two sessions of the database and a core to itself; the others wait, whole. */
const RUNNING_MAX = 2;
/** Each has a file on the disk, and whoever sent it on the line. */
const WAITING_MAX = 8;

/** Ends an import that is under way, or waits for its turn. */
type Stop = (error: CodedError) => void;

/**
 * Imports lists in a thread of their own: reading numbers is work for a processor, and calls are
 * served in the thread that asks. A file is on the disk before its turn comes. Rejects as
 * `importLeads` and `UploadSpool` do, or with IMPORT_STOPPED.
 */
export class ImportRunner {
  private readonly running = new Set<Stop>();
  /** How many are at it. */
  private turns = 0;
  private readonly waiting: { readonly go: () => void; readonly stop: Stop }[] = [];
  private readonly runs = new Set<Promise<unknown>>();
  private isClosed = false;

  constructor(private readonly options: ImportRunnerOptions) {}

  async run(
    order: ImportOrder,
    bytes: AsyncIterable<Uint8Array>,
    onProgress: (progress: ImportProgress) => void = () => undefined,
  ): Promise<ImportReport> {
    const run = this.spooled(order, bytes, onProgress);
    this.runs.add(run);
    return run.finally(() => this.runs.delete(run));
  }

  /** What is under way ends with IMPORT_STOPPED and leaves nothing; resolves when it has. */
  async close(): Promise<void> {
    this.isClosed = true;
    const error = stopped();
    this.options.spool.stop(error);
    for (const { stop } of this.waiting.splice(0)) stop(error);
    for (const stop of this.running) stop(error);
    await Promise.allSettled(this.runs);
  }

  private async spooled(
    order: ImportOrder,
    bytes: AsyncIterable<Uint8Array>,
    onProgress: (progress: ImportProgress) => void,
  ): Promise<ImportReport> {
    const { spool } = this.options;
    if (this.waiting.length >= WAITING_MAX) throw tooMany(`${this.waiting.length} lists wait`);
    const path = await spool.keep(bytes, (head) => checkHead(order, head));
    try {
      await this.turn();
      try {
        return await this.inThread({ order, path, address: this.options.address() }, onProgress);
      } finally {
        this.passTurn();
      }
    } finally {
      await rm(path, { force: true });
    }
  }

  private turn(): Promise<void> {
    if (this.isClosed) return Promise.reject(stopped());
    if (this.turns === RUNNING_MAX) {
      return new Promise((go, stop) => {
        this.waiting.push({ go, stop });
      });
    }
    this.turns += 1;
    return Promise.resolve();
  }

  /** To whoever waits longest. */
  private passTurn(): void {
    const next = this.waiting.shift();
    if (next) next.go();
    else this.turns -= 1;
  }

  private async inThread(
    job: ImportJob,
    onProgress: (progress: ImportProgress) => void,
  ): Promise<ImportReport> {
    if (this.isClosed) throw stopped();
    const script = this.options.script ?? join(__dirname, 'import-worker.js');
    const worker = new Worker(script, { workerData: job });
    let stoppedBy: CodedError | undefined;
    // It rolls back what it has done and says so, which is the end that is waited for.
    const stop: Stop = (error) => {
      stoppedBy = error;
      const word: ImportWord = { stop: true };
      worker.postMessage(word);
    };
    this.running.add(stop);
    try {
      return await outcomeOf(worker, onProgress);
    } catch (error) {
      throw stoppedBy ?? error;
    } finally {
      this.running.delete(stop);
      await worker.terminate();
    }
  }
}

const outcomeOf = (
  worker: Worker,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> =>
  new Promise((resolve, reject) => {
    worker.on('message', (answer: ImportAnswer) => {
      if ('progress' in answer) onProgress(answer.progress);
      else if ('report' in answer) resolve(answer.report);
      else {
        const { code, message, remedy } = answer.refusal;
        reject(new CodedError(code, message, remedy));
      }
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the import's thread ended with ${code}`)));
  });

const stopped = (): CodedError =>
  new CodedError(
    'IMPORT_STOPPED',
    'the daemon is being stopped; nothing of the list came in',
    'send it again when the daemon runs',
  );
