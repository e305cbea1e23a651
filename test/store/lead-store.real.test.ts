import type { Knex } from 'knex';
import { SqlConsentStore } from '../../src/store/consent-store';
import { SqlLeadStore } from '../../src/store/lead-store';
import { SqlListStore } from '../../src/store/list-store';
import { writeRecords } from '../../src/store/record-writer';
import { SqlSuppressionStore } from '../../src/store/suppression-store';
import {
  attemptEnded,
  BERLIN,
  KEY,
  LONDON,
  leadReturned,
  refusalNoted,
  suppressionRequested,
  writeList,
} from './lead-rows';
import { TestPostgres } from './postgres';
import { completed } from './record';

const NOW = Date.UTC(2026, 10, 23, 9);
const DAY_MS = 86_400_000;
const NUMBER = { number: '+49301000000', role: 'main', zone: BERLIN };
const some = (count: number) => Array.from({ length: count }, () => ({}));

describe('leads in PostgreSQL', () => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlLeadStore;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlLeadStore(db);
  });

  const claim = (count: number, over: { zones?: string[]; at?: number } = {}) =>
    store.claim({ ...KEY, count, at: NOW, zones: [BERLIN, LONDON], ...over });
  const claimIds = async (count: number, over: { zones?: string[]; at?: number } = {}) =>
    (await claim(count, over)).leads.map((lead) => lead.leadId);
  const row = (leadId: string) => db('leads').where({ lead_id: leadId }).first();

  describe('the order of claims', () => {
    it('is by priority, then retries that are due, then new ones as they came', async () => {
      const [late, early, retry, future, high] = await writeList(db, {
        listId: 'first',
        leads: [
          { at: 2 },
          { at: 1 },
          { state: 'waiting', at: 3 },
          { state: 'waiting', at: NOW + 1 },
          { priority: 5, zone: LONDON },
        ],
      });
      expect(await claimIds(10)).toEqual([high, retry, early, late]);
      expect(await claimIds(10, { at: NOW + 1 })).toEqual([future]);
    });

    it('puts new leads before retries where the list says so', async () => {
      const leads = [{ state: 'waiting' as const, at: 1 }, { at: 2 }];
      const [retry, fresh] = await writeList(db, {
        listId: 'first',
        leads,
        leadOrder: 'new-first',
      });
      expect(await claimIds(10)).toEqual([fresh, retry]);
    });

    it('leaves out lists that are not active and zones whose window is closed', async () => {
      await writeList(db, { listId: 'off', leads: some(3), active: false });
      const [berlin] = await writeList(db, { listId: 'first', leads: [{}, { zone: LONDON }] });
      expect(await claimIds(10, { zones: [BERLIN] })).toEqual([berlin]);
      expect(await claimIds(10, { zones: [] })).toEqual([]);
    });

    it('mixes lists by weight, and a higher priority comes first', async () => {
      const top = await writeList(db, { listId: 'top', leads: some(2), priority: 1 });
      const heavy = await writeList(db, { listId: 'heavy', leads: some(20), weight: 3 });
      await writeList(db, { listId: 'light', leads: some(20) });
      const ids = await claimIds(10);
      expect(ids.slice(0, 2)).toEqual(top);
      expect(ids.filter((id) => heavy.includes(id))).toHaveLength(6);
    });

    it('makes up for a list that runs out from the others', async () => {
      await writeList(db, { listId: 'short', leads: some(2), weight: 100 });
      await writeList(db, { listId: 'long', leads: some(20) });
      expect(await claimIds(15)).toHaveLength(15);
    });

    it('takes a callback that is due before all, with its agent', async () => {
      await writeList(db, { listId: 'high', leads: [{ priority: 9 }], priority: 9 });
      const callback = { state: 'waiting' as const, at: NOW - 1, callbackAt: NOW - 1 };
      const [promised] = await writeList(db, {
        listId: 'first',
        leads: [
          { ...callback, callbackAgent: 'anna' },
          { state: 'waiting', at: NOW + 1, callbackAt: NOW + 1 },
        ],
      });
      const { leads } = await claim(10);
      expect(leads[0]).toMatchObject({
        leadId: promised,
        callback: { at: NOW - 1, agentId: 'anna' },
      });
      expect(leads).toHaveLength(2);
    });
  });

  it('gives a full hopper promised calls alone, and a finished campaign leads alone', async () => {
    const leads = [{}, { state: 'waiting' as const, at: NOW, callbackAt: NOW }];
    const [, promised] = await writeList(db, { listId: 'first', leads });
    const order = { ...KEY, count: 10, at: NOW, zones: [BERLIN] };
    const first = await store.claim({ ...order, kind: 'callbacks' });
    expect(first.leads.map(({ leadId }) => leadId)).toEqual([promised]);
    expect((await store.claim({ ...order, kind: 'callbacks' })).batch).toBeNull();
    expect((await store.claim({ ...order, kind: 'wake' })).leads).toHaveLength(1);
    expect((await store.claim({ ...order, kind: 'wake' })).batch).toBeNull();
  });

  it('counts what has become of the leads of each list', async () => {
    const waiting = { state: 'waiting' as const, at: NOW + 1 };
    const [one = ''] = await writeList(db, { listId: 'first', leads: [{}, {}, waiting, waiting] });
    await writeList(db, { listId: 'second', leads: [] });
    await db('dial_lists').where({ list_id: 'first' }).update({ leads: 4 });
    const { batch } = await claim(2);
    const next = { state: 'done' as const, reason: 'sold' };
    await writeRecords(db, [attemptEnded(1, { leadId: one, batch: batch ?? 0, next })]);
    const lists = await new SqlListStore(db).list(KEY.clientId, KEY.campaignId);
    expect(lists).toMatchObject([
      { listId: 'first', leadsNow: { remaining: 2, inHopper: 1, done: 1 } },
      { listId: 'second', leadsNow: { remaining: 0, inHopper: 0, done: 0 } },
    ]);
  });

  it('numbers batches above what the engine has had, and says how far it was behind', async () => {
    await writeList(db, { listId: 'first', leads: some(3) });
    await claim(1);
    const order = { ...KEY, count: 1, at: NOW, zones: [BERLIN] };
    expect(await store.claim({ ...order, afterBatch: 40 })).toMatchObject({ batch: 41, behind: 1 });
    const next = await store.claim({ ...order, afterBatch: 41 });
    expect(next).toMatchObject({ batch: 42, leads: [{}] });
    expect(next.behind).toBeUndefined();
  });

  it('knows when calls were promised in a stretch of time', async () => {
    const promised = (at: number) => ({ state: 'waiting' as const, at, callbackAt: at });
    const other = { state: 'waiting' as const, at: 5 };
    const leads = [promised(1), promised(2), promised(4), promised(4), promised(6), other];
    await writeList(db, { listId: 'first', leads });
    expect(await store.promisedBetween([KEY], 1, 5)).toEqual([2, 4]);
    expect(await store.promisedBetween([{ ...KEY, campaignId: 'gas' }], 0, 9)).toEqual([]);
    await claim(10, { at: 4 });
    expect(await store.promisedBetween([KEY], 1, 9)).toEqual([6]);
  });

  it('never gives one lead to two who claim at once', async () => {
    await writeList(db, { listId: 'first', leads: some(120) });
    const batches = await Promise.all(Array.from({ length: 6 }, () => claim(25)));
    const ids = batches.flatMap(({ leads }) => leads.map((lead) => lead.leadId));
    expect(ids).toHaveLength(120);
    expect(new Set(ids).size).toBe(120);
    const given = batches.flatMap(({ batch }) => batch ?? []);
    expect(given.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('passes over a lead that another transaction holds', async () => {
    const [held, free] = await writeList(db, { listId: 'first', leads: some(2) });
    await db.transaction(async (other) => {
      await other('leads').where({ lead_id: held }).forUpdate();
      expect(await claimIds(10)).toEqual([free]);
    });
    expect(await claimIds(10)).toEqual([held]);
  });

  it('says when no lead is open any more, once with a batch of its own', async () => {
    await writeList(db, { listId: 'first', leads: [{}, { state: 'waiting', at: NOW + DAY_MS }] });
    const first = await claim(5);
    const [lead] = first.leads;
    expect(await claim(5)).toEqual({ batch: null, leads: [], hasOpen: true });
    const next = { state: 'done', reason: 'reached' } as const;
    await writeRecords(db, [attemptEnded(1, { leadId: lead?.leadId ?? '', batch: 1, next })]);
    const last = await claim(5, { at: NOW + DAY_MS });
    await writeRecords(db, [
      leadReturned(2, { leadId: last.leads[0]?.leadId ?? '', batch: last.batch ?? 0, next }),
    ]);
    expect(await claim(5)).toEqual({ batch: 3, leads: [], hasOpen: false });
  });

  describe('batches that the engine never received', () => {
    it('are given back, and those that it received are not', async () => {
      const ids = await writeList(db, { listId: 'first', leads: [{}, {}, { state: 'waiting' }] });
      const [first] = await claimIds(1);
      await claim(2);
      expect(await store.release(KEY, 1, NOW)).toBe(2);
      const again = await claimIds(10);
      expect([first, ...again].sort()).toEqual([...ids].sort());
      const batches = await db('hopper_batches').orderBy('batch').pluck('released_at');
      expect(batches).toEqual([null, NOW, null]);
    });

    it('do not take a lead away that was settled meanwhile', async () => {
      await writeList(db, { listId: 'first', leads: [{}] });
      const [leadId = ''] = await claimIds(1);
      const next = { state: 'done', reason: 'reached' } as const;
      await writeRecords(db, [attemptEnded(1, { leadId, batch: 1, next })]);
      expect(await store.release(KEY, 0, NOW)).toBe(0);
      expect(await row(leadId)).toMatchObject({ state: 'done', done_reason: 'reached' });
    });
  });

  describe('what the engine writes back', () => {
    const again = (at: number, nextNumber = 0) => ({ state: 'waiting' as const, at, nextNumber });

    it('is applied once, however often it is delivered', async () => {
      await writeList(db, { listId: 'first', leads: [{}] });
      const [leadId = ''] = await claimIds(1);
      const fact = attemptEnded(1, { leadId, batch: 1, next: again(NOW + 1) });
      await writeRecords(db, [fact, completed(2), fact]);
      await claim(1, { at: NOW + 1 });
      await writeRecords(db, [fact]);
      expect(await row(leadId)).toMatchObject({
        ...{ state: 'claimed', claim_batch: 2, attempts_total: 1 },
      });
      expect(await db('attempts').pluck('attempt_id')).toEqual(['attempt-1']);
    });

    it('is a new lead still where nobody called it, and one to try again after that', async () => {
      await writeList(db, { listId: 'first', leads: [{}, {}] });
      const [unused = '', called = ''] = await claimIds(2);
      await writeRecords(db, [
        leadReturned(1, { leadId: unused, batch: 1, next: again(NOW) }),
        attemptEnded(2, { leadId: called, batch: 1, next: again(NOW) }),
      ]);
      expect((await row(unused)).state).toBe('new');
      expect((await row(called)).state).toBe('waiting');
    });

    it('makes the next number the one that its zone is looked at for', async () => {
      const numbers = [
        { number: '+4930111', role: 'home', zone: BERLIN },
        { number: '+4420111', role: 'work', zone: LONDON },
      ];
      await writeList(db, { listId: 'first', leads: [{ numbers }] });
      const [leadId = ''] = await claimIds(1);
      await writeRecords(db, [leadReturned(1, { leadId, batch: 1, next: again(NOW, 1) })]);
      expect(await claimIds(1, { zones: [BERLIN] })).toEqual([]);
      const [lead] = (await claim(1, { zones: [LONDON] })).leads;
      expect(lead).toMatchObject({ leadId, nextNumber: 1, numbers });
    });

    it('comes back with the lead: attempts of 30 days, newest last, at most 40', async () => {
      await writeList(db, { listId: 'first', leads: [{}] });
      const times = [
        NOW - 31 * DAY_MS,
        ...Array.from({ length: 41 }, (_, index) => NOW - 50 + index),
      ];
      for (const [index, at] of times.entries()) {
        const [leadId = ''] = await claimIds(1);
        const next = again(index === 0 ? 0 : at);
        const settling = { leadId, batch: index + 1, next, at };
        await writeRecords(db, [attemptEnded(index, settling)]);
      }
      const [lead] = (await claim(1)).leads;
      expect(lead?.attemptsTotal).toBe(42);
      expect(lead?.attempts.map(({ at }) => at)).toEqual(times.slice(2));
    });

    it('comes with calls to the same person, of whichever list and campaign', async () => {
      const numbers = [
        { number: '+4930111', role: 'home', zone: BERLIN },
        { number: '+4930222', role: 'mobile', zone: BERLIN },
      ];
      const [home, mobile] = numbers;
      await writeList(db, { listId: 'first', leads: [{ numbers, key: 'K1' }, {}] });
      const [sameNumber, sameKey] = await writeList(db, {
        ...{ listId: 'second', campaignId: 'summer' },
        leads: [{ numbers: mobile ? [mobile] : [] }, { key: 'K1' }, { key: 'K2' }],
      });
      const [sameCampaign] = await writeList(db, { listId: 'third', leads: [{ key: 'K1' }] });
      const [stranger] = await writeList(db, { listId: 'fourth', leads: [{}] });
      const summer = await store.claim({
        ...{ clientId: 'acme', campaignId: 'summer', count: 10, at: NOW - 50, zones: [BERLIN] },
      });
      expect(summer.leads).toHaveLength(3);
      await claim(4, { at: 0 });
      const next = { state: 'done', reason: 'reached' } as const;
      const called = [sameNumber, sameKey, sameCampaign, stranger].map((leadId = '', index) =>
        attemptEnded(index, { leadId, batch: 1, next, at: NOW - index, number: `+${index}` }),
      );
      await writeRecords(db, called);
      await store.release(KEY, 0, NOW);
      const [lead, other] = (await claim(10)).leads;
      expect(lead).toMatchObject({ key: 'K1', numbers: [home, mobile], attempts: [] });
      expect(lead?.elsewhere?.map(({ at }) => at)).toEqual([NOW - 2, NOW - 1, NOW]);
      expect(lead?.attemptsTotalElsewhere).toBe(1);
      expect(other).not.toHaveProperty('elsewhere');
    });

    it('comes with the last time that the person said no, to whichever list', async () => {
      const numbers = [NUMBER];
      const [refusing = ''] = await writeList(db, { listId: 'first', leads: [{ numbers }] });
      await claim(1);
      const next = { state: 'done', reason: 'no' } as const;
      const told = [
        ...[refusalNoted(NOW - 90, refusing), refusalNoted(NOW - 9, refusing)],
        attemptEnded(1, { leadId: refusing, batch: 1, next, result: 'connected' }),
      ];
      await writeRecords(db, told);
      await writeRecords(db, told);
      expect(await db('refusals').count()).toEqual([{ count: 2 }]);
      const summer = { ...KEY, campaignId: 'summer' };
      await writeList(db, { listId: 'other', campaignId: 'summer', leads: [{ numbers }, {}] });
      const { leads } = await store.claim({ ...summer, count: 5, at: NOW, zones: [BERLIN] });
      expect(leads.map(({ refusedAt }) => refusedAt)).toEqual([NOW - 9, undefined]);
      const unnamed = refusalNoted(NOW, 'nobody');
      await expect(writeRecords(db, [unnamed])).rejects.toThrow('a lead that no list has');
    });

    it('keeps a promise to call back, and forgets it when it was kept', async () => {
      await writeList(db, { listId: 'first', leads: [{}] });
      const [leadId = ''] = await claimIds(1);
      const callback = { agentId: 'ben' };
      const promise = { ...again(NOW + 5), callback };
      await writeRecords(db, [attemptEnded(1, { leadId, batch: 1, next: promise })]);
      const [lead] = (await claim(1, { at: NOW + 5 })).leads;
      expect(lead?.callback).toEqual({ at: NOW + 5, agentId: 'ben' });
      await writeRecords(db, [attemptEnded(2, { leadId, batch: 2, next: again(NOW + 6) })]);
      expect((await claim(1, { at: NOW + 6 })).leads[0]).not.toHaveProperty('callback');
    });

    it('sets a fact aside that names no lead, and no other', async () => {
      const next = again(NOW);
      const nobody = { ...leadReturned(1, { leadId: 'nobody', batch: 1, next }) };
      await expect(writeRecords(db, [nobody])).rejects.toThrow('a lead that no list has');
    });
  });

  it('tells for each number the widest do-not-call list that it is on', async () => {
    const suppressions = new SqlSuppressionStore(db);
    const numbers = ['+4930111', '+4930222', '+4930333', '+4930444', '+4930555'].map((number) => ({
      ...{ number, role: 'main', zone: BERLIN },
    }));
    await writeList(db, { listId: 'first', leads: [{ numbers }] });
    const by = { reason: 'asked', source: 'agent', at: NOW, actor: 'token:t' };
    const client = { scope: 'client', clientId: 'acme' } as const;
    const campaign = { scope: 'campaign', ...KEY } as const;
    expect(
      await suppressions.add({ ...by, scope: 'global', numbers: ['+4930111', '+4930111'] }),
    ).toBe(1);
    await suppressions.add({ ...by, ...client, numbers: ['+4930111', '+4930222'] });
    await suppressions.add({ ...by, ...campaign, numbers: ['+4930222', '+4930333'] });
    await suppressions.add({ ...by, scope: 'client', clientId: 'other', numbers: ['+4930444'] });
    const [lead] = (await claim(1)).leads;
    expect(lead?.numbers.map(({ suppressed }) => suppressed)).toEqual([
      ...['global', 'client', 'campaign'],
      ...[undefined, undefined],
    ]);
    const found = await suppressions.check('+4930222');
    expect(found.map(({ scope }) => scope)).toEqual(['client', 'campaign']);
    expect(await suppressions.check('+4930444', ['acme'])).toEqual([]);
  });

  it('puts a number on the list of its client, as an agent or a caller asked, once', async () => {
    const suppressions = new SqlSuppressionStore(db);
    await writeList(db, { listId: 'first', leads: [{ numbers: [NUMBER] }] });
    const asked = suppressionRequested(NOW, { by: 'agent', agentId: 'anna', reason: 'never' });
    await writeRecords(db, [asked]);
    const later = suppressionRequested(NOW + 1, { by: 'caller', reason: 'flow dropped' });
    await writeRecords(db, [asked, later]);
    expect(await suppressions.check(NUMBER.number)).toEqual([
      {
        ...{ scope: 'client', clientId: 'acme', number: NUMBER.number, reason: 'never' },
        ...{ source: 'agent', addedAt: NOW, addedBy: 'agent:anna' },
      },
    ]);
    expect((await claim(1)).leads[0]?.numbers).toMatchObject([{ suppressed: 'client' }]);
    const nobodys = { ...asked, clientId: '' };
    await expect(writeRecords(db, [nobodys])).rejects.toThrow('without a client');
  });

  it('tells the newest consent to each number, and when one was withdrawn last', async () => {
    const consents = new SqlConsentStore(db);
    const numbers = ['+4930111', '+4930222', '+4930333'].map((number) => ({
      ...{ number, role: 'main', zone: BERLIN },
    }));
    await writeList(db, { listId: 'first', leads: [{ numbers }, {}] });
    const said = { clientId: 'acme', source: 'call', reason: 'asked', recordedAt: NOW, actor: 't' };
    const granted = { ...said, status: 'granted', kind: 'form', evidence: 'form 1' } as const;
    await consents.add({ ...granted, numbers: ['+4930111', '+4930222'], at: NOW - 9 });
    const newer = { evidence: 'tape 2', channel: 'phone', textVersion: 'v2', expiresAt: NOW + 5 };
    await consents.add({ ...granted, ...newer, numbers: ['+4930111'], at: NOW - 5 });
    await consents.add({ ...said, status: 'withdrawn', numbers: ['+4930222'], at: NOW - 7 });
    await consents.add({ ...granted, clientId: 'other', numbers: ['+4930333'], at: NOW });
    const [lead, other] = (await claim(2)).leads;
    expect(lead?.consentWithdrawnAt).toBe(NOW - 7);
    expect(lead?.numbers.map(({ consent }) => consent)).toEqual([
      { kind: 'form', givenAt: NOW - 5, evidence: 'tape 2', expiresAt: NOW + 5 },
      { kind: 'form', givenAt: NOW - 9, evidence: 'form 1' },
      undefined,
    ]);
    expect(other).not.toHaveProperty('consentWithdrawnAt');
    expect(await consents.of('+4930222', ['acme'])).toMatchObject([
      { status: 'withdrawn', at: NOW - 7, recordedBy: 't' },
      { status: 'granted', at: NOW - 9, kind: 'form' },
    ]);
    const unproven = { ...granted, evidence: '', numbers: ['+4930111'], at: NOW };
    await expect(consents.add(unproven)).rejects.toThrow();
  });

  it('lets the engine forget neither an attempt nor who must not be called', async () => {
    for (const table of [
      'attempts',
      'suppressions',
      'refusals',
      'consents',
      'dial_list_changes',
      'lead_imports',
    ]) {
      const denied = { code: '42501' };
      await expect(db(table).delete()).rejects.toMatchObject(denied);
      await expect(db(table).update({ client_id: 'x' })).rejects.toMatchObject(denied);
    }
    await expect(db('leads').delete()).rejects.toMatchObject({ code: '42501' });
  });
});
