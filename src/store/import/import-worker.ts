import { parentPort, workerData } from 'node:worker_threads';
import { isCodedError } from '../../port/coded-error';
import { openDatabase } from '../database';
import type { ImportAnswer, ImportJob, ImportWord } from './import-talk';
import { importLeads } from './lead-import';

const say = (answer: ImportAnswer): void => parentPort?.postMessage(answer);

/** The file as it is handed over; each piece is acknowledged when the next one is wanted. */
async function* fileOf(): AsyncGenerator<Uint8Array> {
  const waiting: ImportWord[] = [];
  let wake: () => void = () => undefined;
  parentPort?.on('message', (word: ImportWord) => {
    waiting.push(word);
    wake();
  });
  for (;;) {
    const word = waiting.shift();
    if (word === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    } else if ('broken' in word) throw new Error(word.broken);
    else if ('end' in word) return;
    else {
      yield word.bytes;
      say({ used: true });
    }
  }
}

async function run({ order, address }: ImportJob): Promise<void> {
  // One session has the transaction, the other makes lanes that all can see at once.
  const db = openDatabase({ address, applicationName: 'leitstand import', connectionsMax: 2 });
  try {
    const report = await importLeads(db, order, fileOf(), ({ rows, leads, refused }) =>
      say({ progress: { rows, leads, refused } }),
    );
    say({ report });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { code, message, remedy } = error;
    say({ refusal: { code, message, ...(remedy !== undefined && { remedy }) } });
  } finally {
    await db.destroy();
    parentPort?.close();
  }
}

void run(workerData as ImportJob);
