import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { OutboxEntry } from '../../src/port/stores';
import type { StoreNotice } from '../../src/store/notice';
import { DiskOutbox } from '../../src/store/outbox';
import { writeRecords } from '../../src/store/record-writer';
import { systemClock } from './clock';
import { SERVERS, type TestDatabase, TestPostgres } from './postgres';
import { callRecord, completed, supplemented } from './record';

describe.each(SERVERS)('the outbox before the %s server', (kind) => {
  let postgres: TestPostgres;
  let database: TestDatabase;
  let db: Knex;
  let folder: string;
  let notices: StoreNotice[];
  let outbox: DiskOutbox | null;
  beforeAll(async () => {
    postgres = await TestPostgres.start(kind);
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    database = await postgres.database();
    db = database.open();
    folder = await mkdtemp(join(tmpdir(), 'leitstand-outbox-'));
    [notices, outbox] = [[], null];
  });
  afterEach(async () => {
    await outbox?.close();
    await rm(folder, { recursive: true });
  });

  const open = async (): Promise<DiskOutbox> => {
    outbox = await DiskOutbox.open({
      folder,
      clock: systemClock,
      notify: (notice) => notices.push(notice),
      deliver: (entries) => writeRecords(db, entries),
    });
    return outbox;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const count = async (table: string): Promise<number> =>
    Number((await db(table).count({ n: '*' }).first())?.['n']);
  const callIds = async (): Promise<string[]> => db('calls').orderBy('call_id').pluck('call_id');
  const idsOf = (numbers: readonly number[]) => numbers.map((n) => callRecord(n).callId);
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it('takes 10,000 records while the server is away, and brings each once it is back', async () => {
    const opened = await open();
    await postgres.server.stop();
    for (const number of range(1, 10_000)) opened.take([completed(number)], number);
    await until(() => notices.some((notice) => notice.code === 'OUTBOX_SQL_AWAY'));
    expect(opened.backlog()).toEqual({ entries: 10_000, oldestAt: completed(1).at });
    await postgres.server.start();
    await until(() => opened.backlog().entries === 0);
    expect(await callIds()).toEqual(idsOf(range(1, 10_000)));
    expect(await count('segments')).toBe(50_000);
    expect(await count('party_intervals')).toBe(20_000);
    expect(notices.map((notice) => notice.code)).toEqual(['OUTBOX_SQL_AWAY', 'OUTBOX_SQL_BACK']);
  });

  it('passes over what is there already, in part or whole', async () => {
    const entries = [
      ...range(1, 6).map((n) => completed(n)),
      supplemented(7, callRecord(1).callId),
    ];
    await writeRecords(db, entries.slice(2, 4));
    await writeRecords(db, entries);
    await writeRecords(db, [...entries, completed(8)]);
    expect(await callIds()).toEqual(idsOf([1, 2, 3, 4, 5, 6, 8]));
    expect(await count('segments')).toBe(35);
    expect(await count('supplements')).toBe(1);
  });

  it('sets aside a second record of one call, and a number that no column holds', async () => {
    const opened = await open();
    const second: OutboxEntry = completed(5, { callId: callRecord(2).callId, queueMs: 1 });
    const odd = completed(6, { queueMs: 1.5 });
    const { clientId: _none, ...nobodys } = supplemented(7, callRecord(1).callId);
    opened.take([completed(1), completed(2), second, odd, nobodys, completed(8)], 8);
    await until(() => opened.backlog().entries === 0);
    expect(await callIds()).toEqual(idsOf([1, 2, 8]));
    const refused = notices.map((notice) => notice.detail?.['seq']);
    expect(refused).toEqual([5, 6, 7]);
    expect(await db('calls').where('call_id', callRecord(2).callId).pluck('queue_ms')).toEqual([
      callRecord(2).queueMs,
    ]);
  });

  it('loses and repeats nothing when the process is killed amid its deliveries', async () => {
    const total = 4000;
    const script = [join(__dirname, 'outbox-child.ts'), folder, database.url(), String(total)];
    const loader = ['--require', join(__dirname, 'load-typescript.js')];
    const live = (deliveriesMax: number) =>
      new Promise<'done' | 'killed'>((resolve, reject) => {
        const child = spawn(process.execPath, [...loader, ...script]);
        let text = '';
        let trouble = '';
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk;
          if (text.split('delivering').length > deliveriesMax) child.kill('SIGKILL');
        });
        child.stderr.on('data', (chunk: Buffer) => {
          trouble += chunk;
        });
        child.on('close', (code, signal) => {
          if (code === 0) resolve('done');
          else if (signal === 'SIGKILL') resolve('killed');
          else reject(new Error(trouble));
        });
      });
    for (const deliveries of [1, 2, 5, 9]) expect(await live(deliveries)).toBe('killed');
    expect(await live(Number.POSITIVE_INFINITY)).toBe('done');
    expect(await callIds()).toEqual(idsOf(range(1, total)));
    expect(await count('supplements')).toBe(total);
    expect(await count('segments')).toBe(5 * total);
  });
});
