import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { entryHash } from '../../src/ledger/entry';
import { verifyConsistency, verifyInclusion } from '../../src/ledger/merkle-proof';
import { LedgerDesk } from '../../src/store/ledger/ledger-desk';
import { SqlLedgerStore } from '../../src/store/ledger/ledger-store';
import { enterScope } from '../../src/store/ledger/log-head';
import { SigningKeys } from '../../src/store/ledger/signing-keys';
import type { StoreNotice } from '../../src/store/notice';
import { naivePath, naiveProof, naiveRoot } from '../ledger/naive-tree';
import { TurnedClock } from './clock';
import { leavesOf, SealedSource } from './ledger-sample';
import { SERVERS, TestPostgres } from './postgres';

const MINUTE_MS = 60_000;

describe.each(SERVERS)('the ledger on the %s server', (kind) => {
  let postgres: TestPostgres;
  let db: Knex;
  let store: SqlLedgerStore;
  let desk: LedgerDesk;
  let clock: TurnedClock;
  let notices: StoreNotice[];
  let folder: string;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
    store = new SqlLedgerStore(db);
    clock = new TurnedClock();
    notices = [];
    desk = await openDesk();
  });

  const openDesk = async (): Promise<LedgerDesk> => {
    folder = await mkdtemp(join(postgres.folder, 'ledger-'));
    return LedgerDesk.open({
      ...{ db, clock, origin: 'leitstand.test/engine', heads: () => new Map() },
      engineId: 'main',
      ...{ folder, notify: (notice) => notices.push(notice) },
    });
  };

  const append = (entries: Parameters<LedgerDesk['append']>[1], by = desk) =>
    db.transaction((transaction) => by.append(transaction, entries));

  const all = async <T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> => {
    const found: T[] = [];
    for await (const page of pages) found.push(...page);
    return found;
  };

  it('proves leaves and growth as the RFC does, at sizes around complete subtrees', async () => {
    const source = new SealedSource('main/1');
    await append(source.many(599));
    const data = (await leavesOf(db)).map((leaf) => Buffer.from(leaf.data));
    for (const size of [1, 2, 255, 256, 257, 512, 513, 600]) {
      const tree = data.slice(0, size);
      for (const index of [0, 1, 254, 255, 256, 511, 512, 599].filter((leaf) => leaf < size)) {
        const proof = await store.inclusion('acme', { index, size });
        expect(proof).toEqual(naivePath(index, tree));
        const leafHash = entryHash(String(data[index]));
        verifyInclusion({ index, size, leafHash, root: naiveRoot(tree) }, proof);
      }
      for (const firstSize of [1, 2, 255, 256, 300].filter((first) => first <= size)) {
        const proof = await store.consistency('acme', { firstSize, secondSize: size });
        expect(proof).toEqual(naiveProof(firstSize, tree));
        const firstRoot = naiveRoot(data.slice(0, firstSize));
        const growth = { firstSize, secondSize: size, firstRoot, secondRoot: naiveRoot(tree) };
        verifyConsistency(growth, proof);
      }
    }
  });

  it('gives the subtrees beside a range', async () => {
    await append(new SealedSource('main/1').many(299));
    const data = (await leavesOf(db)).map((leaf) => Buffer.from(leaf.data));
    const { left, right } = await store.range('acme', { from: 260, to: 262, size: 299 });
    expect(left).toEqual([naiveRoot(data.slice(0, 256)), naiveRoot(data.slice(256, 260))]);
    const ends = [262, 264, 272, 288, 296, 298, 299];
    const parts = ends.slice(1).map((end, at) => naiveRoot(data.slice(ends[at], end)));
    expect(right).toEqual(parts);
    for (const range of [
      { from: 3, to: 2, size: 5 },
      { from: 0, to: 9, size: 5 },
      { from: 0, to: 1, size: 301 },
    ]) {
      await expect(store.range('acme', range)).rejects.toMatchObject({ code: 'LEDGER_RANGE' });
    }
    await expect(store.inclusion('other', { index: 0, size: 1 })).rejects.toMatchObject({
      code: 'LEDGER_RANGE',
    });
  });

  it('streams entries in order and to the byte, and what they commit to', async () => {
    const source = new SealedSource('main/1');
    const entries = source.many(1203);
    await append(entries);
    await append(source.many(3, 'other'));
    const range = { begin: 1, end: 1204 };
    expect(await all(store.entries('acme', range))).toEqual(entries.map(({ data }) => data));
    expect(await all(store.disclosures('acme', range))).toEqual(
      entries.flatMap(({ disclosures }) => disclosures),
    );
    await expect(all(store.entries('acme', { begin: 0, end: 1205 }))).rejects.toMatchObject({
      code: 'LEDGER_RANGE',
    });
  });

  it('lists logs with keys and newest checkpoints, of one or of all', async () => {
    const source = new SealedSource('main/1');
    await append([source.next('acme'), source.next('other')]);
    await desk.checkpoint();
    await append([source.next('acme')]);
    const [acme, other] = await store.logs();
    expect(acme).toEqual({
      ...{ log: 'acme', origin: 'leitstand.test/engine/acme', size: 3 },
      checkpoint: { size: 2, at: clock.now() },
      keys: [{ key: expect.stringContaining('leitstand.test/engine/acme+'), fromSize: 0 }],
    });
    expect(other).toMatchObject({ log: 'other', size: 2 });
    expect(await store.logs('other')).toEqual([other]);
    expect(await store.logs('nobody')).toEqual([]);
  });

  it('signs what has come each minute, at the end, and nothing twice', async () => {
    const source = new SealedSource('main/1');
    desk.start();
    await append(source.many(3));
    expect(await store.checkpoint('acme')).toBeNull();
    clock.turn(MINUTE_MS);
    await passed();
    expect(await store.checkpoint('acme')).toMatchObject({ size: 4, at: clock.now() });
    clock.turn(MINUTE_MS);
    await passed();
    await append(source.many(2));
    await desk.close();
    const notes = await store.checkpoints('acme', { from: 0, to: 6 }, 10);
    expect(notes.map(({ size }) => size)).toEqual([4, 6]);
    expect(await store.checkpoint('acme', 4)).toEqual(notes[0]);
    expect((await store.checkpoints('acme', { from: 4, to: 6 }, 10)).length).toBe(1);
    expect(clock.nextAt()).toBeUndefined();
  });

  /** A pass has ended when the next one is set. */
  async function passed(): Promise<void> {
    while (clock.nextAt() === undefined) await new Promise(setImmediate);
  }

  it('turns every log to another key, and goes on under it', async () => {
    const source = new SealedSource('main/1');
    await append([source.next('acme'), source.next('other')]);
    expect(await desk.rotate()).toEqual(['acme', 'other']);
    await append([source.next('acme'), source.next('third')]);
    await desk.checkpoint();
    const [acme, , third] = await store.logs();
    expect(acme?.keys.map(({ fromSize }) => fromSize)).toEqual([0, 2]);
    expect(acme?.checkpoint?.size).toBe(4);
    expect(third?.keys).toHaveLength(1);
    expect(notices).toEqual([]);
  });

  it('turns one key after the other, and loses none that a log names', async () => {
    const source = new SealedSource('main/1');
    await append([source.next('acme'), source.next('other')]);
    await Promise.all([desk.rotate(), desk.rotate(), desk.rotate()]);
    await append([source.next('acme'), source.next('third')]);
    await desk.checkpoint();
    const logs = await store.logs();
    for (const { keys } of logs) {
      expect(keys.slice(1).filter(({ signature }) => signature === undefined)).toEqual([]);
    }
    expect(logs.map(({ keys }) => keys.length)).toEqual([4, 4, 1]);
    expect(logs.map(({ size, checkpoint }) => size - (checkpoint?.size ?? 0))).toEqual([0, 0, 0]);
  });

  it('turns a log, too, that was opened under the key before while there was a newer', async () => {
    const source = new SealedSource('main/1');
    await append([source.next('acme')]);
    const { add } = SigningKeys.prototype;
    jest.spyOn(SigningKeys.prototype, 'add').mockImplementationOnce(async function (
      this: SigningKeys,
    ) {
      await append([source.next('late')]);
      await add.call(this);
    });
    expect(await desk.rotate()).toEqual(['acme', 'late']);
    await append([source.next('late')]);
    await desk.checkpoint();
    await desk.checkpoint();
    expect(notices).toEqual([]);
  });

  it('signs the other logs where one cannot be signed, and says once which', async () => {
    const source = new SealedSource('main/1');
    await append([source.next('acme'), source.next('other')]);
    await db.transaction(async (transaction) => {
      await enterScope(transaction, 'acme');
      const noted = { log: 'acme', size: 2, root: Buffer.alloc(32), at: 1, note: 'x' };
      await transaction('ledger_checkpoints').insert(noted);
    });
    for (let pass = 0; pass < 3; pass += 1) await desk.checkpoint();
    const [acme, other] = await store.logs();
    expect([acme?.checkpoint, other?.checkpoint?.size]).toEqual([undefined, 2]);
    expect(notices).toMatchObject([
      {
        code: 'LEDGER_UNSIGNED',
        detail: { log: 'acme', error: expect.stringContaining('LEDGER_FORKED') },
      },
    ]);
  });

  it('lets entries wait whose log has lost its head, and sets none aside', async () => {
    const keys = await SigningKeys.open(folder);
    const vkey = keys.newest('leitstand.test/engine/acme').verifierKey;
    await db.transaction(async (transaction) => {
      await enterScope(transaction, 'acme');
      await transaction('ledger_keys').insert({ log: 'acme', vkey, from_size: 0 });
    });
    const refused = append([new SealedSource('main/1').next()]);
    await expect(refused).rejects.toMatchObject({ code: 'LEDGER_FORKED' });
  });

  it('raises an alarm for a log that nobody signs', async () => {
    await append(new SealedSource('main/1').many(2), await openDesk());
    await desk.checkpoint();
    expect(notices).toEqual([]);
    await desk.checkpoint();
    expect(notices).toMatchObject([{ code: 'LEDGER_UNSIGNED', detail: { log: 'acme' } }]);
  });

  it('says STORE_DOWN while the server is away', async () => {
    await append(new SealedSource('main/1').many(2));
    await postgres.server.stop();
    await expect(store.logs()).rejects.toMatchObject({ code: 'STORE_DOWN' });
    await expect(desk.checkpoint()).rejects.toMatchObject({ code: 'STORE_DOWN' });
    await postgres.server.start();
    await desk.checkpoint();
    expect(await store.checkpoint('acme')).toMatchObject({ size: 3 });
  });
});
