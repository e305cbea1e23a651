import type { Knex } from 'knex';
import type { PastAttempt } from '../core/dialer/hopper';
import type { LeadRow } from './lead-claim';
import { refusalsOf } from './refusal-rows';

const HISTORY_MS = 30 * 86_400_000;
const HISTORY_MAX = 40;
/** Leads with the same key; more are no person, but a file whose keys mean something else. */
const SAME_KEY_MAX = 20;

/** Earlier attempts of a lead, and those to the same person by other leads of the client. */
export interface LeadHistory {
  readonly attempts: readonly PastAttempt[];
  readonly elsewhere: readonly PastAttempt[];
  /** Of other leads of the campaign, since it began. */
  readonly attemptsTotalElsewhere: number;
  /** When the person refused last (ms, UTC). */
  readonly refusedAt?: number;
}

export interface HistoryQuery {
  readonly clientId: string;
  readonly campaignId: string;
  /** ms since the epoch (UTC). */
  readonly at: number;
}

/** A lead that is the same person as another one, and was called before. */
interface Twin {
  readonly lead_id: number;
  readonly other_id: number;
  readonly attempts_total: number;
  readonly is_same_campaign: boolean;
}

/** By lead; those of whom there is nothing to tell are left out. */
export async function historiesOf(
  db: Knex,
  query: HistoryQuery,
  rows: readonly LeadRow[],
): Promise<ReadonlyMap<number, LeadHistory>> {
  const twins = await twinsOf(db, query, rows);
  const tried = rows.filter((row) => row.attempts_total > 0).map((row) => row.lead_id);
  const leadIds = [...new Set([...tried, ...twins.map((twin) => twin.other_id)])];
  const attempts = await attemptsOf(db, query, leadIds);
  const refusals = await refusalsOf(db, query.clientId, leadIds);
  const twinsByLead = new Map<number, Twin[]>();
  for (const twin of twins) {
    const known = twinsByLead.get(twin.lead_id);
    if (known) known.push(twin);
    else twinsByLead.set(twin.lead_id, [twin]);
  }
  const found = new Map<number, LeadHistory>();
  for (const leadId of new Set([...tried, ...twinsByLead.keys()])) {
    const others = twinsByLead.get(leadId) ?? [];
    const ofOthers = others.flatMap((twin) => attempts.get(twin.other_id) ?? []);
    const ofCampaign = others.filter((twin) => twin.is_same_campaign);
    const same = [leadId, ...others.map((twin) => twin.other_id)];
    const refused = same.flatMap((one) => refusals.get(one) ?? []);
    found.set(leadId, {
      ...(refused.length > 0 && { refusedAt: Math.max(...refused) }),
      attempts: attempts.get(leadId) ?? [],
      elsewhere: ofOthers.sort((a, b) => a.at - b.at).slice(-HISTORY_MAX),
      attemptsTotalElsewhere: ofCampaign.reduce((sum, twin) => sum + twin.attempts_total, 0),
    });
  }
  return found;
}

async function twinsOf(
  db: Knex,
  query: HistoryQuery,
  rows: readonly LeadRow[],
): Promise<readonly Twin[]> {
  const numbers = rows.flatMap((row) => row.numbers.map(({ number }) => [row.lead_id, number]));
  const keyed = rows.filter((row) => row.external_key !== null);
  const { rows: found } = await db.raw(TWINS, {
    ...{ clientId: query.clientId, campaignId: query.campaignId, max: SAME_KEY_MAX },
    ...{ numberIds: numbers.map(([id]) => id), numbers: numbers.map(([, number]) => number) },
    ...{ keyIds: keyed.map((row) => row.lead_id), keys: keyed.map((row) => row.external_key) },
  });
  return found;
}

const TWINS = `
with twin as (
  select mine.lead_id, held.lead_id as other_id
  from unnest(:numberIds::bigint[], :numbers::text[]) as mine (lead_id, number)
  join lead_numbers as held on held.client_id = :clientId and held.number = mine.number
  where held.lead_id <> mine.lead_id
  union
  select mine.lead_id, held.lead_id
  from unnest(:keyIds::bigint[], :keys::text[]) as mine (lead_id, key)
  cross join lateral (
    select lead_id from lead_keys
    where client_id = :clientId and external_key = mine.key limit :max) as held
  where held.lead_id <> mine.lead_id
)
select twin.*, l.attempts_total, l.campaign_id = :campaignId as is_same_campaign
from twin join leads as l on l.client_id = :clientId and l.lead_id = twin.other_id
where l.attempts_total > 0`;

async function attemptsOf(
  db: Knex,
  { clientId, at }: HistoryQuery,
  leadIds: readonly number[],
): Promise<ReadonlyMap<number, readonly PastAttempt[]>> {
  const found = new Map<number, PastAttempt[]>();
  if (leadIds.length === 0) return found;
  const { rows } = await db.raw(
    `select a.* from unnest(:leadIds::bigint[]) as tried cross join lateral (
       select lead_id, at, number, result from attempts
       where client_id = :clientId and lead_id = tried and at >= :since
       order by at desc limit :max) as a`,
    { clientId, leadIds: [...leadIds], since: at - HISTORY_MS, max: HISTORY_MAX },
  );
  for (const { lead_id: leadId, ...attempt } of rows) {
    found.set(leadId, [attempt, ...(found.get(leadId) ?? [])]);
  }
  return found;
}
