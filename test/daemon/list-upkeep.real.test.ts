import type { Knex } from 'knex';
import pino from 'pino';
import { Registry } from 'prom-client';
import type { CampaignConfig } from '../../src/core/dialer/campaign-config';
import { ListUpkeep } from '../../src/daemon/list-upkeep';
import { ListUpkeepJob } from '../../src/jobs/list-upkeep';
import { SqlLeadStore } from '../../src/store/lead-store';
import { SqlUpkeepStore } from '../../src/store/upkeep-store';
import { CAMPAIGN, dialingCentre } from '../core/dialer/dialer-floor';
import { BACKENDS } from '../jobs/backends';
import { systemClock } from '../store/clock';
import { BERLIN, KEY, writeList } from '../store/lead-rows';
import { TestPostgres } from '../store/postgres';

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;

describe('the upkeep of lists', () => {
  let postgres: TestPostgres;
  let db: Knex;
  let now: number;
  /** What the engine has, and what it has told. */
  let held: Set<string>;
  let backlog: { entries: number; oldestAt?: number };
  let endsAt: number;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    now = Date.UTC(2032, 0, 5);
    [held, backlog, endsAt] = [new Set(), { entries: 0 }, now + DAY_MS];
  });

  const upkeep = (law: Partial<CampaignConfig['law']> = {}) => {
    const config = { ...CAMPAIGN, ...KEY, endsAt, law: { ...CAMPAIGN.law, ...law } };
    const registry = new Registry();
    const kept = new ListUpkeep({
      ...{ engineId: 'engine-1', store: new SqlUpkeepStore(db), registry },
      engine: {
        centre: () => dialingCentre(config),
        hopper: () => ({ wants: [], openZones: () => [], held: () => held }),
        health: () => ({ seq: 7 }) as never,
      },
      outbox: { takenSeq: () => 7, backlog: () => backlog },
      clock: {
        now: () => now,
        // A wait is over at once, and the clock stands a little later.
        schedule: (at, fire) => {
          now = at;
          setImmediate(fire);
          return () => undefined;
        },
      },
      log: pino({ level: 'silent' }),
    });
    return { run: () => kept.run('token:t1'), registry };
  };
  const lead = (leadId: string) => db('leads').where({ lead_id: leadId }).first();

  describe('erases proofs of consent', () => {
    const withConsents = async (...given: { givenAt: number; until: number | null }[]) => {
      const ids = await writeList(db, { listId: 'first', leads: given.map(() => ({})) });
      for (const [index, { givenAt, until }] of given.entries()) {
        const consent = JSON.stringify({ kind: 'phone', givenAt, evidence: 'file 7' });
        await db('leads')
          .where({ lead_id: ids[index] })
          .update({ consent, consent_retain_until: until });
      }
      return ids;
    };
    const hasProof = async (leadId: string) => (await lead(leadId)).consent !== null;

    it('when their time has come, and not without a time', async () => {
      const ids = await withConsents(
        { givenAt: 0, until: now },
        { givenAt: 0, until: now + 1 },
        { givenAt: 0, until: null },
      );
      const { campaigns } = await upkeep({ profileIds: [] }).run();
      expect(await Promise.all(ids.map(hasProof))).toEqual([false, true, true]);
      expect(campaigns).toMatchObject([{ ...KEY, consentsErased: 1, leadsClosed: 0 }]);
    });

    it('not while the law has them kept: five years from giving and from each use', async () => {
      const ids = await withConsents(
        { givenAt: now - 6 * YEAR_MS, until: now },
        { givenAt: now - 4 * YEAR_MS, until: now },
        { givenAt: now - 6 * YEAR_MS, until: now },
      );
      await db('attempts').insert({
        ...{ client_id: KEY.clientId, campaign_id: KEY.campaignId, list_id: 'first' },
        ...{ attempt_id: 'a', lead_id: ids[2], number: '+49301', result: 'busy', batch: 1 },
        at: now - YEAR_MS,
      });
      await upkeep({ profileIds: ['de'] }).run();
      expect(await Promise.all(ids.map(hasProof))).toEqual([false, true, true]);
    });

    it('not of a lead that the engine has', async () => {
      const [one = ''] = await withConsents({ givenAt: 0, until: now });
      await db('leads').where({ lead_id: one }).update({ state: 'claimed', claim_batch: 1 });
      held.add(one);
      await upkeep({ profileIds: [] }).run();
      expect(await hasProof(one)).toBe(true);
    });
  });

  it('closes what is open thirty days after the end, and nothing before', async () => {
    const leads = [{}, { state: 'waiting' as const, callbackAt: 5 }];
    const ids = await writeList(db, { listId: 'first', leads });
    const states = async () => (await Promise.all(ids.map(lead))).map((one) => one.state);
    endsAt = now - 30 * DAY_MS + 1;
    expect((await upkeep().run()).campaigns).toEqual([]);
    now += 1;
    expect((await upkeep().run()).campaigns).toMatchObject([{ leadsClosed: 2 }]);
    expect(await states()).toEqual(['done', 'done']);
    expect((await lead(ids[1] ?? '')).done_reason).toBe('campaign-over');
  });

  describe('gives claims back', () => {
    let ids: string[];
    const states = async () => (await Promise.all(ids.map(lead))).map((one) => one.state);
    beforeEach(async () => {
      ids = await writeList(db, { listId: 'first', leads: [{}, {}, {}] });
      const order = { ...KEY, zones: [BERLIN], count: 2 };
      await new SqlLeadStore(db).claim({ ...order, at: now - DAY_MS - 1 });
      await new SqlLeadStore(db).claim({ ...order, at: now });
    });

    it('that the engine does not have, to be called a day later', async () => {
      held.add(ids[1] ?? '');
      const { campaigns } = await upkeep().run();
      expect(campaigns).toMatchObject([{ claimsReleased: 1 }]);
      // The last one was claimed just now, and may be on its way.
      expect(await states()).toEqual(['new', 'claimed', 'claimed']);
      expect((await lead(ids[0] ?? '')).next_attempt_at).toBe(now + DAY_MS);
    });

    it('not while records wait for SQL that may tell of them', async () => {
      backlog = { entries: 1, oldestAt: now };
      expect((await upkeep().run()).campaigns).toEqual([]);
      expect(await states()).toEqual(['claimed', 'claimed', 'claimed']);
    });
  });

  it('writes into the book what it did, and counts it', async () => {
    await writeList(db, { listId: 'first', leads: [{}] });
    endsAt = 0;
    const { run, registry } = upkeep();
    // Who asks while it runs gets the same report.
    const [one, two] = await Promise.all([run(), run()]);
    expect(two).toBe(one);
    const [row, ...others] = await db('list_upkeep_runs');
    expect(row).toMatchObject({ engine_id: 'engine-1', actor: 'token:t1' });
    expect(row.campaigns).toEqual(one.campaigns);
    expect(others).toEqual([]);
    expect(await registry.metrics()).toContain(
      'leitstand_list_upkeep_leads_total{client="acme",campaign="winter",what="closed"} 1',
    );
  });
});

describe.each(Object.entries(BACKENDS))('the daily upkeep on %s', (_name, arrive) => {
  it('runs by itself, and again after a failure', async () => {
    const place = await arrive();
    let runs = 0;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((done) => {
      finish = done;
    });
    const failures: unknown[] = [];
    const job = new ListUpkeepJob({
      ...{ backend: await place.backend(), engineId: 'engine-1', clock: systemClock },
      ...{ zone: 'UTC', retryMs: 10, cron: '* * * * * *' },
      notify: ({ code, severity }) => failures.push([code, severity]),
      run: async () => {
        runs += 1;
        if (runs === 1) throw new Error('no table');
        finish();
      },
    });
    job.start();
    await finished;
    await job.close();
    await place.leave();
    expect(failures).toContainEqual(['LISTS_NOT_KEPT', 'warning']);
  });
});
