import type { Knex } from 'knex';
import type { SealedEntry } from '../ledger/entry';
import { settleLeads } from './lead-settlement';
import type { LeafIndexes } from './ledger/sequencer';
import type { DeliveredEntry } from './outbox-line';
import { type LeafIndexOf, type RecordRows, type Row, rowsOf } from './record-rows';
import { addRefusals } from './refusal-rows';
import { storable } from './storable';
import { addRequested } from './suppression-request';

/**
 * A conflict that says "delivered before", and no other: another record of the same call is not
 * passed over but refused, so that nothing vanishes.
 */
const SAME: Readonly<Record<keyof RecordRows, string>> = {
  calls: 'on constraint calls_fact',
  segments: '(client_id, call_id, ordinal)',
  party_intervals: '(client_id, call_id, ordinal)',
  supplements: '(client_id, engine_id, epoch, seq, fact_index)',
};

const TABLES = ['calls', 'segments', 'party_intervals', 'supplements'] as const;

/** Appends to the logs, in the transaction, and tells where each entry stands. */
export type AppendSealed = (
  transaction: Knex,
  entries: readonly SealedEntry[],
) => Promise<LeafIndexes>;

/**
 * Appends the entries to their logs and writes their rows in one transaction, settles the leads
 * among them, and adds to the do-not-call lists what was asked for and to refusals who said no;
 * what is there stays as it is. Rejects with the driver's error, with a RowFault, or as the
 * sequencer does.
 */
export async function writeRecords(
  db: Knex,
  entries: readonly DeliveredEntry[],
  append?: AppendSealed,
): Promise<void> {
  await db.transaction(async (transaction) => {
    const sealed = entries.flatMap((entry) => entry.sealed ?? []);
    const leaves = await append?.(transaction, sealed);
    const leafIndexOf: LeafIndexOf = (entry: DeliveredEntry) =>
      (entry.sealed && leaves?.get(entry.sealed)) ?? null;
    const rows = rowsOf(entries, leafIndexOf);
    for (const table of TABLES) await insert(transaction, table, rows[table]);
    await settleLeads(transaction, entries, leafIndexOf);
    await addRequested(transaction, entries);
    await addRefusals(transaction, entries, leafIndexOf);
  });
}

/** One parameter whatever the number of rows: the protocol ends at 65,535 of them. */
async function insert(db: Knex, table: keyof RecordRows, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await db.raw(
    `insert into ${table} (${columns})
     select ${columns} from json_populate_recordset(null::${table}, ?::json)
     on conflict ${SAME[table]} do nothing`,
    [storable(rows)],
  );
}
