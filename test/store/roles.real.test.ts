import { migrate } from '../../src/store/migrate';
import { writeRecords } from '../../src/store/record-writer';
import { SERVERS, type TestDatabase, TestPostgres } from './postgres';
import { completed } from './record';

const DENIED = { code: '42501' };

describe.each(SERVERS)('rights and migrations on the %s server', (kind) => {
  let postgres: TestPostgres;
  let database: TestDatabase;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    database = await postgres.database();
  });

  it.each(['calls', 'segments', 'party_intervals', 'supplements', 'centre_versions'])(
    'lets the daemon add to %s, and neither change nor remove anything there',
    async (table) => {
      const db = database.open('daemon');
      await writeRecords(db, [completed(1)]);
      await expect(db(table).update({ client_id: 'x' })).rejects.toMatchObject(
        table === 'centre_versions' ? { code: '42703' } : DENIED,
      );
      await expect(db(table).delete()).rejects.toMatchObject(DENIED);
      await expect(db(table).truncate()).rejects.toMatchObject(DENIED);
      await expect(db.raw(`alter table ${table} add x text`)).rejects.toMatchObject(DENIED);
      await expect(db.schema.dropTable(table)).rejects.toMatchObject(DENIED);
      expect(await db('calls').pluck('call_id')).toHaveLength(1);
    },
  );

  it('lets the daemon make no table of its own and become nobody else', async () => {
    const db = database.open('daemon');
    await expect(db.raw('create table x (y text)')).rejects.toMatchObject(DENIED);
    await expect(db.raw('create schema x')).rejects.toMatchObject(DENIED);
    await expect(db.raw('set role leitstand_owner')).rejects.toMatchObject(DENIED);
    await expect(db.raw('set session_replication_role = replica')).rejects.toMatchObject(DENIED);
  });

  it('lets a report read the records, but not the tokens', async () => {
    const db = database.open('reader');
    await writeRecords(database.open('daemon'), [completed(1)]);
    expect(await db('calls').pluck('call_id')).toHaveLength(1);
    await expect(db('tokens').select()).rejects.toMatchObject(DENIED);
    await expect(writeRecords(db, [completed(2)])).rejects.toMatchObject(DENIED);
  });

  it('keeps the jobs out of everything else', async () => {
    const db = database.open('jobs');
    await expect(db('leitstand.calls').select()).rejects.toMatchObject(DENIED);
  });

  it('migrates once, however many start at once and after a kill in the middle', async () => {
    const owner = database.open('migrator');
    await owner('migrations_lock').update({ is_locked: 1 });
    const others = [database.open('migrator'), database.open('migrator')];
    await Promise.all([owner, ...others].map((session) => migrate(session)));
    const names: string[] = await owner('migrations').pluck('name');
    expect(new Set(names).size).toBe(names.length);
  });

  it('works for a user who owns the database and knows none of our roles', async () => {
    const superuser = database.open('postgres');
    await superuser.raw('drop schema leitstand cascade');
    await migrate(superuser);
    await writeRecords(superuser, [completed(1)]);
    expect(await superuser('calls').pluck('call_id')).toHaveLength(1);
  });
});
