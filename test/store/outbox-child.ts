import { openDatabase } from '../../src/store/database';
import { DiskOutbox } from '../../src/store/outbox';
import { writeRecords } from '../../src/store/record-writer';
import { systemClock } from './clock';
import { completed, supplemented } from './record';

/**
 * A daemon reduced to its outbox, for a test that kills it: takes facts from where the outbox
 * says that it was, up to a number, and says on stdout when a batch begins to be delivered.
 */
async function main(folder: string, url: string, count: number): Promise<void> {
  const db = openDatabase({ address: url, applicationName: 'outbox-child' });
  const outbox = await DiskOutbox.open({
    folder,
    clock: systemClock,
    notify: () => undefined,
    deliver: async (entries) => {
      process.stdout.write('delivering\n');
      await writeRecords(db, entries);
    },
    batchRowsMax: 100,
    batchWaitMs: 5,
  });
  for (let seq = outbox.takenSeq() + 1; seq <= count; seq += 1) {
    const facts = [
      completed(seq),
      { ...supplemented(seq, completed(seq).body.type), factIndex: 1 },
    ];
    outbox.take(facts, seq);
    if (seq % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  while (outbox.backlog().entries > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  process.stdout.write('done\n');
  await outbox.close();
  await db.destroy();
}

const [folder = '', url = '', count = '0'] = process.argv.slice(2);
main(folder, url, Number(count)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
