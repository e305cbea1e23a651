import type { Knex } from 'knex';
import type { Centre } from '../../src/core/centre';
import { SqlCentreStore } from '../../src/store/centre-store';
import { SERVERS, TestPostgres } from './postgres';

const CENTRE: Centre = {
  clients: [{ clientId: 'acme', name: 'Acme' }],
  providers: [{ providerId: 'nord', name: 'Nord', clientIds: ['acme'] }],
  skills: ['sales', 'german'],
  agents: [
    {
      ...{ agentId: 'anna', name: 'Anna', providerId: 'nord' },
      phone: { switchId: 'pbx', device: 'PJSIP/anna' },
      skills: { sales: 7, german: 10 },
    },
    {
      ...{ agentId: 'ben', name: 'Ben', providerId: 'nord' },
      phone: { switchId: 'pbx', device: 'PJSIP/ben' },
      skills: { sales: 3 },
    },
  ],
  queues: [
    {
      ...{ queueId: 'sales', clientId: 'acme', name: 'Sales', music: 'default' },
      requirement: [
        { skill: 'german', levelMax: 9 },
        { skill: 'sales', levelMin: 5 },
        { anyOf: [[{ skill: 'german', levelMin: 1 }], [{ skill: 'sales', levelMin: 7 }]] },
      ],
      ...{ waitingMax: 50, waitMaxMs: 600_000, ringTimeoutMs: 15_000 },
      ...{ wrapUpMs: 30_000, serviceLevelMs: 20_000 },
    },
  ],
  flows: [
    {
      ...{ flowId: 'main', clientId: 'acme', start: 'bye' },
      nodes: { bye: { type: 'hangup', cause: 'normal' } },
    },
  ],
  numbers: [{ number: '+498001234', clientId: 'acme', flowId: 'main', language: 'de' }],
  calendars: [
    {
      ...{ calendarId: 'office', zone: 'Europe/Berlin', holidays: 'DE-BE' },
      weekly: [{ days: ['mon'], from: '08:00', to: '18:00' }],
      exceptions: [],
    },
  ],
};

describe.each(SERVERS)('the centre and its settings on the %s server', (kind) => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlCentreStore<Centre>;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlCentreStore(db);
  });

  const save = (centre: Centre, hash: string, appliedAt: number) =>
    store.save({ centre, hash, appliedAt, actor: 'token:1' });

  it('gives back the newest centre whole, and who applied what when', async () => {
    expect(await store.load()).toBeNull();
    await save(CENTRE, 'h1', 1);
    const renamed = { ...CENTRE, clients: [{ clientId: 'acme', name: 'Acme AG' }] };
    await save(renamed, 'h2', 2);
    await save(renamed, 'h2', 3);
    expect(await store.load()).toEqual({
      ...{ centre: renamed, hash: 'h2', appliedAt: 2, actor: 'token:1' },
    });
    const history = await store.history(10);
    expect(history.map((version) => [version.hash, version.appliedAt])).toEqual([
      ['h2', 2],
      ['h1', 1],
    ]);
  });

  it('has rows for reports, and keeps the names of what is gone', async () => {
    await save(CENTRE, 'h1', 1);
    const [anna] = CENTRE.agents;
    const smaller = { ...CENTRE, agents: anna ? [{ ...anna, skills: { sales: 9 } }] : [] };
    await save(smaller, 'h2', 2);
    const agents = await db('agents').orderBy('agent_id').select('name', 'removed_at');
    expect(agents).toEqual([
      { name: 'Anna', removed_at: null },
      { name: 'Ben', removed_at: 2 },
    ]);
    expect(await db('agent_skills').select()).toEqual([
      { agent_id: 'anna', skill: 'sales', level: 9 },
    ]);
    expect(await db('queue_skills').pluck('level_min')).toEqual([5]);
    await save(CENTRE, 'h3', 3);
    expect(await db('agents').whereNotNull('removed_at').select()).toEqual([]);
  });

  it('refuses as a whole what does not fit together', async () => {
    const stray = { ...CENTRE, providers: [] };
    await expect(save(stray, 'h1', 1)).rejects.toThrow();
    expect(await store.load()).toBeNull();
    expect(await db('clients').select()).toEqual([]);
  });
});
