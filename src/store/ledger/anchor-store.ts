import type { Knex } from 'knex';
import { orStoreDown } from '../store-error';
import { ALL_LOGS, enterScope } from './log-head';

/** A checkpoint on its way out of our reach. */
export interface AnchoredNote {
  readonly log: string;
  readonly size: number;
  /** The signed note, to the byte. */
  readonly note: string;
}

/** Where a checkpoint is kept by others, and what they gave for it. */
export interface AnchorReceipt {
  readonly size: number;
  readonly anchorId: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly receipt: Buffer | null;
}

/** What is kept where; written once. Methods reject with STORE_DOWN. */
export class SqlAnchorStore {
  constructor(private readonly db: Knex) {}

  /**
   * The newest checkpoint of each log, where the anchor does not have it yet. Older ones need no
   * anchor of their own: a consistency proof leads from them to the newest.
   */
  async pending(anchorId: string): Promise<readonly AnchoredNote[]> {
    return this.within(ALL_LOGS, (db) =>
      db('ledger_heads as h')
        .join('ledger_checkpoints as c', { 'c.log': 'h.log', 'c.size': 'h.noted_size' })
        .leftJoin('ledger_anchors as a', (on) => {
          on.on('a.log', 'c.log').andOn('a.size', 'c.size').andOnVal('a.anchor_id', anchorId);
        })
        .whereNull('a.log')
        .orderBy('c.log')
        .select('c.log', 'c.size', 'c.note'),
    );
  }

  async keep(
    { log, size }: Pick<AnchoredNote, 'log' | 'size'>,
    { anchorId, at, receipt }: Omit<AnchorReceipt, 'size'>,
  ): Promise<void> {
    const row = { log, size, anchor_id: anchorId, at, receipt };
    await this.within(log, (db) => db('ledger_anchors').insert(row).onConflict().ignore());
  }

  /** Newest first, at most `limit`; `size`: of that checkpoint alone. */
  async receipts(
    log: string,
    { size, limit }: { readonly size?: number; readonly limit: number },
  ): Promise<readonly AnchorReceipt[]> {
    return this.within(log, (db) =>
      db('ledger_anchors')
        .where({ log, ...(size !== undefined && { size }) })
        .orderBy([
          { column: 'size', order: 'desc' },
          { column: 'anchor_id', order: 'asc' },
        ])
        .limit(limit)
        .select('size', 'anchor_id as anchorId', 'at', 'receipt'),
    );
  }

  private within<T>(scope: string, work: (db: Knex) => PromiseLike<T>): Promise<T> {
    return orStoreDown(
      this.db.transaction(async (transaction) => {
        await enterScope(transaction, scope);
        return work(transaction);
      }),
    );
  }
}
