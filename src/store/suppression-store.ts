import type { Knex } from 'knex';
import { orStoreDown } from './store-error';

/** global: called by nobody. client: not for this client. campaign: not for this campaign. */
export type SuppressionScope = 'global' | 'client' | 'campaign';

/** Whose do-not-call list is meant; a campaign's names its client as well. */
export interface SuppressionList {
  readonly scope: SuppressionScope;
  readonly clientId?: string;
  readonly campaignId?: string;
}

export interface NewSuppressions extends SuppressionList {
  /** E.164. */
  readonly numbers: readonly string[];
  readonly reason: string;
  /** Where it comes from: `agent`, `caller`, `import:<file>`, `api`, … */
  readonly source: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  /** As in a cause: `token:<tokenId>`, `engine`, … */
  readonly actor: string;
}

/** A number on a do-not-call list. */
export interface Suppression extends SuppressionList {
  readonly number: string;
  readonly reason: string;
  readonly source: string;
  readonly addedAt: number;
  readonly addedBy: string;
}

interface SuppressionRow {
  readonly client_id: string;
  readonly campaign_id: string;
  readonly number: string;
  readonly reason: string;
  readonly source: string;
  readonly added_at: number;
  readonly added_by: string;
}

/** Do-not-call lists: added to, never taken from here. Methods reject with STORE_DOWN. */
export class SqlSuppressionStore {
  constructor(private readonly db: Knex) {}

  /** Returns how many were not on the list before. */
  async add(given: NewSuppressions): Promise<number> {
    const { clientId = '', campaignId = '', numbers, reason, source, at, actor } = given;
    const { rowCount } = await orStoreDown(
      this.db.raw(
        `insert into suppressions
           (client_id, campaign_id, number, reason, source, added_at, added_by)
         select :clientId, :campaignId, number, :reason, :source, :at, :actor
         from unnest(:numbers::text[]) as number on conflict do nothing`,
        { clientId, campaignId, numbers: [...numbers], reason, source, at, actor },
      ),
    );
    return rowCount;
  }

  /** Every list that the number is on, the widest first. `clientIds`: those and the global one. */
  async check(number: string, clientIds?: readonly string[]): Promise<readonly Suppression[]> {
    const query = this.db('suppressions').where({ number });
    if (clientIds) query.whereIn('client_id', ['', ...clientIds]);
    const rows: SuppressionRow[] = await orStoreDown(query.orderBy(['client_id', 'campaign_id']));
    return rows.map(suppressionOf);
  }
}

const scopeOf = (clientId: string, campaignId: string): SuppressionScope => {
  if (clientId === '') return 'global';
  return campaignId === '' ? 'client' : 'campaign';
};

const suppressionOf = (row: SuppressionRow): Suppression => ({
  scope: scopeOf(row.client_id, row.campaign_id),
  ...(row.client_id !== '' && { clientId: row.client_id }),
  ...(row.campaign_id !== '' && { campaignId: row.campaign_id }),
  ...{ number: row.number, reason: row.reason, source: row.source },
  ...{ addedAt: row.added_at, addedBy: row.added_by },
});

/** For each of the numbers that is on a list that counts for the campaign: the widest of them. */
export async function verdictsOn(
  db: Knex,
  campaign: { readonly clientId: string; readonly campaignId: string },
  numbers: readonly string[],
): Promise<ReadonlyMap<string, SuppressionScope>> {
  const { rows } = await db.raw(
    `select client_id, campaign_id, number from suppressions
     where number = any(:numbers) and (client_id, campaign_id) in
       (('', ''), (:clientId, ''), (:clientId, :campaignId))
     order by client_id desc, campaign_id desc`,
    { ...campaign, numbers: [...numbers] },
  );
  // The widest comes last, and stays.
  return new Map(
    rows.map((row: SuppressionRow) => [row.number, scopeOf(row.client_id, row.campaign_id)]),
  );
}
