import type { Knex } from 'knex';
import type { CallRecord, PartyInterval, RecordSupplement, Segment } from '../port/call-record';
import type { CdrFilter, CdrPage, CdrStore } from '../port/stores';
import { type CallRow, callsOf, cursorOf, placeOf } from './cdr-query';
import { orStoreDown } from './store-error';

type ChildRow = { readonly call_id: string; readonly [column: string]: unknown };

/** Reads call detail records as the outbox wrote them. */
export class SqlCdrStore implements CdrStore {
  constructor(private readonly db: Knex) {}

  async list(filter: CdrFilter, limit: number, cursor?: string): Promise<CdrPage> {
    const after = cursor === undefined ? null : placeOf(cursor);
    return orStoreDown(
      this.snapshot(async (db) => {
        const rows: CallRow[] = await callsOf(db, filter, after).limit(limit + 1);
        const records = await withParts(db, rows.slice(0, limit));
        const last = records.at(-1);
        return rows.length > limit && last ? { records, next: cursorOf(last) } : { records };
      }),
    );
  }

  async find(
    callId: string,
  ): Promise<{ record: CallRecord; supplements: readonly RecordSupplement[] } | null> {
    return orStoreDown(
      this.snapshot(async (db) => {
        const rows: CallRow[] = await db('calls').where('call_id', callId).limit(1);
        const [record] = await withParts(db, rows);
        return record ? { record, supplements: await supplementsOf(db, record) } : null;
      }),
    );
  }

  /** A record and its parts are seen as of one moment. */
  private snapshot<T>(read: (db: Knex) => Promise<T>): Promise<T> {
    return this.db.transaction(read, { isolationLevel: 'repeatable read', readOnly: true });
  }
}

/** Records with their segments and parties. */
export async function withParts(db: Knex, calls: readonly CallRow[]): Promise<CallRecord[]> {
  if (calls.length === 0) return [];
  const segments = byCall(await partsOf(db, 'segments', calls));
  const parties = byCall(await partsOf(db, 'party_intervals', calls));
  return calls.map((call) =>
    recordOf(call, segments.get(call.call_id) ?? [], parties.get(call.call_id) ?? []),
  );
}

const partsOf = async (
  db: Knex,
  table: 'segments' | 'party_intervals',
  calls: readonly CallRow[],
): Promise<ChildRow[]> =>
  db(table)
    .whereRaw('(client_id, call_id) in (select * from unnest(?::text[], ?::text[]))', [
      calls.map((call) => call.client_id),
      calls.map((call) => call.call_id),
    ])
    .orderBy(['call_id', 'ordinal']);

async function supplementsOf(
  db: Knex,
  { clientId, callId }: CallRecord,
): Promise<RecordSupplement[]> {
  const rows: { document: RecordSupplement }[] = await db('supplements')
    .where({ client_id: clientId, call_id: callId })
    .orderBy(['at', 'epoch', 'seq', 'fact_index'])
    .select('document');
  return rows.map((row) => row.document);
}

function byCall(rows: readonly ChildRow[]): Map<string, ChildRow[]> {
  const found = new Map<string, ChildRow[]>();
  for (const row of rows) {
    const same = found.get(row.call_id);
    if (same) same.push(row);
    else found.set(row.call_id, [row]);
  }
  return found;
}

function recordOf(
  call: CallRow,
  segments: readonly ChildRow[],
  parties: readonly ChildRow[],
): CallRecord {
  const { record_schema, raw_q850, raw_sip, raw_text, variables, ...columns } = call;
  const raw = present({ q850: raw_q850, sip: raw_sip, text: raw_text });
  const own = without(columns, ['engine_id', 'epoch', 'seq', 'fact_index', 'leaf_index']);
  return {
    schema: record_schema,
    ...camel(own),
    ...(Object.keys(raw).length > 0 ? { raw } : {}),
    variables,
    segments: segments.map(segmentOf),
    parties: parties.map(partyOf),
  } as unknown as CallRecord;
}

const segmentOf = (row: ChildRow): Segment => {
  const { ordinal, ...columns } = without(row, ['client_id', 'call_id']);
  return { index: ordinal, ...camel(columns) } as unknown as Segment;
};

const partyOf = (row: ChildRow): PartyInterval =>
  camel(without(row, ['client_id', 'call_id', 'ordinal'])) as unknown as PartyInterval;

type Columns = Readonly<Record<string, unknown>>;

const without = (row: Columns, names: readonly string[]): Columns =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

/** A column that is null is a field that is absent. */
const present = (row: Columns): Columns =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

const camel = (row: Columns): Columns =>
  Object.fromEntries(
    Object.entries(present(row)).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
