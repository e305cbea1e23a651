import { createReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { isCodedError } from '../../port/coded-error';
import { openDatabase } from '../database';
import type { ImportAnswer, ImportJob, ImportWord } from './import-talk';
import { importLeads } from './lead-import';

const say = (answer: ImportAnswer): void => parentPort?.postMessage(answer);

async function run({ order, path, address }: ImportJob): Promise<void> {
  // One session has the transaction, the other makes lanes that all can see at once.
  const db = openDatabase({ address, applicationName: 'leitstand import', connectionsMax: 2 });
  const file = createReadStream(path);
  parentPort?.once('message', (_stop: ImportWord) => file.destroy(new Error('it was stopped')));
  try {
    const report = await importLeads(db, order, file, ({ rows, leads, refused }) =>
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
