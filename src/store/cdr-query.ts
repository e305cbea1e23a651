import type { Knex } from 'knex';
import { CodedError } from '../port/coded-error';
import type { CdrFilter } from '../port/stores';

/** A row of `calls`, as this store reads it. */
export interface CallRow {
  readonly [column: string]: unknown;
  readonly client_id: string;
  readonly call_id: string;
  readonly offered_at: number;
}

/** Calls that the filter lets through, newest first, from behind the cursor on. */
export function callsOf(db: Knex, filter: CdrFilter, after: CursorPlace | null): Knex.QueryBuilder {
  const query = db('calls').orderBy([
    { column: 'offered_at', order: 'desc' },
    { column: 'call_id', order: 'desc' },
  ]);
  if (filter.from !== undefined) query.where('offered_at', '>=', filter.from);
  if (filter.to !== undefined) query.where('offered_at', '<', filter.to);
  if (filter.queueId !== undefined) query.where('queue_id', filter.queueId);
  if (filter.agentId !== undefined) query.where('agent_id', filter.agentId);
  if (filter.campaignId !== undefined) {
    query.whereRaw("attempt ->> 'campaignId' = ?", [filter.campaignId]);
  }
  if (filter.result !== undefined) query.where('result', filter.result);
  if (after) query.whereRaw('(offered_at, call_id) < (?, ?)', [after.offeredAt, after.callId]);
  // Whose calls are seen; an empty list of ids sees nothing.
  if (filter.clientIds) query.whereIn('client_id', [...filter.clientIds]);
  if (filter.providerIds) query.whereIn('provider_id', [...filter.providerIds]);
  return query;
}

/** The last call of a page. Calls that are recorded meanwhile move nothing behind it. */
export interface CursorPlace {
  readonly offeredAt: number;
  readonly callId: string;
}

export const cursorOf = ({ offeredAt, callId }: CursorPlace): string =>
  Buffer.from(JSON.stringify([offeredAt, callId])).toString('base64url');

/** Throws BAD_CURSOR. */
export function placeOf(cursor: string): CursorPlace {
  try {
    const [offeredAt, callId] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isText = typeof callId === 'string' && /^[\x20-\x7e]{1,200}$/.test(callId);
    if (Number.isSafeInteger(offeredAt) && isText) {
      return { offeredAt, callId };
    }
  } catch {
    // Falls through to the one refusal.
  }
  throw new CodedError(
    'BAD_CURSOR',
    'The cursor is none that this list gave out.',
    'Ask without a cursor, and go on with the `next` of each page.',
  );
}
