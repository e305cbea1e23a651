import type { Knex } from 'knex';
import type { HopperLead } from '../core/dialer/hopper';
import { consentsOn, type NumberConsent } from './consent-store';
import { type ClaimOrder, claimRows, type LeadRow } from './lead-claim';
import { historiesOf, type LeadHistory } from './person-history';
import { orStoreDown } from './store-error';
import { type SuppressionScope, verdictsOn } from './suppression-store';

/** Leads that belong to the engine from now on, until it gives each of them back by a fact. */
export interface ClaimedBatch {
  /** Grows by one with each batch of the campaign; null: there was nothing to claim. */
  readonly batch: number | null;
  /** The next one first, with everything that the gate asks about. */
  readonly leads: readonly HopperLead[];
  /** Whether any lead of the campaign is not done yet, those claimed now included. */
  readonly hasOpen: boolean;
  /**
   * The last batch that SQL knew of, where the engine has had a later one: SQL has forgotten what
   * came of those between.
   */
  readonly behind?: number;
}

interface CampaignKey {
  readonly clientId: string;
  readonly campaignId: string;
}

/** The leads of campaigns as the hopper takes them. Methods reject with STORE_DOWN. */
export class SqlLeadStore {
  constructor(private readonly db: Knex) {}

  /**
   * Claims leads in one transaction: two that claim at once never get the same lead. A batch
   * without leads is given out once all leads are done, so that the engine learns of it.
   */
  async claim(order: ClaimOrder): Promise<ClaimedBatch> {
    return orStoreDown(
      this.db.transaction(async (transaction) => {
        const { afterBatch = 0 } = order;
        const last = await lastBatch(transaction, order);
        const behind = last < afterBatch ? { behind: last } : {};
        const batch = Math.max(last, afterBatch) + 1;
        const rows = await claimRows(transaction, order, batch);
        const isFill = order.kind === undefined || order.kind === 'fill';
        const hasOpen = rows.length > 0 || !isFill || (await hasOpenLeads(transaction, order));
        if (rows.length === 0 && hasOpen) return { batch: null, leads: [], hasOpen };
        const leads = await withVerdicts(transaction, order, rows);
        await transaction('hopper_batches').insert({
          ...{ client_id: order.clientId, campaign_id: order.campaignId, batch },
          ...{ claimed_at: order.at, leads: leads.length },
        });
        return { batch, leads, hasOpen, ...behind };
      }),
    );
  }

  /**
   * Gives back the leads of batches after this one: those that the engine never received. Returns
   * how many leads there were.
   */
  async release({ clientId, campaignId }: CampaignKey, afterBatch: number, at: number) {
    return orStoreDown(
      this.db.transaction(async (transaction) => {
        await lockCampaign(transaction, { clientId, campaignId });
        const { rowCount } = await transaction.raw(
          `update leads set claim_batch = null,
             state = case when attempts_total = 0 and callback_at is null
               then 'new' else 'waiting' end
           where client_id = :clientId and campaign_id = :campaignId and state = 'claimed'
             and claim_batch > :afterBatch`,
          { clientId, campaignId, afterBatch },
        );
        await transaction('hopper_batches')
          .where({ client_id: clientId, campaign_id: campaignId })
          .andWhere('batch', '>', afterBatch)
          .whereNull('released_at')
          .update({ released_at: at });
        return rowCount as number;
      }),
    );
  }

  /** The zones that the campaign's leads live in, IANA names in order. */
  async zones({ clientId, campaignId }: CampaignKey): Promise<readonly string[]> {
    return orStoreDown(
      this.db('lead_lanes')
        .where({ client_id: clientId, campaign_id: campaignId })
        .distinct('zone')
        .orderBy('zone')
        .pluck('zone'),
    );
  }

  /** When calls were promised to leads of the campaigns (ms, UTC), after `from` and up to `to`. */
  async promisedBetween(
    campaigns: readonly CampaignKey[],
    from: number,
    to: number,
  ): Promise<readonly number[]> {
    const clientIds = campaigns.map(({ clientId }) => clientId);
    const campaignIds = campaigns.map(({ campaignId }) => campaignId);
    const { rows } = await orStoreDown(
      this.db.raw(
        `select distinct next_attempt_at as at
         from unnest(:clientIds::text[], :campaignIds::text[]) as one (client, campaign)
         join leads on client_id = client and campaign_id = campaign and state = 'waiting'
           and callback_at is not null and next_attempt_at > :from and next_attempt_at <= :to
         order by at`,
        { clientIds, campaignIds, from, to },
      ),
    );
    return rows.map(({ at }: { at: number }) => at);
  }
}

/** Claims and releases of one campaign take turns; other campaigns are not held up. */
const lockCampaign = (db: Knex, { clientId, campaignId }: CampaignKey) =>
  db.raw('select pg_advisory_xact_lock(hashtextextended(?, 6))', [
    `hopper ${JSON.stringify([clientId, campaignId])}`,
  ]);

async function lastBatch(db: Knex, key: CampaignKey): Promise<number> {
  await lockCampaign(db, key);
  const row = await db('hopper_batches')
    .where({ client_id: key.clientId, campaign_id: key.campaignId })
    .max<{ last: number | null }[]>('batch as last');
  return row[0]?.last ?? 0;
}

async function hasOpenLeads(db: Knex, { clientId, campaignId }: CampaignKey): Promise<boolean> {
  const { rows } = await db.raw(
    `select exists (select from leads where client_id = :clientId
         and campaign_id = :campaignId and state = 'claimed')
       or exists (select from lead_lanes as lane cross join lateral (
         (select from leads where client_id = :clientId and lane_id = lane.lane_id
          and state = 'new' limit 1)
         union all
         (select from leads where client_id = :clientId and lane_id = lane.lane_id
          and state = 'waiting' limit 1)) as one
         where lane.client_id = :clientId and lane.campaign_id = :campaignId) as open`,
    { clientId, campaignId },
  );
  return rows[0].open;
}

/** What the gate asks about: earlier attempts, and do-not-call lists as they are now. */
async function withVerdicts(
  db: Knex,
  order: ClaimOrder,
  rows: readonly LeadRow[],
): Promise<HopperLead[]> {
  const numbers = rows.flatMap((row) => row.numbers.map(({ number }) => number));
  const verdicts = await verdictsOn(db, order, numbers);
  const consents = await consentsOn(db, order.clientId, numbers);
  const histories = await historiesOf(db, order, rows);
  return rows.map((row) => hopperLead(row, histories.get(row.lead_id), { verdicts, consents }));
}

/** By number. */
interface NumberFacts {
  readonly verdicts: ReadonlyMap<string, SuppressionScope>;
  readonly consents: ReadonlyMap<string, NumberConsent>;
}

function hopperLead(
  row: LeadRow,
  history: LeadHistory | undefined,
  { verdicts, consents }: NumberFacts,
): HopperLead {
  const { consent, callback_at: at, callback_agent: agentId, fields, external_key: key } = row;
  const { audience } = row;
  const { attempts = [], elsewhere = [], attemptsTotalElsewhere = 0, refusedAt } = history ?? {};
  const withdrawn = row.numbers.flatMap((one) => consents.get(one.number)?.withdrawnAt ?? []);
  return {
    leadId: String(row.lead_id),
    listId: row.list_id,
    priority: row.priority,
    numbers: row.numbers.map((one) => {
      const suppressed = verdicts.get(one.number);
      const { granted } = consents.get(one.number) ?? {};
      return { ...one, ...(suppressed && { suppressed }), ...(granted && { consent: granted }) };
    }),
    nextNumber: row.next_number,
    ...(key !== null && { key }),
    attempts,
    attemptsTotal: row.attempts_total,
    ...(elsewhere.length > 0 && { elsewhere }),
    ...(attemptsTotalElsewhere > 0 && { attemptsTotalElsewhere }),
    ...(audience && { audience }),
    ...(refusedAt !== undefined && { refusedAt }),
    ...(consent && { consent }),
    ...(withdrawn.length > 0 && { consentWithdrawnAt: Math.max(...withdrawn) }),
    ...(at !== null && { callback: agentId === null ? { at } : { at, agentId } }),
    ...(fields && { fields }),
  };
}
