import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { SystemClock } from '../src/engine/system-clock';
import { verifyInclusion } from '../src/ledger/merkle-proof';
import { LedgerDesk } from '../src/store/ledger/ledger-desk';
import { SqlLedgerStore } from '../src/store/ledger/ledger-store';
import type { DeliveredEntry } from '../src/store/outbox-line';
import { writeRecords } from '../src/store/record-writer';
import { type Bench, quantile, round } from './frame/bench';
import { SqlServer } from './frame/sql-server';
import { CallFacts } from './ledger/call-facts';
import { fillLog, indexesBelow, LARGE_LOG, leafOf } from './ledger/large-log';
import { verifyRate } from './ledger/verify-rate';

const ENTRIES = 60_000;
const QUICK_ENTRIES = 20_000;
const LEAVES = 10_000_000;
const QUICK_LEAVES = 400_000;
const VERIFIED = 300_000;
const QUICK_VERIFIED = 60_000;
const PROOFS = 500;
/** As the outbox gives them. */
const BATCH = 500;
const CLIENTS = ['acme', 'nordlicht', 'stadtwerke'];

/**
 * How many entries a second go into the logs of three clients, sealed records of calls in batches
 * of 500, each a transaction that is safe on the disk, with a checkpoint each 1,000 entries of a
 * log: alone, and with the rows of their calls in the same transaction. How many entries a second
 * `leitstand audit verify` checks of an export on the disk. And how long an inclusion
 * proof takes in a log of 10 million leaves (`--quick`: 400,000).
 */
export const run: Bench = async ({ quick, seed, note }) => {
  const server = await SqlServer.start();
  const folder = mkdtempSync(join(tmpdir(), 'leitstand-bench-ledger-'));
  try {
    const { daemon: db } = server;
    const desk = await LedgerDesk.open({
      ...{ db, folder, clock: new SystemClock(), origin: 'bench' },
      ...{ heads: () => new Map(), engineId: 'bench', notify: ({ message }) => note(message) },
    });
    const entries = quick ? QUICK_ENTRIES : ENTRIES;
    const appendPerSecond = await appendRate(entries, note, (batch) =>
      db.transaction(async (transaction) => {
        await desk.append(
          transaction,
          batch.flatMap(({ sealed }) => sealed ?? []),
        );
      }),
    );
    const recordsPerSecond = await appendRate(entries / 2, note, (batch) =>
      writeRecords(db, batch, desk.append),
    );
    note('verifying an export');
    const verified = await verifyRate(quick ? QUICK_VERIFIED : VERIFIED);
    const leaves = quick ? QUICK_LEAVES : LEAVES;
    note(`filling in a log of ${leaves} leaves`);
    const root = await fillLog(server.owner, leaves);
    const times = await proofTimes(db, { size: leaves, root, seed });
    return {
      ...{ entries, batch: BATCH, appendPerSecond, recordsPerSecond, ...verified, leaves },
      inclusionProofMs: round(quantile(times, 0.5), 2),
      inclusionProofP99Ms: round(quantile(times, 0.99), 2),
    };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A source of its own each time, sealed before the time runs: that is the outbox's work. */
async function appendRate(
  entries: number,
  note: (text: string) => void,
  append: (batch: readonly DeliveredEntry[]) => Promise<void>,
): Promise<number> {
  note(`sealing ${entries} records`);
  const facts = new CallFacts(CLIENTS, sources++);
  // As lines of a file: so many records alive at once would be work for the collector of garbage.
  const lines = Array.from({ length: entries / BATCH }, () =>
    Buffer.from(JSON.stringify(facts.take(BATCH))),
  );
  const from = process.hrtime.bigint();
  for (const line of lines) await append(JSON.parse(line.toString()));
  return round(entries / (Number(process.hrtime.bigint() - from) / 1e9), 0);
}

let sources = 0;

/** ms each, checked, without the first few: those wait for pages of the disk. */
async function proofTimes(
  db: Knex,
  { size, root, seed }: { readonly size: number; readonly root: Buffer; readonly seed: number },
): Promise<Float64Array> {
  const store = new SqlLedgerStore(db);
  const times: number[] = [];
  for (const index of indexesBelow(size, seed)) {
    const from = process.hrtime.bigint();
    const proof = await store.inclusion(LARGE_LOG, { index, size });
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
    verifyInclusion({ index, size, leafHash: leafOf(index), root }, proof);
    if (times.length === PROOFS) break;
  }
  return new Float64Array(times.slice(20));
}
