import { hash as digest } from 'node:crypto';
import type { Knex } from 'knex';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  leafHash,
} from '../../src/ledger/merkle-tree';

/** The text of a leaf, here and in SQL. */
export const LARGE_LOG = 'large';
export const leafOf = (index: number): Buffer => leafHash(Buffer.from(String(index)));

const NAMES = 'ledger_leaves_log_source_epoch_seq_fact_key';

const ROWS_AT_ONCE = 1_000_000;
const LEAVES_AT_ONCE = 65_536;

/** A log with so many leaves, as the sequencer would have left it; returns its root. */
export async function fillLog(owner: Knex, size: number): Promise<Buffer> {
  let frontier: Frontier = EMPTY_FRONTIER;
  // No proof reads the names of facts, and to fill them in takes longest.
  await owner.raw('alter table ledger_leaves drop constraint if exists ??', [NAMES]);
  for (let from = 0; from < size; from += ROWS_AT_ONCE) {
    await scoped(owner, (db) => addLeaves(db, from, Math.min(from + ROWS_AT_ONCE, size)));
  }
  for (let from = 0; from < size; from += LEAVES_AT_ONCE) {
    const count = Math.min(LEAVES_AT_ONCE, size - from);
    const leaves = Array.from({ length: count }, (_, offset) => leafOf(from + offset));
    const nodes: object[] = [];
    frontier = appendLeaves(frontier, leaves, ({ level, index }, hash) => {
      if (level < 8) return;
      nodes.push({ log: LARGE_LOG, level, node_index: index, hash: `\\x${hash.toString('hex')}` });
    });
    await scoped(owner, (db) => addNodes(db, nodes));
  }
  const { hashes } = frontier;
  const head = { log: LARGE_LOG, origin: LARGE_LOG, key: '', size, sources: '{}' };
  await scoped(owner, async (db) => {
    await db('ledger_heads').insert({ ...head, frontier: JSON.stringify(hashes) });
  });
  for (const table of ['ledger_leaves', 'ledger_nodes']) await owner.raw(`analyze ${table}`);
  return frontierRoot(frontier);
}

const scoped = (db: Knex, work: (db: Knex) => Promise<void>): Promise<void> =>
  db.transaction(async (transaction) => {
    await transaction.raw(`select set_config('leitstand.scope', '*', true)`);
    await work(transaction);
  });

async function addLeaves(db: Knex, from: number, to: number): Promise<void> {
  await db.raw(
    `insert into ledger_leaves
     select :log, i, sha256('\\x00'::bytea || convert_to(i::text, 'UTF8')), 'bench', 1, i, 0
     from generate_series(:from::bigint, :to::bigint - 1) as i`,
    { log: LARGE_LOG, from, to },
  );
}

async function addNodes(db: Knex, nodes: readonly object[]): Promise<void> {
  await db.raw(
    'insert into ledger_nodes select * from json_populate_recordset(null::ledger_nodes, ?)',
    [JSON.stringify(nodes)],
  );
}

/** Reproducible indexes below a bound, spread over all of it. */
export function* indexesBelow(bound: number, seed: number): Generator<number> {
  for (let count = 0; ; count += 1) {
    yield digest('sha256', `${seed}/${count}`, 'buffer').readUIntBE(0, 6) % bound;
  }
}
