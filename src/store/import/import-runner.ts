import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../port/coded-error';
import type { DatabaseAddress } from '../embedded-postgres';
import type { ImportReport } from './import-report';
import type { ImportAnswer, ImportWord } from './import-talk';
import type { ImportOrder, ImportProgress } from './lead-import';

export interface ImportRunnerOptions {
  /** Throws STORE_DOWN while it is not known. */
  readonly address: () => DatabaseAddress | string;
  /** The compiled import-worker.js. */
  readonly script?: string;
}

/** Pieces on their way to the thread; the sender waits for the rest. */
const PIECES_MAX = 8;
/** Each has two sessions of the database and a core to itself. */
const RUNNING_MAX = 2;

/**
 * Imports lists in a thread of their own: reading numbers is work for a processor, and calls are
 * served in the thread that asks. Rejects as `importLeads` does, with IMPORTS_MANY, or STORE_DOWN.
 */
export class ImportRunner {
  private running = 0;

  constructor(private readonly options: ImportRunnerOptions) {}

  async run(
    order: ImportOrder,
    bytes: AsyncIterable<Uint8Array>,
    onProgress: (progress: ImportProgress) => void = () => undefined,
  ): Promise<ImportReport> {
    if (this.running >= RUNNING_MAX) {
      throw new CodedError(
        'IMPORTS_MANY',
        `${this.running} imports are under way`,
        'send the list when one of them has ended',
      );
    }
    const address = this.options.address();
    this.running += 1;
    const script = this.options.script ?? join(__dirname, 'import-worker.js');
    const worker = new Worker(script, { workerData: { order, address } });
    try {
      return await supervise(worker, bytes, onProgress);
    } finally {
      this.running -= 1;
      await worker.terminate();
    }
  }
}

async function supervise(
  worker: Worker,
  bytes: AsyncIterable<Uint8Array>,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportReport> {
  let free = PIECES_MAX;
  let isOver = false;
  let wake: () => void = () => undefined;
  const ended = new Promise<ImportReport>((resolve, reject) => {
    worker.on('message', (answer: ImportAnswer) => {
      if ('used' in answer) free += 1;
      else if ('progress' in answer) onProgress(answer.progress);
      else if ('report' in answer) resolve(answer.report);
      else {
        const { code, message, remedy } = answer.refusal;
        reject(new CodedError(code, message, remedy));
      }
      wake();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the import's thread ended with ${code}`)));
  });
  const over = () => {
    isOver = true;
    wake();
  };
  ended.then(over, over);
  const tell = (word: ImportWord): void => worker.postMessage(word);
  try {
    for await (const piece of bytes) {
      while (free <= 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (isOver) break;
      free -= 1;
      tell({ bytes: piece });
    }
    tell({ end: true });
  } catch (error) {
    tell({ broken: (error as Error).message });
  }
  return ended;
}
