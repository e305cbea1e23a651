import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { SqlTokenStore } from '../../src/store/token-store';
import { TurnedClock } from './clock';
import { SERVERS, type TestDatabase, TestPostgres } from './postgres';

describe.each(SERVERS)('tokens on the %s server', (kind) => {
  let postgres: TestPostgres;
  let database: TestDatabase;
  let db: Knex;
  let folder: string;
  let clock: TurnedClock;
  let stores: SqlTokenStore[];
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    database = await postgres.database();
    db = database.open();
    folder = await mkdtemp(join(tmpdir(), 'leitstand-tokens-'));
    clock = new TurnedClock();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await rm(folder, { recursive: true });
  });

  const open = async (name = 'tokens.json'): Promise<SqlTokenStore> => {
    const path = join(folder, name);
    const store = await SqlTokenStore.open({ db, path, clock, notify: () => undefined });
    stores.push(store);
    return store;
  };
  const whileAway = async (work: () => Promise<void>): Promise<void> => {
    await postgres.server.stop();
    try {
      await work();
    } finally {
      await postgres.server.start();
    }
  };

  it('knows a token by its secret, with its scope, and keeps the secret nowhere', async () => {
    const store = await open();
    const { token, secret } = await store.create({
      name: 'Reports',
      role: 'client',
      clientId: 'a',
    });
    expect(secret).toMatch(/^lst_[A-Za-z0-9_-]{43}$/);
    expect(await store.verify(secret)).toEqual(token);
    expect(token).toMatchObject({ role: 'client', clientId: 'a', createdAt: clock.now() });
    expect(await store.verify(`${secret.slice(0, -1)}x`)).toBeNull();
    expect(await store.verify(secret.slice(4))).toBeNull();
    const kept = JSON.stringify(await db('tokens').select());
    expect(kept).not.toContain(secret.slice(4));
    expect(await readFile(join(folder, 'tokens.json'), 'utf8')).not.toContain(secret.slice(4));
    expect(await store.list()).toEqual([token]);
  });

  it('ends a token at its time, and a revoked one at once', async () => {
    const store = await open();
    const expiresAt = clock.now() + 1000;
    const brief = await store.create({ name: 'brief', role: 'operator', expiresAt });
    const other = await store.create({ name: 'other', role: 'operator' });
    clock.turn(999);
    expect(await store.verify(brief.secret)).not.toBeNull();
    clock.turn(1);
    expect(await store.verify(brief.secret)).toBeNull();
    expect(await store.revoke(other.token.tokenId)).toBe(true);
    expect(await store.verify(other.secret)).toBeNull();
    expect(await store.revoke(other.token.tokenId)).toBe(false);
    expect(await store.revoke('nobody')).toBe(false);
  });

  it('answers while SQL is away: known, expired and revoked, and after a restart', async () => {
    const store = await open();
    const lasting = await store.create({ name: 'lasting', role: 'supervisor' });
    clock.turn(1);
    const expiresAt = clock.now() + 5000;
    const brief = await store.create({ name: 'brief', role: 'agent', agentId: 'anna', expiresAt });
    const gone = await store.create({ name: 'gone', role: 'operator' });
    await whileAway(async () => {
      expect(await store.verify(lasting.secret)).toEqual(lasting.token);
      clock.turn(5000);
      expect(await store.verify(brief.secret)).toBeNull();
      expect(await store.revoke(gone.token.tokenId)).toBe(true);
      expect(await store.verify(gone.secret)).toBeNull();
      await expect(store.create({ name: 'x', role: 'operator' })).rejects.toMatchObject({
        code: 'STORE_DOWN',
      });
      const again = await open();
      expect(await again.verify(lasting.secret)).toEqual(lasting.token);
      expect(await again.verify(gone.secret)).toBeNull();
      expect((await again.list()).map((token) => token.name)).toEqual(['lasting', 'brief']);
    });
    const names = async () => (await (await open('fresh.json')).list()).map((token) => token.name);
    await stores[1]?.list();
    expect(await names()).toEqual(['lasting', 'brief']);
  });

  it('learns what another process created and revoked', async () => {
    const [one, other] = [await open('one.json'), await open('other.json')];
    const { token, secret } = await other.create({ name: 'new', role: 'operator' });
    clock.turn(1000);
    expect(await one.verify(secret)).toEqual(token);
    await other.revoke(token.tokenId);
    clock.turn(15_000);
    await one.list();
    expect(await one.verify(secret)).toBeNull();
  });

  it('starts from SQL when the copy on the disk is damaged', async () => {
    const { secret } = await (await open()).create({ name: 'kept', role: 'operator' });
    await writeFile(join(folder, 'tokens.json'), '{"tokens":[[');
    expect(await (await open()).verify(secret)).toMatchObject({ name: 'kept' });
  });
});
