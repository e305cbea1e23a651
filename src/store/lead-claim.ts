import type { Knex } from 'knex';
import { mix, shareByWeight } from './list-mix';

/** Which leads are wanted. */
export interface ClaimOrder {
  readonly clientId: string;
  readonly campaignId: string;
  readonly count: number;
  /** ms since the epoch (UTC): leads that are due by then. */
  readonly at: number;
  /** IANA names of the zones in which the campaign may call now; others are passed over. */
  readonly zones: readonly string[];
  /** The last batch that the engine has had: this one's number is above it. Absent: none. */
  readonly afterBatch?: number;
  /**
   * callbacks: only leads that were promised a call by now. wake: no empty batch, which would only
   * say again that there is nothing. Absent or fill: whatever is next.
   */
  readonly kind?: 'fill' | 'callbacks' | 'wake';
}

/** A lead as it stands in SQL. */
export interface LeadRow {
  readonly lead_id: number;
  readonly list_id: string;
  readonly priority: number;
  readonly next_number: number;
  readonly attempts_total: number;
  readonly numbers: readonly { number: string; role: string; zone: string }[];
  readonly consent: { kind: string; givenAt: number; expiresAt?: number; evidence: string } | null;
  readonly callback_at: number | null;
  readonly callback_agent: string | null;
  readonly fields: Record<string, string> | null;
  readonly external_key: string | null;
  readonly audience: 'consumer' | 'business' | null;
}

interface ListRow {
  readonly list_id: string;
  readonly weight: number;
  readonly priority: number;
  readonly lead_order: 'retries-first' | 'new-first';
}

const COLUMNS = `l.lead_id, l.list_id, l.priority, l.next_number, l.attempts_total, l.numbers,
  l.consent, l.callback_at, l.callback_agent, l.fields, l.external_key, l.audience`;

/**
 * Claims the next leads for a batch and returns them, the next one first: callbacks that are due,
 * then the lists of the highest priority mixed by weight, then those of the next priority. Leads
 * that another transaction holds are passed over.
 */
export async function claimRows(db: Knex, order: ClaimOrder, batch: number): Promise<LeadRow[]> {
  const lists: ListRow[] = await db('dial_lists')
    .where({ client_id: order.clientId, campaign_id: order.campaignId, active: true })
    .orderBy([{ column: 'priority', order: 'desc' }, 'list_id'])
    .select('list_id', 'weight', 'priority', 'lead_order');
  const found = await claimCallbacks(db, { order, lists, batch });
  if (order.kind === 'callbacks') return found;
  for (const priority of new Set(lists.map((list) => list.priority))) {
    const count = order.count - found.length;
    if (count <= 0) break;
    const same = lists.filter((list) => list.priority === priority);
    found.push(...(await claimTier(db, { order: { ...order, count }, lists: same, batch })));
  }
  return found;
}

/** Lists of one priority, and what is wanted of them together. */
interface Tier {
  readonly order: ClaimOrder;
  readonly lists: readonly ListRow[];
  readonly batch: number;
}

/** A list that has too few is made up for by the others. */
async function claimTier(db: Knex, { order, lists, batch }: Tier): Promise<LeadRow[]> {
  const found = new Map<string, LeadRow[]>(lists.map((list) => [list.list_id, []]));
  let open = lists;
  for (let missing = order.count; missing > 0 && open.length > 0; ) {
    const shares = shareByWeight(missing, open, batch);
    const exhausted = new Set<string>();
    for (const [index, list] of open.entries()) {
      const count = shares[index] ?? 0;
      if (count === 0) continue;
      const rows = await claimOfList(db, { order: { ...order, count }, lists: [list], batch });
      found.get(list.list_id)?.push(...rows);
      missing -= rows.length;
      if (rows.length < count) exhausted.add(list.list_id);
    }
    open = open.filter((list) => !exhausted.has(list.list_id));
  }
  return mix([...found.values()]);
}

/** Leads of one list: by priority, then as the list says, then those that are due longest. */
async function claimOfList(db: Knex, { order, lists, batch }: Tier): Promise<LeadRow[]> {
  const [list] = lists;
  const isNewFirst = list?.lead_order === 'new-first';
  const bindings = {
    ...{ ...order, zones: [...order.zones], listId: list?.list_id ?? '', batch },
    ...{ waitingTurn: isNewFirst ? 1 : 0, newTurn: isNewFirst ? 0 : 1 },
  };
  const { rows } = await db.raw(CLAIM_OF_LIST, bindings);
  return rows;
}

/**
 * The steps are lazy: a priority, and of it what comes second, is looked at when what stands above
 * did not give enough.
 */
const CLAIM_OF_LIST = `
with step as (
  select priority, turn from (
    select distinct priority from lead_lanes
    where client_id = :clientId and campaign_id = :campaignId and list_id = :listId
      and zone = any(:zones)
  ) as one cross join (values (0), (1)) as turns (turn)
  order by priority desc, turn
),
due as materialized (
  select given.lead_id, step.turn, given.next_attempt_at
  from step cross join lateral (
    select lane_lead.lead_id, lane_lead.next_attempt_at
    from lead_lanes as lane cross join lateral (
      (select lead_id, next_attempt_at from leads
       where step.turn = :waitingTurn and client_id = :clientId and lane_id = lane.lane_id
         and state = 'waiting' and next_attempt_at <= :at
       order by next_attempt_at, lead_id limit :count)
      union all
      (select lead_id, next_attempt_at from leads
       where step.turn = :newTurn and client_id = :clientId and lane_id = lane.lane_id
         and state = 'new' and next_attempt_at <= :at
       order by next_attempt_at, lead_id limit :count)
    ) as lane_lead
    where lane.client_id = :clientId and lane.campaign_id = :campaignId
      and lane.list_id = :listId and lane.zone = any(:zones) and lane.priority = step.priority
    order by lane_lead.next_attempt_at, lane_lead.lead_id limit :count
  ) as given limit :count
),
locked as materialized (
  select l.lead_id, due.turn, due.next_attempt_at as due_at
  from due join leads as l on l.client_id = :clientId and l.lead_id = due.lead_id
  where l.state in ('new', 'waiting') and l.next_attempt_at <= :at
  for update of l skip locked
),
claimed as (
  update leads as l set state = 'claimed', claim_batch = :batch
  from locked where l.client_id = :clientId and l.lead_id = locked.lead_id
  returning ${COLUMNS}, locked.turn, locked.due_at
)
select * from claimed order by priority desc, turn, due_at, lead_id`;

/** Whoever was promised a call at a time comes before all others. */
async function claimCallbacks(db: Knex, { order, lists, batch }: Tier): Promise<LeadRow[]> {
  const listIds = lists.map((list) => list.list_id);
  const bindings = { ...order, zones: [...order.zones], listIds, batch };
  const { rows } = await db.raw(CLAIM_CALLBACKS, bindings);
  return rows;
}

const CLAIM_CALLBACKS = `
with locked as materialized (
  select l.lead_id from leads as l
  where l.client_id = :clientId and l.campaign_id = :campaignId and l.state = 'waiting'
    and l.callback_at is not null and l.next_attempt_at <= :at and l.list_id = any(:listIds)
    and l.numbers -> l.next_number ->> 'zone' = any(:zones)
  order by l.next_attempt_at, l.lead_id limit :count
  for update skip locked
),
claimed as (
  update leads as l set state = 'claimed', claim_batch = :batch
  from locked where l.client_id = :clientId and l.lead_id = locked.lead_id
  returning ${COLUMNS}, l.next_attempt_at
)
select * from claimed order by next_attempt_at, lead_id`;
