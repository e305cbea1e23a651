import type { Knex } from 'knex';
import { type TestDatabase, TestPostgres } from '../store/postgres';
import { DaemonHome, seen } from './daemon-home';

jest.setTimeout(600_000);

/** A hundred callers a second, who are all told good-bye. */
const CONFIG = `
engineId: backlog
log: { level: warn }
switches:
  - { switchId: main, kind: simulated, callsPerHour: 360000 }
`;

const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
flows: { main: { client: acme, nodes: { bye: { type: hangup } } } }
numbers: { '49301': { client: acme, flow: main, language: de } }
`;

const NO_CALLERS = `
clients: { acme: { name: Acme } }
`;

const WAITING = 3_000;

let postgres: TestPostgres;
let database: TestDatabase;
let home: DaemonHome;

beforeAll(async () => {
  postgres = await TestPostgres.start('ordinary');
  database = await postgres.database();
  home = new DaemonHome({ config: CONFIG, databaseUrl: database.url('migrator') });
  await home.daemon.start();
  await home.daemon.connection();
}, 240_000);

afterAll(async () => {
  await home?.close();
  await postgres?.close();
});

const waiting = (): Promise<number> => home.metric('leitstand_outbox_entries');

/** What of each call is in SQL: one row of it, and its segments. */
async function inSql(db: Knex): Promise<Map<string, number>> {
  const rows: { call_id: string; segments: string }[] = await db('calls as c')
    .leftJoin('segments as s', 's.call_id', 'c.call_id')
    .groupBy('c.call_id')
    .select('c.call_id')
    .count('s.call_id as segments');
  return new Map(rows.map((row) => [row.call_id, Number(row.segments)]));
}

/** The same as the journal has it. */
async function inJournal(): Promise<Map<string, number>> {
  const facts = await home.facts();
  return new Map(
    facts.flatMap(({ body }) =>
      body.type === 'record.completed'
        ? [[body.record.callId, body.record.segments.length] as const]
        : [],
    ),
  );
}

test(`${WAITING} records wait for SQL, through two kills, and each arrives once`, async () => {
  await postgres.server.stop();
  await home.daemon.ask('POST', '/v1/centre', CENTRE);
  await seen('half of them', async () => ((await waiting()) > WAITING / 2 ? true : undefined));
  await home.daemon.kill();
  await home.daemon.start();
  await seen('all of them', async () => ((await waiting()) > WAITING ? true : undefined));
  await home.daemon.ask('POST', '/v1/centre', NO_CALLERS);
  await postgres.server.start();
  // Killed in the middle of bringing them: what is in SQL already comes again, and counts once.
  await seen('some of them in SQL', async () => ((await waiting()) < WAITING ? true : undefined));
  await home.daemon.kill();
  await home.daemon.start();
  await seen('nothing waiting', async () => ((await waiting()) === 0 ? true : undefined));
  await home.daemon.stop();
  const [stored, journaled] = [await inSql(database.open('migrator')), await inJournal()];
  expect(journaled.size).toBeGreaterThan(WAITING);
  expect(stored.size).toBe(journaled.size);
  expect([...journaled].filter(([callId, count]) => stored.get(callId) !== count)).toEqual([]);
});
