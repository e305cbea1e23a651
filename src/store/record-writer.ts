import type { Knex } from 'knex';
import type { OutboxEntry } from '../port/stores';
import { settleLeads } from './lead-settlement';
import { type RecordRows, type Row, rowsOf } from './record-rows';
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

/**
 * Writes the entries' rows in one transaction, settles the leads among them, and adds to the
 * do-not-call lists what was asked for and to refusals who said no; what is there stays as it is.
 * Rejects with the driver's error, or with a RowFault.
 */
export async function writeRecords(db: Knex, entries: readonly OutboxEntry[]): Promise<void> {
  const rows = rowsOf(entries);
  await db.transaction(async (transaction) => {
    for (const table of TABLES) await insert(transaction, table, rows[table]);
    await settleLeads(transaction, entries);
    await addRequested(transaction, entries);
    await addRefusals(transaction, entries);
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
