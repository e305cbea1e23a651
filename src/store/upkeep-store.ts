import type { Knex } from 'knex';
import { orStoreDown } from './store-error';

/** What was done to the lists of one campaign. */
export interface CampaignUpkeep {
  readonly clientId: string;
  readonly campaignId: string;
  /** Proofs of consent that nobody has to keep any more. */
  readonly consentsErased: number;
  /** Leads that were open still, long after the end of their campaign. */
  readonly leadsClosed: number;
  /** Leads that were claimed for an engine which does not have them. */
  readonly claimsReleased: number;
}

export interface UpkeepRun {
  readonly engineId: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
  /** As in a cause: `token:<tokenId>`, `engine`. */
  readonly actor: string;
  /** Those to which anything was done. */
  readonly campaigns: readonly CampaignUpkeep[];
}

interface CampaignKey {
  readonly clientId: string;
  readonly campaignId: string;
}

/** A lead that is claimed, and by which batch. */
export interface Claim {
  readonly leadId: string;
  readonly batch: number;
}

/** In one statement: a larger one would hold rows, and their claims, for long. */
const STEP_ROWS = 10_000;

/** What the upkeep of lists asks and does. Methods reject with STORE_DOWN. */
export class SqlUpkeepStore {
  constructor(private readonly db: Knex) {}

  /**
   * Erases proofs of consent whose `consent_retain_until` has passed, and the law's time as well:
   * `keptMs` from the giving and from each use. Leads that the engine has come at another time.
   */
  async eraseConsents(key: CampaignKey, at: number, keptMs: number): Promise<number> {
    return this.inSteps(ERASE_CONSENTS, { ...keyOf(key), at, keptMs });
  }

  /** Leads that are open are done with, for this reason. */
  async closeLeads(key: CampaignKey, reason: string): Promise<number> {
    return this.inSteps(CLOSE_LEADS, { ...keyOf(key), reason });
  }

  /** Claims that were made before an instant (ms, UTC). */
  async claimsBefore(key: CampaignKey, before: number): Promise<readonly Claim[]> {
    const { rows } = await orStoreDown(
      this.db.raw(CLAIMS_BEFORE, { ...keyOf(key), before, count: CLAIMS_MAX }),
    );
    return rows.map((row: { lead_id: number; claim_batch: number }) => ({
      leadId: String(row.lead_id),
      batch: row.claim_batch,
    }));
  }

  /** Gives leads back that are still claimed by the same batch; they are due at `dueAt`. */
  async releaseClaims(key: CampaignKey, claims: readonly Claim[], dueAt: number): Promise<number> {
    const leadIds = claims.map(({ leadId }) => leadId);
    const batches = claims.map(({ batch }) => batch);
    const { rowCount } = await orStoreDown(
      this.db.raw(RELEASE_CLAIMS, { ...keyOf(key), leadIds, batches, dueAt }),
    );
    return rowCount;
  }

  /** The book of what was done: added to, never changed. */
  async record({ engineId, at, actor, campaigns }: UpkeepRun): Promise<void> {
    const row = { engine_id: engineId, at, actor, campaigns: JSON.stringify(campaigns) };
    await orStoreDown(this.db('list_upkeep_runs').insert(row));
  }

  private async inSteps(
    statement: string,
    bindings: Readonly<Record<string, string | number>>,
  ): Promise<number> {
    for (let sum = 0; ; ) {
      const { rowCount } = await orStoreDown(
        this.db.raw(statement, { ...bindings, count: STEP_ROWS }),
      );
      sum += rowCount;
      if (rowCount < STEP_ROWS) return sum;
    }
  }
}

const keyOf = ({ clientId, campaignId }: CampaignKey) => ({ clientId, campaignId });

/** More than any hopper holds; what is left comes with the next run. */
const CLAIMS_MAX = 100_000;

const ERASE_CONSENTS = `
with due as (
  select lead_id from leads as l
  where client_id = :clientId and campaign_id = :campaignId and consent_retain_until <= :at
    and state <> 'claimed' and (consent is null or :keptMs::bigint + greatest(
      (consent ->> 'givenAt')::bigint,
      (select max(a.at) from attempts as a
       where a.client_id = l.client_id and a.lead_id = l.lead_id)) <= :at)
  limit :count for update skip locked
)
update leads as l set consent = null, consent_retain_until = null
from due where l.client_id = :clientId and l.lead_id = due.lead_id`;

const CLOSE_LEADS = `
with open as (
  select l.lead_id from lead_lanes as lane cross join lateral (
    (select lead_id from leads
     where client_id = :clientId and lane_id = lane.lane_id and state = 'new'
     limit :count)
    union all
    (select lead_id from leads
     where client_id = :clientId and lane_id = lane.lane_id and state = 'waiting'
     limit :count)
  ) as l
  where lane.client_id = :clientId and lane.campaign_id = :campaignId limit :count
)
update leads as l set state = 'done', done_reason = :reason,
  callback_at = null, callback_agent = null
from open where l.client_id = :clientId and l.lead_id = open.lead_id
  and l.state in ('new', 'waiting')`;

const CLAIMS_BEFORE = `
select l.lead_id, l.claim_batch from leads as l
left join hopper_batches as b on b.client_id = l.client_id and b.campaign_id = l.campaign_id
  and b.batch = l.claim_batch
where l.client_id = :clientId and l.campaign_id = :campaignId and l.state = 'claimed'
  and coalesce(b.claimed_at, 0) < :before
limit :count`;

const RELEASE_CLAIMS = `
update leads as l set claim_batch = null, next_attempt_at = greatest(l.next_attempt_at, :dueAt),
  state = case when l.attempts_total = 0 and l.callback_at is null then 'new' else 'waiting' end
from unnest(:leadIds::bigint[], :batches::bigint[]) as given (lead_id, batch)
where l.client_id = :clientId and l.campaign_id = :campaignId and l.lead_id = given.lead_id
  and l.state = 'claimed' and l.claim_batch = given.batch`;
