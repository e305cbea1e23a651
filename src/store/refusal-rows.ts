import type { Knex } from 'knex';
import type { OutboxEntry } from '../port/stores';
import type { LeafIndexOf, Row } from './record-rows';
import { storable } from './storable';
import { RowFault } from './store-error';

/**
 * Writes down who refused, in the transaction of the batch; what is delivered twice is there once.
 * Throws a RowFault for an entry that does not say whose it is.
 */
export async function addRefusals(
  db: Knex,
  entries: readonly OutboxEntry[],
  leafIndexOf: LeafIndexOf,
): Promise<void> {
  const rows = entries.flatMap((entry) =>
    refusalRow(entry).map((row) => ({ ...row, leaf_index: leafIndexOf(entry) })),
  );
  if (rows.length === 0) return;
  await db.raw(
    `insert into refusals
     select * from json_populate_recordset(null::refusals, :rows::json) on conflict do nothing`,
    { rows: storable(rows) },
  );
}

function refusalRow({ body, clientId, at }: OutboxEntry): Row[] {
  if (body.type !== 'refusal.noted') return [];
  if (clientId === undefined) throw new RowFault('a refusal without a client');
  const { campaignId, leadId, number, callId, agentId, reason } = body;
  if (!/^\d{1,18}$/.test(leadId)) throw new RowFault('a refusal of a lead that no list has');
  return [
    {
      ...{ client_id: clientId, lead_id: leadId, at, call_id: callId },
      ...{ campaign_id: campaignId, number, agent_id: agentId, reason },
    },
  ];
}

/** By lead: when it refused last (ms, UTC). */
export async function refusalsOf(
  db: Knex,
  clientId: string,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (leadIds.length === 0) return new Map();
  const { rows } = await db.raw(
    `select lead_id, max(at) as at from refusals
     where client_id = :clientId and lead_id = any(:leadIds::bigint[]) group by lead_id`,
    { clientId, leadIds: [...leadIds] },
  );
  return new Map(rows.map((row: { lead_id: number; at: number }) => [row.lead_id, row.at]));
}
