import { TestRedis } from '../jobs/redis';
import { TestPostgres } from '../store/postgres';
import { DaemonHome, seen } from './daemon-home';

jest.setTimeout(240_000);

let postgres: TestPostgres;
let redis: TestRedis;
let home: DaemonHome;

beforeAll(async () => {
  [postgres, redis] = [await TestPostgres.start('ordinary'), await TestRedis.start()];
  const database = await postgres.database();
  home = new DaemonHome({
    config: [
      `redis: { url: '${redis.url}' }`,
      'switches:',
      '  - { switchId: main, kind: simulated, callsPerHour: 3600 }',
    ].join('\n'),
    databaseUrl: database.url('migrator'),
  });
}, 240_000);

afterAll(async () => {
  await home?.close();
  await redis?.close();
  await postgres?.close();
});

const readiness = async () => {
  const { status, body } = await home.get('/readyz');
  const { status: state, reasons } = body as { status: string; reasons: { part: string }[] };
  return [status, state, ...reasons.map(({ part }) => part)].join(' ');
};

test('the backend of the jobs away: degraded, and well again when it is back', async () => {
  await redis.end();
  await home.daemon.start();
  const isSaid = async (what: string) => ((await readiness()) === what ? true : undefined);
  await seen('degraded', () => isSaid('200 degraded jobs'));
  await redis.begin();
  await seen('ready', () => isSaid('200 ready'));
  await redis.end();
  await seen('degraded again', () => isSaid('200 degraded jobs'));
  await home.daemon.stop();
});
