import type { Knex } from 'knex';
import { orStoreDown } from './store-error';

/** A list of a campaign, as it is served now. */
export interface DialList {
  readonly clientId: string;
  readonly campaignId: string;
  readonly listId: string;
  /** Its part of the hopper among lists of the same priority, 1 to 1000. */
  readonly weight: number;
  /** -100 to 100; a list is served when those above it have nothing to give. */
  readonly priority: number;
  readonly active: boolean;
  readonly leadOrder: 'retries-first' | 'new-first';
  readonly country?: string;
  readonly zone?: string;
  /** That came in since it was made, whatever became of them. */
  readonly leads: number;
  /** ms since the epoch (UTC). */
  readonly createdAt: number;
  /** What has become of them; absent where it was not counted. */
  readonly leadsNow?: LeadsNow;
}

export interface LeadsNow {
  /** New, or to be tried again. */
  readonly remaining: number;
  /** Ready to be called, or being called. */
  readonly inHopper: number;
  readonly done: number;
}

/** What may be changed while the campaign runs; what is not named stays. */
export type ListChange = Partial<Pick<DialList, 'weight' | 'priority' | 'active' | 'leadOrder'>>;

export interface ListChangeRequest {
  readonly clientId: string;
  readonly campaignId: string;
  readonly listId: string;
  readonly change: ListChange;
  readonly reason: string;
  readonly actor: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
}

export interface RefusedImport {
  readonly clientId: string;
  readonly campaignId: string;
  /** Where its leads were to come; there need not be such a list. */
  readonly listId: string;
  readonly importId: string;
  readonly actor: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

interface ListRow {
  readonly client_id: string;
  readonly campaign_id: string;
  readonly list_id: string;
  readonly weight: number;
  readonly priority: number;
  readonly active: boolean;
  readonly lead_order: DialList['leadOrder'];
  readonly country: string | null;
  readonly zone: string | null;
  readonly leads: number;
  readonly created_at: number;
}

/** The lists of campaigns; every change is kept with who made it and why. Rejects: STORE_DOWN. */
export class SqlListStore {
  constructor(private readonly db: Knex) {}

  /** As they are served: the highest priority first. */
  async list(clientId: string, campaignId: string): Promise<readonly DialList[]> {
    const key = { client_id: clientId, campaign_id: campaignId };
    const rows: ListRow[] = await orStoreDown(
      this.db('dial_lists')
        .where(key)
        .orderBy([{ column: 'priority', order: 'desc' }, 'list_id']),
    );
    const counted = await orStoreDown(this.db.raw(COUNT_LEADS, { clientId, campaignId }));
    const counts = new Map<string, Omit<LeadsNow, 'done'>>(
      counted.rows.map((row: { list_id: string; remaining: number; in_hopper: number }) => [
        row.list_id,
        { remaining: row.remaining, inHopper: row.in_hopper },
      ]),
    );
    return rows.map((row) => {
      const { remaining = 0, inHopper = 0 } = counts.get(row.list_id) ?? {};
      const done = Math.max(0, row.leads - remaining - inHopper);
      return { ...listOf(row), leadsNow: { remaining, inHopper, done } };
    });
  }

  /** The list as it is then; null where there is none. Holds from the next claim on. */
  async change(request: ListChangeRequest): Promise<DialList | null> {
    const { clientId, campaignId, listId, change, reason, actor, at } = request;
    const key = { client_id: clientId, campaign_id: campaignId, list_id: listId };
    return orStoreDown(
      this.db.transaction(async (transaction) => {
        const row: ListRow | undefined = await transaction('dial_lists')
          .where(key)
          .forUpdate()
          .first();
        if (!row) return null;
        const { leadOrder, ...rest } = change;
        const columns = { ...rest, ...(leadOrder !== undefined && { lead_order: leadOrder }) };
        if (Object.keys(columns).length === 0) return listOf(row);
        const before = listOf(row);
        const after = { ...before, ...change };
        await transaction('dial_lists').where(key).update(columns);
        await transaction('dial_list_changes').insert({
          ...{ ...key, at, actor, reason },
          ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
        });
        return after;
      }),
    );
  }

  /** Among the changes of the list, of which it changed nothing. */
  async noteRefusedImport(refused: RefusedImport): Promise<void> {
    const { clientId, campaignId, listId, importId, actor, at, code, message } = refused;
    const key = { client_id: clientId, campaign_id: campaignId, list_id: listId };
    const found: ListRow | undefined = await orStoreDown(this.db('dial_lists').where(key).first());
    const before = found ? listOf(found) : null;
    const after = { ...before, refusedImport: { importId, code, message } };
    await orStoreDown(
      this.db('dial_list_changes').insert({
        ...{ ...key, at, actor, reason: `an import was refused: ${code}` },
        ...{ before: JSON.stringify(before), after: JSON.stringify(after) },
      }),
    );
  }
}

/** By indexes alone: what is done with is what is left of those that came in. */
const COUNT_LEADS = `
select list_id, sum(remaining)::bigint as remaining, sum(in_hopper)::bigint as in_hopper from (
  select lane.list_id, 0 as in_hopper,
    (select count(*) from leads where client_id = :clientId and lane_id = lane.lane_id
     and state = 'new') +
    (select count(*) from leads where client_id = :clientId and lane_id = lane.lane_id
     and state = 'waiting') as remaining
  from lead_lanes as lane where lane.client_id = :clientId and lane.campaign_id = :campaignId
  union all
  select list_id, count(*), 0 from leads
  where client_id = :clientId and campaign_id = :campaignId and state = 'claimed'
  group by list_id
) as counted group by list_id`;

const listOf = (row: ListRow): DialList => ({
  ...{ clientId: row.client_id, campaignId: row.campaign_id, listId: row.list_id },
  ...{ weight: row.weight, priority: row.priority, active: row.active },
  leadOrder: row.lead_order,
  ...(row.country !== null && { country: row.country }),
  ...(row.zone !== null && { zone: row.zone }),
  ...{ leads: row.leads, createdAt: row.created_at },
});
