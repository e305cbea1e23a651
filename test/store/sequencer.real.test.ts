import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { openCheckpoint } from '../../src/ledger/checkpoint';
import { parseVerifierKey } from '../../src/ledger/note-key';
import { enterScope } from '../../src/store/ledger/log-head';
import { SigningKeys } from '../../src/store/ledger/signing-keys';
import { openBox } from '../../src/store/ledger/subject-boxes';
import { writeRecords } from '../../src/store/record-writer';
import { naiveRoot } from '../ledger/naive-tree';
import { AT, leavesOf, looking, SealedSource, sequencerIn } from './ledger-sample';
import { SERVERS, type TestDatabase, TestPostgres } from './postgres';
import { completed, supplemented } from './record';

const DENIED = { code: '42501' };
const MONTH_MS = 31 * 86_400_000;

describe.each(SERVERS)('the sequencer on the %s server', (kind) => {
  let postgres: TestPostgres;
  let database: TestDatabase;
  let db: Knex;
  let folder: string;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    database = await postgres.database();
    db = database.open();
    folder = await mkdtemp(join(postgres.folder, 'keys-'));
  });

  const start = async (over = {}) => {
    const made = await sequencerIn(folder, over);
    const append = (entries: Parameters<typeof made.sequencer.append>[1], at = AT) =>
      db.transaction((transaction) => made.sequencer.append(transaction, entries, at));
    const checkpoint = (log = 'acme') =>
      db.transaction((transaction) => made.sequencer.checkpoint(transaction, log, AT));
    return { ...made, append, checkpoint };
  };

  const rows = (table: string, log = 'acme') =>
    looking(db, (transaction) => transaction(table).where({ log }).select());

  /** The checkpoints of a log, opened with the keys that its table names, oldest first. */
  async function notesOf(log = 'acme') {
    const keys: { vkey: string }[] = await rows('ledger_keys', log);
    const verifiers = keys.map(({ vkey }) => parseVerifierKey(vkey));
    const notes: { size: number; note: string }[] = await rows('ledger_checkpoints', log);
    const origin = `leitstand.test/engine/${log}`;
    return notes
      .sort((a, b) => a.size - b.size)
      .map(({ note }) => openCheckpoint(note, origin, verifiers).checkpoint);
  }

  it('opens a log with its origin and key, and puts entries behind it as they came', async () => {
    const { append, checkpoint, keys } = await start();
    const [one, two] = [new SealedSource('main/1'), new SealedSource('main/2')];
    const entries = [one.next(), two.next(), one.next('other'), one.next()];
    expect([...(await append(entries)).values()]).toEqual([1, 2, 1, 3]);
    const leaves = await leavesOf(db);
    expect(leaves[0]?.entry).toMatchObject({
      ...{ v: 1, log: 'acme', type: 'log.opened', n: 1, prev: '' },
      source: { id: 'desk', epoch: 0, seq: 1, fact: 0 },
      body: {
        origin: 'leitstand.test/engine/acme',
        key: keys.newest('leitstand.test/engine/acme').verifierKey,
      },
    });
    expect(leaves.slice(1).map(({ data }) => data)).toEqual(
      [entries[0], entries[1], entries[3]].map((entry) => entry?.data),
    );
    expect(await leavesOf(db, 'other')).toHaveLength(2);
    expect(await checkpoint()).toBe(true);
    expect(await checkpoint()).toBe(false);
    const [note] = await notesOf();
    expect(note).toMatchObject({
      size: 4,
      rootHash: naiveRoot(leaves.map(({ data }) => Buffer.from(data))),
      extensions: [
        `head desk 1 ${leaves[0]?.hash.toString('base64')}`,
        `head main/1 2 ${leaves[3]?.hash.toString('base64')}`,
        `head main/2 1 ${leaves[2]?.hash.toString('base64')}`,
      ],
    });
  });

  it('keeps the roots of the pure tree over many batches, and nodes from level 8 up', async () => {
    const { append, checkpoint } = await start();
    const source = new SealedSource('main/1');
    for (const count of [1, 254, 1, 300, 7, 480]) {
      await append(source.many(count));
      await checkpoint();
    }
    const data = (await leavesOf(db)).map((leaf) => Buffer.from(leaf.data));
    const notes = await notesOf();
    expect(notes.map(({ size }) => size)).toEqual([2, 256, 257, 557, 564, 1044]);
    for (const { size, rootHash } of notes)
      expect(rootHash).toEqual(naiveRoot(data.slice(0, size)));
    const nodes: { level: number; node_index: number; hash: Buffer }[] = await rows('ledger_nodes');
    expect(nodes.map(({ level, node_index: index }) => `${level}/${index}`).sort()).toEqual(
      ['8/0', '8/1', '9/0', '8/2', '8/3', '9/1', '10/0'].sort(),
    );
    for (const { level, node_index: index, hash } of nodes) {
      const width = 2 ** level;
      expect(hash).toEqual(naiveRoot(data.slice(index * width, (index + 1) * width)));
    }
  });

  it('takes back nothing that another daemon announced, and hides no loss of its own', async () => {
    const leaf = Buffer.alloc(32, 7).toString('base64');
    const ahead = (id: string, n: number) => () =>
      new Map([['acme', new Map([[id, { n, leaf }]])]]);
    const one = await start({ engineId: 'one', heads: ahead('one/1', 9) });
    const two = await start({ engineId: 'two', keys: one.keys, heads: ahead('two/1', 5) });
    const [a, b] = [new SealedSource('one/1'), new SealedSource('two/1')];
    const headsNow = async () =>
      (await notesOf()).at(-1)?.extensions.map((line) => line.split(' ').slice(1, 3).join(' '));
    await one.append([a.next()]);
    await one.checkpoint();
    expect(await headsNow()).toEqual(['desk 1', 'one/1 9']);
    await two.append([b.next()]);
    await two.checkpoint();
    expect(await headsNow()).toEqual(['desk 1', 'one/1 9', 'two/1 5']);
    const lost = await start({ engineId: 'one', keys: one.keys });
    await lost.append([new SealedSource('one/2').next()]);
    await lost.checkpoint();
    expect(await headsNow()).toEqual(['desk 1', 'one/1 1', 'one/2 1', 'two/1 5']);
  });

  it('signs in the same transaction when 1,000 entries are not signed', async () => {
    const { append } = await start();
    const source = new SealedSource('main/1');
    await append(source.many(998));
    expect(await notesOf()).toEqual([]);
    await append(source.many(1));
    expect((await notesOf()).map(({ size }) => size)).toEqual([1000]);
  });

  it('takes each fact once, whatever is delivered again', async () => {
    const { append, notices } = await start();
    const source = new SealedSource('main/1');
    const [a, b, c] = [source.next(), source.next(), source.next()];
    await append([a, b]);
    expect([...(await append([a, b, c, c])).values()]).toEqual([1, 2, 3]);
    expect((await leavesOf(db)).map(({ entry }) => entry.source.seq)).toEqual([1, 1, 2, 3]);
    expect(notices).toEqual([]);
  });

  it('keeps the order of each source when many write at once', async () => {
    const one = await start();
    const [a, b] = [new SealedSource('main/1'), new SealedSource('main/2')];
    const two = await start({ keys: one.keys });
    const write = async (append: typeof one.append, source: SealedSource) => {
      for (let turn = 0; turn < 15; turn += 1) {
        // Logs in another order each time: no transaction waits crosswise.
        const logs = turn % 2 === 0 ? ['acme', 'other', 'third'] : ['third', 'acme', 'other'];
        await append(logs.map((log) => source.next(log)));
      }
    };
    await Promise.all([
      write(one.append, a),
      write(two.append, b),
      write(two.append, new SealedSource('x/1')),
    ]);
    for (const log of ['acme', 'other', 'third']) {
      const leaves = await leavesOf(db, log);
      expect(leaves).toHaveLength(46);
      for (const id of ['main/1', 'main/2', 'x/1']) {
        const own = leaves.filter(({ entry }) => entry.source.id === id);
        expect(own.map(({ entry }) => entry.n)).toEqual(own.map((_, index) => index + 1));
      }
      expect(leaves.filter(({ entry }) => entry.type === 'log.opened')).toHaveLength(1);
      expect(leaves.filter(({ entry }) => entry.type === 'gap')).toEqual([]);
    }
    // Both hold the key: one of them signs, and the other finds it done.
    const signed = await Promise.all([one.checkpoint(), two.checkpoint(), one.checkpoint()]);
    expect(signed.filter(Boolean)).toHaveLength(1);
    expect(await notesOf()).toHaveLength(1);
  });

  it('leaves nothing of a transaction that did not commit, and goes on where it was', async () => {
    const { sequencer, append, checkpoint } = await start();
    const source = new SealedSource('main/1');
    await append([source.next()]);
    const lost = source.many(1200);
    const killed = db.transaction(async (transaction) => {
      await sequencer.append(transaction, lost, AT);
      const [{ pid }] = (await transaction.raw('select pg_backend_pid() as pid')).rows;
      await database.open('postgres').raw('select pg_terminate_backend(?)', [pid]);
      await transaction.raw('select 1');
    });
    await expect(killed).rejects.toThrow();
    expect(await leavesOf(db)).toHaveLength(2);
    expect(await notesOf()).toEqual([]);
    await append(lost);
    await checkpoint();
    const data = (await leavesOf(db)).map((leaf) => Buffer.from(leaf.data));
    const [note] = await notesOf();
    expect(note).toMatchObject({ size: 1202, rootHash: naiveRoot(data) });
  });

  it('goes on when the clock was put back, into the months of before', async () => {
    const { append } = await start();
    const source = new SealedSource('main/1');
    await append([source.next()], AT + 5 * MONTH_MS);
    await append([source.next()], AT);
    await append([source.next()], AT - 7 * MONTH_MS);
    expect((await leavesOf(db)).map(({ entry }) => entry.n)).toEqual([1, 1, 2, 3]);
    const sealed: { sealed_at: number }[] = await rows('ledger_entries');
    expect(new Set(sealed.map((row) => row.sealed_at)).size).toBe(3);
  });

  it('names a gap in the log itself, loses nothing, and raises an alarm', async () => {
    const { append, notices } = await start();
    const source = new SealedSource('main/1');
    const [first, missing, third, fourth] = source.many(4);
    if (!first || !missing || !third || !fourth) throw new Error('four entries');
    await append([first]);
    await append([third, fourth]);
    const leaves = await leavesOf(db);
    expect(leaves.map(({ entry }) => entry.type)).toEqual([
      'log.opened',
      'call',
      'call',
      'gap',
      'call',
    ]);
    expect(leaves[3]?.entry.body).toEqual({
      ...{ reason: 'chain', leaf: 2, source: third.source },
      expected: { n: 2, prev: leaves[1]?.hash.toString('base64') },
      found: { n: 3, prev: leaves[2]?.entry.prev, leaf: leaves[2]?.hash.toString('base64') },
    });
    expect(notices).toMatchObject([{ code: 'LEDGER_GAP', severity: 'alarm' }]);
    // What was late is let in, and is a break of its own.
    await append([missing]);
    expect((await leavesOf(db)).map(({ entry }) => entry.type).slice(-2)).toEqual(['call', 'gap']);
  });

  it('lets nobody rewrite a fact: the second text is told, and the first one stays', async () => {
    const { append, notices } = await start();
    const [source, forger] = [new SealedSource('main/1'), new SealedSource('main/1')];
    const entry = source.next();
    await append([entry]);
    await append([forger.next('acme', { fill: 11 })]);
    const leaves = await leavesOf(db);
    expect(leaves[1]?.data).toBe(entry.data);
    expect(leaves[2]?.entry).toMatchObject({ type: 'gap', body: { reason: 'double', leaf: 1 } });
    expect(notices).toMatchObject([{ code: 'LEDGER_GAP' }]);
  });

  it('refuses an entry whose text says something else, and the batch with it', async () => {
    const { append } = await start();
    const source = new SealedSource('main/1');
    const entry = source.next();
    await expect(append([{ ...entry, n: 7 }])).rejects.toThrow('not what it is called');
    await expect(append([{ ...entry, log: 'other' }])).rejects.toThrow('not what it is called');
    await append([entry]);
    expect(await leavesOf(db)).toHaveLength(2);
  });

  it('tells a head that was put back, and sets nothing aside for it', async () => {
    const { append, checkpoint } = await start();
    const source = new SealedSource('main/1');
    await append([source.next()]);
    const [before] = await rows('ledger_heads');
    await append([source.next()]);
    await checkpoint();
    const { frontier, sources } = before as { frontier: unknown; sources: unknown };
    await looking(db, (transaction) =>
      transaction('ledger_heads').update({
        ...{ size: 2, noted_size: 0 },
        ...{ frontier: JSON.stringify(frontier), sources: JSON.stringify(sources) },
      }),
    );
    await expect(append([source.next()])).rejects.toMatchObject({ code: 'LEDGER_FORKED' });
  });

  it('closes what is personal under a key of the person, and opens it with no other', async () => {
    const { append } = await start();
    const source = new SealedSource('main/1');
    const entries = [source.next(), source.next(), source.next('acme', { subject: '+49401' })];
    await append(entries);
    await append([source.next('other')]);
    const boxes: Record<'subject' | 'nonce' | 'box', Buffer>[] = await rows('ledger_disclosures');
    const keys: { subject: Buffer; key: Buffer }[] = await rows('subject_keys');
    expect(keys).toHaveLength(2);
    const leaves = await leavesOf(db);
    for (const [index, { subject, nonce, box }] of boxes.entries()) {
      const leafHash = leaves[index + 1]?.hash as Buffer;
      const own = keys.find((one) => one.subject.equals(subject))?.key as Buffer;
      const other = keys.find((one) => !one.subject.equals(subject))?.key as Buffer;
      expect(openBox({ key: own, nonce, box }, leafHash)).toEqual(entries[index]?.disclosures);
      expect(openBox({ key: other, nonce, box }, leafHash)).toBeNull();
      expect(openBox({ key: own, nonce, box }, leaves[0]?.hash as Buffer)).toBeNull();
    }
    // The same person is somebody else to another client.
    const [elsewhere] = (await rows('subject_keys', 'other')) as { subject: Buffer }[];
    expect(keys.some(({ subject }) => elsewhere?.subject.equals(subject))).toBe(false);
    expect(JSON.stringify(boxes.map(({ box }) => box.toString('latin1')))).not.toContain('4930');
  });

  it('turns to another key: an entry says so, and the old key signs it as its last', async () => {
    const { sequencer, append, checkpoint, keys } = await start();
    const source = new SealedSource('main/1');
    await append([source.next()]);
    await checkpoint();
    const origin = 'leitstand.test/engine/acme';
    const old = keys.newest(origin).verifierKey;
    await keys.add();
    const change = () =>
      db.transaction((transaction) => sequencer.changeKey(transaction, 'acme', AT));
    expect(await change()).toBe(true);
    expect(await change()).toBe(false);
    await keys.forget();
    await append([source.next()]);
    await checkpoint();
    const leaves = await leavesOf(db);
    const key = keys.newest(origin).verifierKey;
    expect(leaves[2]?.entry).toMatchObject({ type: 'key.changed', body: { key } });
    const signature = String(leaves[2]?.entry.body['signature']);
    const vouched = `${origin}\nkey.changed\n${key}\n`;
    expect(parseVerifierKey(old).verifies(vouched, Buffer.from(signature, 'base64'))).toBe(true);
    const notes: { size: number; note: string }[] = await rows('ledger_checkpoints');
    const signedBy = (vkey: string) =>
      notes
        .filter(({ note }) => {
          try {
            return openCheckpoint(note, origin, [parseVerifierKey(vkey)]) !== undefined;
          } catch {
            return false;
          }
        })
        .map(({ size }) => size);
    expect([signedBy(old), signedBy(key)]).toEqual([
      [2, 3],
      [3, 4],
    ]);
    expect(await rows('ledger_keys')).toEqual(
      expect.arrayContaining([
        { log: 'acme', vkey: old, from_size: 0, signature: null },
        { log: 'acme', vkey: key, from_size: 2, signature },
      ]),
    );
  });

  it('appends without the key, and signs nothing', async () => {
    const one = await start();
    const two = await start();
    const source = new SealedSource('main/1');
    await one.append([source.next()]);
    await two.append(source.many(1100));
    expect(await two.checkpoint()).toBe(false);
    expect(await one.checkpoint()).toBe(true);
    expect(await leavesOf(db)).toHaveLength(1102);
  });

  it('commits rows and leaves together, and tells each row its leaf', async () => {
    const { sequencer } = await start();
    const source = new SealedSource('main/1');
    const call = { ...completed(1), sealed: source.next() };
    const later = { ...supplemented(2, 'call-000001'), sealed: source.next() };
    const append: Parameters<typeof writeRecords>[2] = (transaction, entries) =>
      sequencer.append(transaction, entries, AT);
    const broken = { ...supplemented(3, 'x'), clientId: undefined, sealed: source.next() };
    await expect(
      writeRecords(db, [call, later, broken as unknown as typeof later], append),
    ).rejects.toThrow('without a client');
    expect(await rows('ledger_heads')).toEqual([]);
    await writeRecords(db, [call, later, completed(9)], append);
    await writeRecords(db, [call], append);
    expect(await db('calls').orderBy('seq').pluck('leaf_index')).toEqual([1, null]);
    expect(await db('supplements').pluck('leaf_index')).toEqual([2]);
    expect(await leavesOf(db)).toHaveLength(3);
  });

  describe('refuses', () => {
    const TABLES = [
      ...['ledger_leaves', 'ledger_nodes', 'ledger_entries', 'ledger_disclosures'],
      ...['ledger_checkpoints', 'ledger_keys', 'subject_keys'],
    ];
    const PARTITIONS = ['ledger_entries_2026_01', 'ledger_disclosures_2026_01'];
    const RECORDS = [
      ...['calls', 'segments', 'party_intervals', 'supplements', 'attempts', 'refusals'],
      ...['consents', 'suppressions'],
    ];

    const filled = async () => {
      const { append, checkpoint } = await start();
      await append(new SealedSource('main/1').many(300));
      await checkpoint();
    };

    it.each(['daemon', 'migrator', 'postgres'] as const)('changes by the %s', async (role) => {
      await filled();
      const session = database.open(role);
      const firstColumn = (table: string) =>
        table.startsWith('ledger') || table === 'subject_keys' ? 'log' : 'client_id';
      for (const table of [...TABLES, ...PARTITIONS, ...RECORDS]) {
        const name = `leitstand.${table}`;
        const attempt = (sql: string) =>
          session.transaction(async (transaction) => {
            await enterScope(transaction, '*');
            await transaction.raw(sql);
          });
        await expect(
          attempt(`update ${name} set ${firstColumn(table)} = 'x'`),
        ).rejects.toMatchObject(DENIED);
        await expect(attempt(`delete from ${name}`)).rejects.toMatchObject(DENIED);
        await expect(attempt(`truncate ${name} cascade`)).rejects.toMatchObject(DENIED);
      }
      expect(await leavesOf(db)).toHaveLength(301);
    });

    it('a head to be removed, and a partition to be written past its log', async () => {
      await filled();
      const remove = looking(database.open('migrator'), (transaction) =>
        transaction.raw('delete from leitstand.ledger_heads'),
      );
      await expect(remove).rejects.toMatchObject(DENIED);
      const past = db('ledger_entries_2026_01').select();
      await expect(past).rejects.toMatchObject(DENIED);
    });

    it('to show a log to a transaction of another one, or of none', async () => {
      const { append } = await start();
      const source = new SealedSource('main/1');
      await append([source.next('acme'), source.next('other')]);
      const seen = (scope: string, session = db) =>
        session.transaction(async (transaction) => {
          if (scope) await enterScope(transaction, scope);
          return transaction('leitstand.ledger_leaves').distinct('log').pluck('log');
        });
      expect((await seen('*')).sort()).toEqual(['acme', 'other']);
      expect(await seen('acme')).toEqual(['acme']);
      expect(await seen('')).toEqual([]);
      expect(await seen('', database.open('migrator'))).toEqual([]);
      const foreign = db.transaction(async (transaction) => {
        await enterScope(transaction, 'acme');
        await transaction('ledger_keys').insert({ log: 'other', vkey: 'x', from_size: 0 });
      });
      await expect(foreign).rejects.toMatchObject(DENIED);
    });
  });
});

describe("the ledger's secrets", () => {
  it('are refused when others may read them', async () => {
    const folder = await mkdtemp('/tmp/leitstand-keys-');
    const { keys } = await sequencerIn(folder);
    const path = (keys as unknown as { path: string }).path;
    await chmod(path, 0o640);
    await expect(SigningKeys.open(join(path, '..'))).rejects.toMatchObject({
      code: 'LEDGER_SECRET_EXPOSED',
    });
  });
});
