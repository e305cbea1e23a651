import type { Knex } from 'knex';
import { orStoreDown } from './store-error';

/** What one night's retention took away. */
export interface RetentionRun {
  readonly engineId: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  /** What is older than this was to go, ms since the epoch (UTC). */
  readonly keptFrom: number;
  readonly removed: readonly RemovedKind[];
}

export interface RemovedKind {
  /** `journal`, `outbox`, … */
  readonly kind: string;
  readonly files: number;
  readonly bytes: number;
}

/** The book of what was removed: added to, never changed. Methods reject with STORE_DOWN. */
export class SqlRetentionStore {
  constructor(private readonly db: Knex) {}

  async add({ engineId, at, keptFrom, removed }: RetentionRun): Promise<void> {
    const sum = (count: (kind: RemovedKind) => number): number =>
      removed.reduce((total, kind) => total + count(kind), 0);
    await orStoreDown(
      this.db('retention_runs').insert({
        engine_id: engineId,
        at,
        kept_from: keptFrom,
        files: sum((kind) => kind.files),
        bytes: sum((kind) => kind.bytes),
        detail: JSON.stringify(removed),
      }),
    );
  }

  /** Newest first. */
  async list(engineId: string, limit: number): Promise<readonly RetentionRun[]> {
    const rows: { at: number; kept_from: number; detail: RemovedKind[] }[] = await orStoreDown(
      this.db('retention_runs').where({ engine_id: engineId }).orderBy('at', 'desc').limit(limit),
    );
    return rows.map(({ at, kept_from: keptFrom, detail: removed }) => ({
      ...{ engineId, at, keptFrom, removed },
    }));
  }
}
