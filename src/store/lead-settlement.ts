import type { Knex } from 'knex';
import type { AttemptEnded, LeadReturned, OutboxEntry } from '../port/stores';
import type { LeafIndexOf, Row } from './record-rows';
import { storable } from './storable';
import { RowFault } from './store-error';

interface Settled {
  readonly clientId: string;
  readonly body: AttemptEnded | LeadReturned;
  readonly leafIndex: number | null;
}

/**
 * Writes attempts down and gives leads back to their lists, in the transaction of the batch. What
 * is delivered twice is applied once: an attempt by its id, a lead by the batch that claimed it.
 * Throws a RowFault for an entry that does not say whose it is.
 */
export async function settleLeads(
  db: Knex,
  entries: readonly OutboxEntry[],
  leafIndexOf: LeafIndexOf,
): Promise<void> {
  const settled = entries.flatMap((entry) => settledOf(entry, leafIndexOf));
  if (settled.length === 0) return;
  const attempts = settled.flatMap(attemptRow);
  if (attempts.length > 0) await db.raw(ADD_ATTEMPTS, { rows: storable(attempts) });
  const rows = storable(settled.map(settledRow));
  await db.raw(ADD_LANES, { rows });
  await db.raw(GIVE_BACK, { rows });
}

function settledOf(entry: OutboxEntry, leafIndexOf: LeafIndexOf): Settled[] {
  const { body, clientId } = entry;
  if (body.type !== 'attempt.ended' && body.type !== 'lead.returned') return [];
  if (clientId === undefined) throw new RowFault('a lead without a client');
  if (!/^\d{1,18}$/.test(body.leadId)) throw new RowFault('a lead that no list has');
  return [{ clientId, body, leafIndex: leafIndexOf(entry) }];
}

function attemptRow({ clientId, body, leafIndex }: Settled): Row[] {
  if (body.type !== 'attempt.ended') return [];
  const { attemptId, campaignId, listId, leadId, number, at, result, batch } = body;
  return [
    {
      ...{ client_id: clientId, attempt_id: attemptId, campaign_id: campaignId },
      ...{ list_id: listId, lead_id: leadId, number, at, result, batch },
      ...{ agent_id: body.agentId ?? null, call_id: body.callId ?? null },
      ...{ is_drop: body.isDrop ?? false, by_agent: body.byAgent ?? false },
      leaf_index: leafIndex,
    },
  ];
}

function settledRow({ clientId, body: { leadId, batch, next } }: Settled): Row {
  const lead = { client_id: clientId, lead_id: leadId, batch, state: next.state };
  if (next.state === 'done') return { ...lead, done_reason: next.reason };
  const { at, nextNumber, callback } = next;
  const promise = callback && { callback_at: at, callback_agent: callback.agentId ?? null };
  return { ...lead, at, next_number: nextNumber, ...promise };
}

const ADD_ATTEMPTS = `
with added as (
  insert into attempts select * from json_populate_recordset(null::attempts, :rows::json)
  on conflict do nothing returning client_id, lead_id
)
update leads as l set attempts_total = attempts_total + fresh.count
from (select client_id, lead_id, count(*) as count from added group by 1, 2) as fresh
where l.client_id = fresh.client_id and l.lead_id = fresh.lead_id`;

const GIVEN = `json_to_recordset(:rows::json) as given (client_id text, lead_id bigint,
  batch bigint, state text, done_reason text, at bigint, next_number smallint,
  callback_at bigint, callback_agent text)`;

/** The next number may be one in another zone. */
const ADD_LANES = `
insert into lead_lanes (client_id, campaign_id, list_id, priority, zone)
select distinct l.client_id, l.campaign_id, l.list_id, l.priority,
  l.numbers -> given.next_number ->> 'zone'
from ${GIVEN} join leads as l on l.client_id = given.client_id and l.lead_id = given.lead_id
where l.numbers -> given.next_number ->> 'zone' is not null
  and not exists (select from lead_lanes as lane
    where lane.client_id = l.client_id and lane.campaign_id = l.campaign_id
      and lane.list_id = l.list_id and lane.priority = l.priority
      and lane.zone = l.numbers -> given.next_number ->> 'zone')
on conflict do nothing`;

/**
 * A number that the lead does not have, or no longer has, leaves it with the one it had. Who was
 * never called is new still, for lists that want those first, or last.
 */
const GIVE_BACK = `
update leads as l set
  state = case when given.state = 'waiting' and l.attempts_total = 0
    and given.callback_at is null then 'new' else given.state end,
  claim_batch = null,
  done_reason = given.done_reason,
  next_attempt_at = coalesce(given.at, l.next_attempt_at),
  next_number = case when lane.lane_id is null then l.next_number else given.next_number end,
  lane_id = coalesce(lane.lane_id, l.lane_id),
  callback_at = given.callback_at,
  callback_agent = given.callback_agent
from ${GIVEN}
join leads as held on held.client_id = given.client_id and held.lead_id = given.lead_id
left join lead_lanes as lane on lane.client_id = held.client_id
  and lane.campaign_id = held.campaign_id and lane.list_id = held.list_id
  and lane.priority = held.priority and lane.zone = held.numbers -> given.next_number ->> 'zone'
where l.client_id = given.client_id and l.lead_id = given.lead_id
  and l.state = 'claimed' and l.claim_batch = given.batch`;
