import type { Knex } from 'knex';
import type { RecordingSupplement } from '../port/call-record';
import type { RecordingFilter, RecordingStore, StoredRecording } from '../port/stores';
import type { CallRow } from './cdr-query';
import { withParts } from './cdr-store';
import { orStoreDown } from './store-error';

interface RecordingRow {
  readonly call_id: string;
  readonly document: RecordingSupplement;
}

/** Reads recordings as supplements of their calls, with the calls. */
export class SqlRecordingStore implements RecordingStore {
  constructor(private readonly db: Knex) {}

  list(filter: RecordingFilter, limit: number): Promise<readonly StoredRecording[]> {
    return this.read((db) => recordingsOf(db, filter).limit(limit));
  }

  async find(recordingId: string): Promise<StoredRecording | null> {
    const found = await this.read((db) =>
      recordingsOf(db, {}).whereRaw("s.document ->> 'recordingId' = ?", [recordingId]).limit(1),
    );
    return found[0] ?? null;
  }

  /** Recordings and calls are seen as of one moment. */
  private read(query: (db: Knex) => Knex.QueryBuilder): Promise<readonly StoredRecording[]> {
    const work = async (db: Knex): Promise<readonly StoredRecording[]> => {
      const rows: RecordingRow[] = await query(db);
      const callIds = [...new Set(rows.map((row) => row.call_id))];
      const calls: CallRow[] = await db('calls').whereIn('call_id', callIds);
      const records = new Map((await withParts(db, calls)).map((one) => [one.callId, one]));
      return rows.flatMap(({ call_id, document: recording }) => {
        const record = records.get(call_id);
        return record ? [{ record, recording }] : [];
      });
    };
    const asOf = { isolationLevel: 'repeatable read', readOnly: true } as const;
    return orStoreDown(this.db.transaction(work, asOf));
  }
}

/** Recordings that the filter lets through, those of the newest calls first. */
function recordingsOf(db: Knex, filter: RecordingFilter): Knex.QueryBuilder {
  const query = db('supplements as s')
    .join('calls as c', (on) => on.on('c.client_id', 's.client_id').andOn('c.call_id', 's.call_id'))
    .where('s.kind', 'recording')
    .orderBy([
      { column: 'c.offered_at', order: 'desc' },
      { column: 's.seq', order: 'desc' },
    ])
    .select('s.call_id', 's.document');
  if (filter.from !== undefined) query.where('c.offered_at', '>=', filter.from);
  if (filter.to !== undefined) query.where('c.offered_at', '<', filter.to);
  if (filter.callId !== undefined) query.where('s.call_id', filter.callId);
  if (filter.agentId !== undefined) {
    query.whereRaw("s.document ->> 'agentId' = ?", [filter.agentId]);
  }
  // Whose recordings are seen; an empty list of ids sees nothing.
  if (filter.clientIds) query.whereIn('s.client_id', [...filter.clientIds]);
  if (filter.providerIds) {
    query.whereRaw("s.document ->> 'providerId' = any(?)", [[...filter.providerIds]]);
  }
  return query;
}
