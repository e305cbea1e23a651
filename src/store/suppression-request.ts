import type { Knex } from 'knex';
import type { OutboxEntry } from '../port/stores';
import type { Row } from './record-rows';
import { storable } from './storable';
import { RowFault } from './store-error';

/**
 * Puts numbers that agents and callers asked for on the client's do-not-call list, in the
 * transaction of the batch. One that is on it, by an earlier delivery or by somebody else, stays
 * with what was said first. Throws a RowFault for an entry that does not say whose it is.
 */
export async function addRequested(db: Knex, entries: readonly OutboxEntry[]): Promise<void> {
  const rows = entries.flatMap(requestRow);
  if (rows.length === 0) return;
  await db.raw(
    `insert into suppressions
     select * from json_populate_recordset(null::suppressions, :rows::json) on conflict do nothing`,
    { rows: storable(rows) },
  );
}

function requestRow({ body, clientId, at }: OutboxEntry): Row[] {
  if (body.type !== 'suppression.requested') return [];
  // Without one it would be a number that nobody may call.
  if (!clientId) throw new RowFault('a number not to be called without a client');
  const { number, reason, by, agentId } = body;
  const added_by = agentId === undefined ? by : `agent:${agentId}`;
  const added = { reason, source: by, added_at: at, added_by };
  return [{ client_id: clientId, campaign_id: '', number, ...added }];
}
