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
    const rows: ListRow[] = await orStoreDown(
      this.db('dial_lists')
        .where({ client_id: clientId, campaign_id: campaignId })
        .orderBy([{ column: 'priority', order: 'desc' }, 'list_id']),
    );
    return rows.map(listOf);
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

const listOf = (row: ListRow): DialList => ({
  ...{ clientId: row.client_id, campaignId: row.campaign_id, listId: row.list_id },
  ...{ weight: row.weight, priority: row.priority, active: row.active },
  leadOrder: row.lead_order,
  ...(row.country !== null && { country: row.country }),
  ...(row.zone !== null && { zone: row.zone }),
  ...{ leads: row.leads, createdAt: row.created_at },
});
