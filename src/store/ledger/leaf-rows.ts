import type { Knex } from 'knex';
import type { EntrySource, SealedEntry } from '../../ledger/entry';
import { CodedError } from '../../port/coded-error';
import type { KnownLeaf, NewNode, PlacedEntry } from './log-draft';
import type { BoxRow } from './subject-boxes';

export const nameOfFact = (log: string, { id, epoch, seq, fact }: EntrySource): string =>
  JSON.stringify([log, id, epoch, seq, fact]);

/** Those of the entries that are there, by the names of their facts. */
export async function knownLeaves(
  db: Knex,
  entries: readonly SealedEntry[],
): Promise<Map<string, KnownLeaf>> {
  const { rows } = await db.raw(
    `select l.log, l.source, l.epoch, l.seq, l.fact, l.leaf_index, l.leaf_hash
     from unnest(:logs::text[], :sources::text[], :epochs::bigint[], :seqs::bigint[],
       :facts::integer[]) as a (log, source, epoch, seq, fact)
     join ledger_leaves as l using (log, source, epoch, seq, fact)`,
    {
      logs: entries.map(({ log }) => log),
      sources: entries.map(({ source }) => source.id),
      epochs: entries.map(({ source }) => source.epoch),
      seqs: entries.map(({ source }) => source.seq),
      facts: entries.map(({ source }) => source.fact),
    },
  );
  const found: LeafRow[] = rows;
  return new Map(
    found.map(({ log, source: id, epoch, seq, fact, leaf_index: index, leaf_hash: hash }) => [
      nameOfFact(log, { id, epoch, seq, fact }),
      { index, hash },
    ]),
  );
}

interface LeafRow extends Omit<EntrySource, 'id'> {
  readonly log: string;
  readonly source: string;
  readonly leaf_index: number;
  readonly leaf_hash: Buffer;
}

/** What a transaction adds to one log. */
export interface NewLeaves {
  readonly placed: readonly PlacedEntry[];
  readonly nodes: readonly NewNode[];
  readonly boxes: readonly BoxRow[];
}

/** One statement a table, one parameter each. Rejects with LEDGER_FORKED. */
export async function addLeaves(
  db: Knex,
  log: string,
  { placed, nodes, boxes }: NewLeaves,
  sealedAt: number,
): Promise<void> {
  const leaves = placed.map(({ index, hash, entry: { source } }) => ({
    ...{ log, leaf_index: index, leaf_hash: hexOf(hash) },
    ...{ source: source.id, epoch: source.epoch, seq: source.seq, fact: source.fact },
  }));
  const entries = placed.map(({ index, entry: { at, type, data } }) => ({
    ...{ log, leaf_index: index, sealed_at: sealedAt, at, type, data },
  }));
  const subtrees = nodes.map(({ level, index, hash }) => ({
    ...{ log, level, node_index: index, hash: hexOf(hash) },
  }));
  const closed = boxes.map(({ leafIndex, subject, nonce, box }) => ({
    ...{ log, leaf_index: leafIndex, sealed_at: sealedAt },
    ...{ subject: hexOf(subject), nonce: hexOf(nonce), box: hexOf(box) },
  }));
  await orForked(insert(db, 'ledger_leaves', leaves));
  await orForked(insert(db, 'ledger_entries', entries));
  await orForked(insert(db, 'ledger_nodes', subtrees));
  await orForked(insert(db, 'ledger_disclosures', closed));
}

async function insert(db: Knex, table: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await db.raw(`insert into ${table} select * from json_populate_recordset(null::${table}, ?)`, [
    JSON.stringify(rows),
  ]);
}

const hexOf = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

const UNIQUE_VIOLATION = '23505';

/**
 * A place that is taken means that the head's row is older than its log, as after a restored
 * backup. That is no fault of the entries: they wait, and nothing is set aside.
 */
export async function orForked<T>(write: PromiseLike<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new CodedError(
      'LEDGER_FORKED',
      'The ledger has leaves or checkpoints beyond the head that it would go on from.',
      'A part of the database was put back, or changed: compare it with the newest checkpoint.',
    );
  }
}
