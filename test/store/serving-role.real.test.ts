import { openDatabase } from '../../src/store/database';
import { DAEMON } from '../../src/store/roles';
import { lendDaemonRole, refuseTooStrong, servingUrl } from '../../src/store/serving-role';
import { type TestDatabase, TestPostgres } from './postgres';

let postgres: TestPostgres;
let database: TestDatabase;

beforeAll(async () => {
  postgres = await TestPostgres.start('ordinary');
  database = await postgres.database();
});
afterAll(() => postgres?.close());

const TOO_STRONG = { code: 'DATABASE_ROLE_TOO_STRONG', remedy: expect.stringContaining(DAEMON) };

test('a superuser, an owner and a login past row security are refused by name', async () => {
  const superuser = database.open('postgres');
  await expect(refuseTooStrong(superuser)).rejects.toMatchObject(TOO_STRONG);
  await expect(refuseTooStrong(database.open('migrator'))).rejects.toMatchObject(TOO_STRONG);
  await refuseTooStrong(database.open('daemon'));
  await superuser.raw(`alter role ${DAEMON} bypassrls`);
  await expect(refuseTooStrong(database.open('daemon'))).rejects.toThrow('BYPASSRLS');
  await superuser.raw(`alter role ${DAEMON} nobypassrls`);
});

test.each(['migrator', 'postgres'] as const)('the %s serves as the daemon', async (role) => {
  const url = await servingUrl(database.open(role), database.url(role));
  const sessions = openDatabase({ address: url, applicationName: 'test' });
  try {
    await refuseTooStrong(sessions);
    await expect(sessions('calls').delete()).rejects.toMatchObject({ code: '42501' });
    const { rows } = await sessions.raw('select current_user as name');
    expect(rows).toEqual([{ name: DAEMON }]);
  } finally {
    await sessions.destroy();
  }
});

test('a login with no more rights serves as it is', async () => {
  const reader = database.open('reader');
  expect(await servingUrl(reader, database.url('reader'))).toBe(database.url('reader'));
});

test('a login that may make roles lends itself the one that is missing', async () => {
  const superuser = database.open('postgres');
  await superuser.raw(`alter role ${DAEMON} rename to elsewhere`);
  await superuser.raw(`create role app login createrole password 'only-for-tests'`);
  await lendDaemonRole(database.open('reader'));
  const named = { ...database.address('reader'), user: 'app' };
  const app = openDatabase({ address: named, applicationName: 'test' });
  try {
    await superuser.raw(`grant connect on database ${named.database} to app`);
    await lendDaemonRole(app);
    await lendDaemonRole(app);
    expect(await servingUrl(app, 'postgres://app@host/x')).toContain(`role%3D${DAEMON}`);
  } finally {
    await app.destroy();
  }
});
