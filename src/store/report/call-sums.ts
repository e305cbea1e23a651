import type { Knex } from 'knex';
import { CodedError } from '../../port/coded-error';
import {
  type CallSums,
  type ReportGroup,
  SUM_NAMES,
  type SumName,
  type SumQuery,
  type SumRow,
} from '../../report/call-sums';
import { orStoreDown } from '../store-error';

/** More than anybody reads, and few enough to be printed beside calls. */
const ROWS_MAX = 10_000;
/** A wrap-up is told at its end: so long after the last call of a span it still belongs to it. */
const LATEST_WRAP_UP_MS = 86_400_000;
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
/** What an agent chose to call is no part of any rate of dropped calls. */
const DIALED = `campaign_id is not null and not by_agent`;
/** A machine that an agent heard is no person. */
const HEARD = `${DIALED} and connected_at is not null`;
const LIVE = `${HEARD} and attempt_result is distinct from 'machine'`;
const IN_TIME = `connected_at - answered_at <= ${CONNECT_LIMIT_MS}`;

const SUMS: Readonly<Record<SumName, string>> = {
  calls: count('call_id is not null'),
  offered: count(OFFERED),
  answered: count(ANSWERED),
  abandoned: count(ABANDONED),
  answeredInTime: count(`${ANSWERED} and wait_ms <= :thresholdMs`),
  abandonedInTime: count(`${ABANDONED} and wait_ms <= :thresholdMs`),
  waitAnsweredMs: total('wait_ms', ANSWERED),
  waitMaxMs: `coalesce(max(wait_ms) filter (where ${OFFERED}), 0)`,
  handled: count('connected_at is not null'),
  talkMs: total('talk_ms', 'connected_at is not null'),
  holdMs: total('hold_ms', 'connected_at is not null'),
  wrapMs: total('wrap_ms', 'connected_at is not null'),
  attempts: count(DIALED),
  reached: count(`${DIALED} and answered_at is not null`),
  liveInTime: count(`${LIVE} and ${IN_TIME}`),
  liveLate: count(`${LIVE} and not (${IN_TIME})`),
  dropped: count(`${DIALED} and is_drop`),
  machines: count(`${DIALED} and connected_at is null and attempt_result = 'machine'`),
  machinesToAgents: count(`${HEARD} and attempt_result = 'machine'`),
  humansToAgents: count(LIVE),
};

/** One row for each call, and one for each attempt that never became one. */
const ONE = `
select c.call_id, c.offered_at as at, c.direction, c.queue_id, c.provider_id, c.agent_id,
  c.attempt ->> 'campaignId' as campaign_id, c.attempt ->> 'listId' as list_id, c.queued_at,
  c.answered_at, c.connected_at, c.talk_ms, c.hold_ms, c.result,
  coalesce(c.connected_at, c.ended_at) - c.queued_at as wait_ms,
  coalesce(a.result, c.result) as attempt_result, coalesce(a.by_agent, false) as by_agent,
  coalesce(a.is_drop, a.result = 'dropped', c.result = 'dropped') as is_drop,
  coalesce(w.wrap_ms, 0) as wrap_ms
from calls as c
left join attempts as a on a.client_id = c.client_id
  and a.attempt_id = c.attempt ->> 'attemptId' and a.leaf_index < :size
left join (
  select call_id,
    sum((document ->> 'endedAt')::bigint - (document ->> 'startedAt')::bigint) as wrap_ms
  from supplements
  where client_id = :clientId and kind = 'wrap-up' and leaf_index < :size
    and at >= :from and at < :to::bigint + ${LATEST_WRAP_UP_MS}
  group by call_id
) as w on w.call_id = c.call_id
where c.client_id = :clientId and c.offered_at >= :from and c.offered_at < :to
  and c.leaf_index < :size
union all
select null, at, 'outbound', null, null, agent_id, campaign_id, list_id, null, null, null, 0, 0,
  result, 0, result, coalesce(by_agent, false), coalesce(is_drop, result = 'dropped'), 0
from attempts
where client_id = :clientId and at >= :from and at < :to and leaf_index < :size
  and not exists (
    select from calls as c where c.client_id = attempts.client_id and c.call_id = attempts.call_id
      and c.leaf_index < :size)`;

/**
 * The sums of a client's calls by interval and group, of what the log held at that size. Rejects
 * with STORE_DOWN or REPORT_TOO_LONG.
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
       group by 1, 2 limit ${ROWS_MAX + 1}`,
      { ...rest, bounds, providerId, agentId, from: bounds[0] ?? 0, to: bounds.at(-1) ?? 0 },
    ),
  );
  if (rows.length > ROWS_MAX) {
    throw new CodedError(
      'REPORT_TOO_LONG',
      `The report would have more than ${ROWS_MAX} rows.`,
      'Ask for longer intervals or for less time.',
    );
  }
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
