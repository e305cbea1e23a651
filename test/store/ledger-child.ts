import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutboxEntry } from '../../src/port/stores';
import { openDatabase } from '../../src/store/database';
import { Sequencer } from '../../src/store/ledger/sequencer';
import { SigningKeys } from '../../src/store/ledger/signing-keys';
import { SubjectBoxes } from '../../src/store/ledger/subject-boxes';
import { DiskOutbox } from '../../src/store/outbox';
import { writeRecords } from '../../src/store/record-writer';
import { systemClock } from './clock';
import { completed, supplemented } from './record';

const LOGS = ['acme', 'beta', 'operations'];

/** What an engine gives for one input: the record of a client, more of it, and what has no row. */
function factsOf(seq: number): OutboxEntry[] {
  const clientId = LOGS[seq % 2] ?? '';
  const record = completed(seq, { clientId });
  const more = { ...supplemented(seq, record.body.type), clientId, factIndex: 1 };
  const { clientId: _none, ...nobodys } = completed(seq);
  const says = { switchId: 'pbx-1' };
  const body = { type: 'fact.told', fact: 'switch.up', entry: 'engine', says } as const;
  return [record, more, { ...nobodys, factIndex: 2, body }];
}

/**
 * A daemon reduced to its outbox and its logs, for a test that kills it. SQL's answer to every
 * third batch is lost, so that it is delivered twice; after each a checkpoint is signed.
 */
async function main(folder: string, url: string, count: number): Promise<void> {
  const db = openDatabase({ address: url, applicationName: 'ledger-child' });
  const keyFolder = join(folder, 'keys');
  await mkdir(keyFolder, { recursive: true });
  let outbox: DiskOutbox | undefined;
  const sequencer = new Sequencer({
    keys: await SigningKeys.open(keyFolder),
    boxes: await SubjectBoxes.open(keyFolder),
    origin: 'leitstand.test/engine',
    engineId: 'main',
    heads: () => outbox?.heads() ?? new Map(),
    notify: ({ code }) => process.stdout.write(`${code}\n`),
  });
  let batches = 0;
  outbox = await DiskOutbox.open({
    folder,
    clock: systemClock,
    notify: () => undefined,
    deliver: async (entries) => {
      process.stdout.write('delivering\n');
      await writeRecords(db, entries, (transaction, sealed) =>
        sequencer.append(transaction, sealed, Date.now()),
      );
      for (const log of LOGS) {
        await db.transaction((transaction) => sequencer.checkpoint(transaction, log, Date.now()));
      }
      batches += 1;
      if (batches % 3 === 0) throw Object.assign(new Error('no answer'), { code: 'ECONNRESET' });
    },
    batchRowsMax: 100,
    batchWaitMs: 5,
    syncEveryMs: 10,
  });
  for (let seq = outbox.takenSeq() + 1; seq <= count; seq += 1) {
    outbox.take(factsOf(seq), seq);
    if (seq % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (outbox.backlog().entries > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await outbox.close();
  await db.destroy();
}

const [folder = '', url = '', count = '0'] = process.argv.slice(2);
main(folder, url, Number(count)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
