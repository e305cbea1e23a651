import type { Knex } from 'knex';
import {
  type CallSums,
  type ReportGroup,
  SUM_NAMES,
  type SumName,
  type SumQuery,
  type SumRow,
} from '../../report/call-sums';
import { orStoreDown } from '../store-error';

/** As the regulations of the US count: from the answer to the agent. */
const CONNECT_LIMIT_MS = 2000;

const GROUP_SQL: Readonly<Record<ReportGroup, string>> = {
  queue: 'queue_id',
  provider: 'provider_id',
  agent: 'agent_id',
  campaign: 'campaign_id',
  list: 'list_id',
};

/** Calls that say nothing of the group are left out, but where they lack a queue or an agent. */
const OF_GROUP: Readonly<Record<ReportGroup, string>> = {
  queue: 'queued_at is not null',
  provider: 'provider_id is not null',
  agent: 'agent_id is not null',
  campaign: 'campaign_id is not null',
  list: 'list_id is not null',
};

const count = (condition: string): string => `count(*) filter (where ${condition})`;
const total = (column: string, condition: string): string =>
  `coalesce(sum(${column}) filter (where ${condition}), 0)`;

const OFFERED = `direction = 'inbound' and queued_at is not null`;
const ANSWERED = `${OFFERED} and connected_at is not null`;
const ABANDONED = `${OFFERED} and result = 'abandoned'`;
/** A machine that an agent heard is no person. */
const HEARD = `campaign_id is not null and connected_at is not null`;
const LIVE = `${HEARD} and attempt_result is distinct from 'machine'`;
const IN_TIME = `connected_at - answered_at <= ${CONNECT_LIMIT_MS}`;

const SUMS: Readonly<Record<SumName, string>> = {
  calls: count('call_id is not null'),
  offered: count(OFFERED),
  answered: count(ANSWERED),
  abandoned: count(ABANDONED),
  answeredInTime: count(`${ANSWERED} and queue_ms <= :thresholdMs`),
  abandonedInTime: count(`${ABANDONED} and queue_ms <= :thresholdMs`),
  waitAnsweredMs: total('queue_ms', ANSWERED),
  waitMaxMs: `coalesce(max(queue_ms) filter (where ${OFFERED}), 0)`,
  handled: count('connected_at is not null'),
  talkMs: total('talk_ms', 'connected_at is not null'),
  holdMs: total('hold_ms', 'connected_at is not null'),
  wrapMs: total('wrap_ms', 'connected_at is not null'),
  attempts: count('campaign_id is not null'),
  reached: count('campaign_id is not null and answered_at is not null'),
  liveInTime: count(`${LIVE} and ${IN_TIME}`),
  liveLate: count(`${LIVE} and not (${IN_TIME})`),
  dropped: count(`campaign_id is not null and result = 'dropped'`),
  machines: count(`campaign_id is not null and result = 'machine'`),
  machinesToAgents: count(`${HEARD} and attempt_result = 'machine'`),
  humansToAgents: count(LIVE),
};

/** One row for each call, and one for each attempt that never became one. */
const ONE = `
select c.call_id, c.offered_at as at, c.direction, c.queue_id, c.provider_id, c.agent_id,
  c.attempt ->> 'campaignId' as campaign_id, c.attempt ->> 'listId' as list_id, c.queued_at,
  c.answered_at, c.connected_at, c.queue_ms, c.talk_ms, c.hold_ms, c.result,
  a.result as attempt_result, coalesce(w.wrap_ms, 0) as wrap_ms
from calls as c
left join attempts as a on a.client_id = c.client_id
  and a.attempt_id = c.attempt ->> 'attemptId' and a.leaf_index < :size
left join (
  select call_id,
    sum((document ->> 'endedAt')::bigint - (document ->> 'startedAt')::bigint) as wrap_ms
  from supplements
  where client_id = :clientId and kind = 'wrap-up' and leaf_index < :size and at >= :from
  group by call_id
) as w on w.call_id = c.call_id
where c.client_id = :clientId and c.offered_at >= :from and c.offered_at < :to
  and c.leaf_index < :size
union all
select null, at, 'outbound', null, null, agent_id, campaign_id, list_id, null, null, null, 0, 0, 0,
  result, result, 0
from attempts
where client_id = :clientId and at >= :from and at < :to and leaf_index < :size
  and call_id is null`;

/**
 * The sums of a client's calls by interval and group, of what the log held at that size. Rejects
 * with STORE_DOWN.
 */
export async function callSums(db: Knex, query: SumQuery): Promise<readonly SumRow[]> {
  const { bounds, group, providerId = null, agentId = null, ...rest } = query;
  const sums = SUM_NAMES.map((name) => `${SUMS[name]} as "${name}"`).join(',\n  ');
  const { rows } = await orStoreDown(
    db.raw(
      `select width_bucket(at, :bounds::bigint[]) - 1 as "intervalIndex",
         ${GROUP_SQL[group]} as "group", ${sums}
       from (${ONE}) as one
       where ${OF_GROUP[group]} and (:providerId::text is null or provider_id = :providerId)
         and (:agentId::text is null or agent_id = :agentId)
       group by 1, 2`,
      { ...rest, bounds, providerId, agentId, from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0 },
    ),
  );
  return rows.map(sumRow);
}

/** SQL's sums of bigint are numerics, which come as text. */
function sumRow(row: Readonly<Record<string, unknown>>): SumRow {
  const sums = Object.fromEntries(SUM_NAMES.map((name) => [name, Number(row[name])]));
  const { intervalIndex, group } = row;
  return {
    intervalIndex: Number(intervalIndex),
    group: group === null ? null : String(group),
    sums: sums as CallSums,
  };
}
