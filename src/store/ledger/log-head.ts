import type { Knex } from 'knex';
import type { SourceHead } from '../../ledger/entry';
import type { Frontier } from '../../ledger/merkle-tree';

/** Where a log goes on, as its row has it. */
export interface LogHead {
  readonly log: string;
  /** Of its checkpoints and the name of its keys. */
  readonly origin: string;
  /** The verifier key that signs now. */
  readonly key: string;
  readonly frontier: Frontier;
  readonly sources: ReadonlyMap<string, SourceHead>;
  /** Size of the newest checkpoint. */
  readonly notedSize: number;
}

interface HeadRow {
  readonly log: string;
  readonly origin: string;
  readonly key: string;
  readonly size: number;
  readonly frontier: readonly string[];
  readonly sources: Readonly<Record<string, SourceHead>>;
  readonly noted_size: number;
}

/** All logs; for what the daemon does by itself. */
export const ALL_LOGS = '*';

/**
 * The logs that the rest of the transaction sees: one, or all. Row security shows none to a
 * transaction that does not say.
 */
export async function enterScope(transaction: Knex, scope: string): Promise<void> {
  await transaction.raw(`select set_config('leitstand.scope', ?, true)`, [scope]);
}

/** As `enterScope` for all, with partitions for what is sealed now: the month's and the next. */
export async function enterToAppend(transaction: Knex, at: number): Promise<void> {
  await transaction.raw(
    `select set_config('leitstand.scope', '${ALL_LOGS}', true), ledger_make_room(?)`,
    [at],
  );
}

/** Opens those that are not there; who comes second waits for the first. Sorted, as `lockHeads`. */
export async function addHeads(
  transaction: Knex,
  fresh: readonly Pick<LogHead, 'log' | 'origin' | 'key'>[],
): Promise<void> {
  await transaction.raw(
    `insert into ledger_heads (log, origin, key, size, frontier, sources)
     select log, origin, key, 0, '[]', '{}' from json_to_recordset(?::json)
       as fresh (log text, origin text, key text)
     where not exists (select from ledger_heads as h where h.log = fresh.log)
     on conflict do nothing`,
    [JSON.stringify(fresh)],
  );
}

/** Locks the rows until the transaction ends, in one order for all: nobody waits crosswise. */
export async function lockHeads(transaction: Knex, logs: readonly string[]): Promise<LogHead[]> {
  const { rows } = await transaction.raw(
    'select * from ledger_heads where log = any(?) order by log collate "C" for update',
    [[...logs]],
  );
  return rows.map(headOf);
}

export async function saveHeads(transaction: Knex, heads: readonly LogHead[]): Promise<void> {
  const rows = heads.map(({ log, key, frontier, sources, notedSize }) => ({
    ...{ log, key, size: frontier.size, frontier: frontier.hashes },
    ...{ sources: Object.fromEntries(sources), noted_size: notedSize },
  }));
  await transaction.raw(
    `update ledger_heads as h set key = now.key, size = now.size, frontier = now.frontier,
       sources = now.sources, noted_size = now.noted_size
     from json_populate_recordset(null::ledger_heads, ?::json) as now where h.log = now.log`,
    [JSON.stringify(rows)],
  );
}

export const headOf = (row: HeadRow): LogHead => ({
  ...{ log: row.log, origin: row.origin, key: row.key, notedSize: row.noted_size },
  frontier: { size: row.size, hashes: row.frontier },
  sources: new Map(Object.entries(row.sources)),
});
