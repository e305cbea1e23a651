import type { Knex } from 'knex';
import type { Disclosure } from '../../ledger/entry';
import {
  consistencyNodes,
  consistencyProof,
  type Growth,
  inclusionNodes,
  inclusionProof,
  type LeafPlace,
} from '../../ledger/merkle-proof';
import { type LeafRange, rangeNodes, type TreeNode } from '../../ledger/merkle-tree';
import { CodedError } from '../../port/coded-error';
import { orStoreDown } from '../store-error';
import { ALL_LOGS, enterScope } from './log-head';
import { openBox } from './subject-boxes';
import { readHashes } from './tree-hashes';

/** A key of a log; `signature` is that of the key before for it. */
export interface LogKey {
  readonly key: string;
  /** Checkpoints of more leaves are signed by it. */
  readonly fromSize: number;
  readonly signature?: string;
}

export interface LogSummary {
  readonly log: string;
  readonly origin: string;
  readonly size: number;
  /** The newest one; at: ms since the epoch (UTC). */
  readonly checkpoint?: { readonly size: number; readonly at: number };
  /** Oldest first. */
  readonly keys: readonly LogKey[];
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly at: number;
  readonly root: Buffer;
  readonly note: string;
}

/** Hashes of the complete subtrees beside [from, to): before it, and behind it up to the size. */
export interface RangeHashes {
  readonly left: readonly Buffer[];
  readonly right: readonly Buffer[];
}

/** So much is in memory at a time. */
const PAGE_LEAVES = 500;

/**
 * Reads the logs. Each question is a transaction of its own that sees its log and no other.
 * Methods reject with STORE_DOWN; what is asked beyond a log's leaves, with LEDGER_RANGE.
 */
export class SqlLedgerStore {
  constructor(private readonly db: Knex) {}

  /** All logs by name; `only`: that one, if it is there. */
  logs(only?: string): Promise<readonly LogSummary[]> {
    return this.within(only ?? ALL_LOGS, async (db) => {
      const heads: Omit<LogSummary, 'keys'>[] = await db('ledger_heads')
        .orderBy('log')
        .select('log', 'origin', 'size');
      const keys: { log: string; vkey: string; from_size: number; signature: string | null }[] =
        await db('ledger_keys').orderBy('from_size');
      const notes: { log: string; size: number; at: number }[] = await db('ledger_heads as h')
        .join('ledger_checkpoints as c', { 'c.log': 'h.log', 'c.size': 'h.noted_size' })
        .select('c.log', 'c.size', 'c.at');
      return heads.map((head) => {
        const note = notes.find(({ log }) => log === head.log);
        return {
          ...head,
          ...(note && { checkpoint: { size: note.size, at: note.at } }),
          keys: keys.filter(({ log }) => log === head.log).map(keyOf),
        };
      });
    });
  }

  /** That of the size, or the newest; null: there is none. */
  checkpoint(log: string, size?: number): Promise<StoredCheckpoint | null> {
    return this.within(log, async (db) => {
      const query = db('ledger_checkpoints').where({ log }).orderBy('size', 'desc');
      if (size !== undefined) query.where({ size });
      return (await query.first('size', 'at', 'root', 'note')) ?? null;
    });
  }

  /** Those of sizes in (from, to], the smallest first, at most `limit`. */
  checkpoints(
    log: string,
    { from, to }: { readonly from: number; readonly to: number },
    limit: number,
  ): Promise<readonly StoredCheckpoint[]> {
    return this.within(log, (db) =>
      db('ledger_checkpoints')
        .where({ log })
        .where('size', '>', from)
        .where('size', '<=', to)
        .orderBy('size')
        .limit(limit)
        .select('size', 'at', 'root', 'note'),
    );
  }

  /**
   * The leaves' data in order, a page at a time; each page is read when it is asked for. Rows that
   * somebody has removed are simply not there: a refusal would keep from the client which ones.
   */
  async *entries(log: string, range: LeafRange): AsyncIterable<readonly string[]> {
    await this.within(log, (db) => leavesUpTo(db, log, range.end));
    for (let { begin } = range; begin < range.end; ) {
      const end = Math.min(begin + PAGE_LEAVES, range.end);
      const page = await this.within<string[]>(log, (db) =>
        leavesIn(db('ledger_entries'), log, { begin, end }).pluck('data'),
      );
      yield page;
      begin = end;
    }
  }

  /** What the entries commit to, likewise; of whom was erased there is nothing. */
  async *disclosures(log: string, range: LeafRange): AsyncIterable<readonly Disclosure[]> {
    for (let { begin } = range; begin < range.end; begin += PAGE_LEAVES) {
      const end = Math.min(begin + PAGE_LEAVES, range.end);
      const rows = await this.within<BoxOfLeaf[]>(log, (db) =>
        leavesIn(db('ledger_disclosures as d'), log, { begin, end }, 'd.')
          .join('subject_keys as k', { 'k.log': 'd.log', 'k.subject': 'd.subject' })
          .join('ledger_leaves as l', { 'l.log': 'd.log', 'l.leaf_index': 'd.leaf_index' })
          .whereNotNull('k.key')
          .select('k.key', 'd.nonce', 'd.box', 'l.leaf_hash'),
      );
      yield rows.flatMap((row) => openBox(row, row.leaf_hash) ?? []);
    }
  }

  /** PATH of RFC 9162, from the leaf upwards. */
  inclusion(log: string, place: LeafPlace): Promise<readonly Buffer[]> {
    return this.proof(
      log,
      place.size,
      () => inclusionNodes(place),
      (read) => inclusionProof(place, read),
    );
  }

  /** PROOF of RFC 9162. */
  consistency(log: string, growth: Growth): Promise<readonly Buffer[]> {
    return this.proof(
      log,
      growth.secondSize,
      () => consistencyNodes(growth),
      (read) => consistencyProof(growth, read),
    );
  }

  /** With the leaves from `from` up to `to` these make the root of that size. */
  async range(
    log: string,
    { from, to, size }: { readonly from: number; readonly to: number; readonly size: number },
  ): Promise<RangeHashes> {
    if (from > to || to > size) throw beyond(log, `${from} to ${to} is no range of ${size} leaves`);
    const left = rangeNodes({ begin: 0, end: from });
    const right = rangeNodes({ begin: to, end: size });
    const hashes = await this.proof(
      log,
      size,
      () => [...left, ...right],
      (read) => [...left, ...right].map((node) => Buffer.from(read(node) ?? [])),
    );
    return { left: hashes.slice(0, left.length), right: hashes.slice(left.length) };
  }

  /** Of a tree of that size, made of what `nodes` names. */
  private proof(
    log: string,
    size: number,
    nodes: () => readonly TreeNode[],
    make: (read: Awaited<ReturnType<typeof readHashes>>) => readonly Buffer[],
  ): Promise<readonly Buffer[]> {
    return this.within(log, async (db) => {
      await leavesUpTo(db, log, size);
      return make(await readHashes(db, log, nodes()));
    });
  }

  private within<T>(scope: string, read: (db: Knex) => PromiseLike<T>): Promise<T> {
    return orStoreDown(
      this.db.transaction(
        async (transaction) => {
          await enterScope(transaction, scope);
          return read(transaction);
        },
        { readOnly: true },
      ),
    );
  }
}

interface BoxOfLeaf {
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly box: Buffer;
  readonly leaf_hash: Buffer;
}

const leavesIn = (query: Knex.QueryBuilder, log: string, range: LeafRange, prefix = '') =>
  query
    .where(`${prefix}log`, log)
    .where(`${prefix}leaf_index`, '>=', range.begin)
    .where(`${prefix}leaf_index`, '<', range.end)
    .orderBy(`${prefix}leaf_index`);

const keyOf = (row: { vkey: string; from_size: number; signature: string | null }): LogKey => ({
  ...{ key: row.vkey, fromSize: row.from_size },
  ...(row.signature !== null && { signature: row.signature }),
});

async function leavesUpTo(db: Knex, log: string, size: number): Promise<void> {
  const head = await db('ledger_heads').where({ log }).first('size');
  if (!head || size > head.size) throw beyond(log, `it has no ${size} leaves`);
}

const beyond = (log: string, what: string): CodedError =>
  new CodedError(
    'LEDGER_RANGE',
    `The log ${log} does not reach there: ${what}.`,
    'GET /v1/ledger tells its size.',
  );
