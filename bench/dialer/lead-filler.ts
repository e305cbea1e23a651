import type { Knex } from 'knex';

export const CAMPAIGN = { clientId: 'acme', campaignId: 'winter' };

/** Of the leads; a campaign over several of them has some closed at every hour. */
export const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
];

/** When the bench takes place, ms since the epoch (UTC). */
export const NOW = Date.UTC(2026, 10, 22, 15);
const STEP = 250_000;
/** Ids of leads of the other campaign begin here. */
const TWIN_ID = 100_000_000;

/**
 * Four lists of weights 1 to 4, one imported after the other, with three priorities and six zones
 * in each 5,000 rows, which an import writes lane by lane; every fifth lead was tried and waits,
 * half of those until next week. Leads that were imported together have the same time. Every tenth
 * person was called for another campaign, too.
 */
export async function fillLeads(db: Knex, leads: number): Promise<void> {
  await db.raw(
    `insert into dial_lists (client_id, campaign_id, list_id, name, weight, created_at)
     select 'acme', 'winter', 'list-' || i, 'List ' || i, i, 0 from generate_series(1, 4) as i`,
  );
  await db.raw(
    `insert into lead_lanes (client_id, campaign_id, list_id, priority, zone)
     select 'acme', 'winter', 'list-' || l, p, z
     from generate_series(1, 4) as l, generate_series(0, 2) as p, unnest(?::text[]) as z`,
    [ZONES],
  );
  for (let from = 1; from <= leads; from += STEP) {
    await fillStep(db, { from, to: Math.min(leads, from + STEP - 1), leads });
  }
  await db.raw(`select setval('leads_lead_id_seq', ?::bigint)`, [2 * TWIN_ID]);
  await db.raw('vacuum (analyze) leads');
  await db.raw('vacuum (analyze) lead_numbers');
  await db.raw('vacuum (analyze) lead_keys');
  await db.raw('vacuum (analyze) attempts');
}

/** The leads from the first to the last, of so many. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly leads: number;
}

async function fillStep(db: Knex, { from, to, leads }: Step): Promise<void> {
  await db.transaction(async (transaction) => {
    await transaction.raw('set local synchronous_commit = off');
    await transaction.raw(LEADS, { from, to, leads, now: NOW });
    await transaction.raw(NUMBERS, { from, to });
    await transaction.raw(KEYS, { from, to });
    await transaction.raw(ATTEMPTS, { from, to, now: NOW });
    for (const twins of TWINS) await transaction.raw(twins, { from, to, now: NOW });
  });
}

const LEADS = `
with lanes as (select array_agg(lane order by lane_id) as all_lanes from lead_lanes as lane)
insert into leads (client_id, lead_id, lane_id, priority, campaign_id, list_id, next_attempt_at,
  state, attempts_total, external_key, numbers, fields)
select 'acme', i, (lane).lane_id, (lane).priority, 'winter', (lane).list_id,
  case when i % 10 = 0 then :now::bigint + 604800000 else :now::bigint - 86400000 + i / 5000 end,
  case when i % 5 = 0 then 'waiting' else 'new' end, case when i % 5 = 0 then 1 else 0 end,
  'K' || i,
  jsonb_build_array(jsonb_build_object(
    'number', '+49' || (3000000000 + i), 'role', 'mobile', 'zone', (lane).zone)),
  jsonb_build_object('name', 'Person ' || i, 'city', 'Town')
from (
  select i, all_lanes[1 + (i - 1) * 4 / :leads::bigint * 18 + (i - 1) % 5000 * 18 / 5000]
    as lane
  from generate_series(:from::bigint, :to::bigint) as i, lanes
) as one`;

const NUMBERS = `
insert into lead_numbers
select 'acme', 'winter', '+49' || (3000000000 + i), i
from generate_series(:from::bigint, :to::bigint) as i`;

const KEYS = `
insert into lead_keys
select 'acme', 'K' || i, i from generate_series(:from::bigint, :to::bigint) as i`;

const ATTEMPTS = `
insert into attempts (client_id, attempt_id, campaign_id, list_id, lead_id, number, at, result,
  batch)
select 'acme', 'attempt-' || i, 'winter', 'list-1', i, '+49' || (3000000000 + i),
  :now::bigint - 86400000,
  'busy', 0
from generate_series(:from::bigint, :to::bigint) as i where i % 5 = 0`;

const TWINS = [
  `insert into lead_keys
  select 'acme', 'K' || i, ${TWIN_ID} + i
  from generate_series(:from::bigint, :to::bigint) as i where i % 10 = 3`,
  `insert into leads (client_id, lead_id, lane_id, priority, campaign_id, list_id,
    next_attempt_at, state, attempts_total, external_key, numbers)
  select 'acme', ${TWIN_ID} + lead_id, 0, 0, 'autumn', 'list-1', 0, 'done', 1, external_key, numbers
  from leads where client_id = 'acme' and lead_id between :from and :to and lead_id % 10 = 3`,
  `insert into lead_numbers
  select client_id, 'autumn', number, ${TWIN_ID} + lead_id
  from lead_numbers where client_id = 'acme' and campaign_id = 'winter'
    and lead_id between :from and :to and lead_id % 10 = 3`,
  `insert into attempts (client_id, attempt_id, campaign_id, list_id, lead_id, number, at, result,
    batch)
  select 'acme', 'twin-' || i, 'autumn', 'list-1', ${TWIN_ID} + i, '+49' || (3000000000 + i),
    :now::bigint - 86400000, 'busy', 0
  from generate_series(:from::bigint, :to::bigint) as i where i % 10 = 3`,
];
