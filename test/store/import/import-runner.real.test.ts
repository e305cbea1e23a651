import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportRunner } from '../../../src/store/import/import-runner';
import type { ImportOrder } from '../../../src/store/import/lead-import';
import { UploadSpool } from '../../../src/store/import/upload-spool';
import { systemClock } from '../clock';
import { type TestDatabase, TestPostgres } from '../postgres';

const order: ImportOrder = {
  list: { clientId: 'acme', campaignId: 'winter', listId: 'first' },
  ...{ importId: 'import-1', format: 'csv', encoding: 'utf-8', mapping: [] },
  ...{ defaults: { country: 'DE' }, actor: 'token:t', at: 1 },
};

describe('an import in a thread of its own', () => {
  let postgres: TestPostgres;
  let database: TestDatabase;
  let runner: ImportRunner;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
    database = await postgres.database();
  });
  beforeEach(() => {
    runner = runnerOf();
  });
  afterEach(() => runner.close());
  afterAll(async () => {
    await postgres?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const folder = mkdtempSync(join(tmpdir(), 'leitstand-imports-'));
  const runnerOf = (freeBytesMin = 0): ImportRunner =>
    new ImportRunner({
      address: () => database.address(),
      spool: new UploadSpool({ folder, clock: systemClock, bytesMax: 40_000_000, freeBytesMin }),
      script: join(__dirname, 'import-thread.js'),
    });
  const listNamed = (listId: string): ImportOrder => ({
    ...order,
    ...{ importId: listId, list: { ...order.list, listId } },
  });

  it('reports as it goes and at its end', async () => {
    async function* file() {
      yield Buffer.from('number,name\n');
      for (let from = 0; from < 20_000; from += 1_000) {
        const row = (index: number) => `0171 ${1_000_000 + from + index},Müller\n`;
        yield Buffer.from(Array.from({ length: 1_000 }, (_, index) => row(index)).join(''));
      }
    }
    const seen: number[] = [];
    const report = await runner.run(order, file(), ({ leads }) => seen.push(leads));
    expect(report).toMatchObject({ rows: 20_000, leads: 20_000, refused: 0 });
    expect(seen.length).toBeGreaterThan(2);
    expect(await database.open()('leads').count()).toEqual([{ count: 20_000 }]);
  });

  it('says what is wrong with a file, and takes no more of it', async () => {
    let given = 0;
    async function* file() {
      yield Buffer.from('name\n');
      for (; given < 1_000; given += 1) yield Buffer.from('x\n'.repeat(100_000));
    }
    await expect(runner.run({ ...order, importId: '2' }, file())).rejects.toMatchObject({
      ...{ code: 'NUMBER_COLUMN_MISSING', remedy: expect.stringContaining('--map') },
    });
    expect(given).toBeLessThan(100);
  });

  it('tells of a sender that went away', async () => {
    async function* file() {
      yield Buffer.from('number\n030 5550123\n');
      throw new Error('aborted');
    }
    await expect(runner.run({ ...order, importId: '3' }, file())).rejects.toMatchObject({
      ...{ code: 'UPLOAD_BROKEN', message: expect.stringContaining('aborted') },
    });
  });

  it('is held up by no slow sender, and takes turns when files are whole', async () => {
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    async function* slow(last: number) {
      yield Buffer.from(`number\n030 666010${last}\n`);
      await held;
    }
    const names = ['slow-1', 'slow-2', 'slow-3'];
    const first = names.map((name, index) => runner.run(listNamed(name), slow(index)));
    async function* whole() {
      yield Buffer.from('number\n030 6660200\n');
    }
    expect(await runner.run(listNamed('quick'), whole())).toMatchObject({ leads: 1 });
    go();
    // One after the other, or by the campaign's own rule; none is lost without a word.
    const ends = await Promise.allSettled(first);
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason.code).toBe('IMPORT_RUNNING');
    }
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
  });

  it('ends with the daemon, leaves nothing, and can be sent again', async () => {
    async function* file() {
      yield Buffer.from('number\n');
      for (let from = 0; from < 200_000; from += 1_000) {
        const row = (index: number) => `0172 ${1_000_000 + from + index}\n`;
        yield Buffer.from(Array.from({ length: 1_000 }, (_, index) => row(index)).join(''));
      }
    }
    const before = await database.open()('leads').count();
    let closed: Promise<void> | undefined;
    const run = runner.run(listNamed('stopped'), file(), ({ leads }) => {
      if (leads > 0) closed ??= runner.close();
    });
    await expect(run).rejects.toMatchObject({ code: 'IMPORT_STOPPED' });
    await closed;
    await expect(runner.run(listNamed('late'), file())).rejects.toMatchObject({
      ...{ code: 'IMPORT_STOPPED', remedy: expect.any(String) },
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(await database.open()('leads').count()).toEqual(before);
    expect(await database.open()('dial_lists').where({ list_id: 'stopped' })).toEqual([]);
    runner = runnerOf();
    expect(await runner.run(listNamed('stopped'), file())).toMatchObject({ leads: 200_000 });
  });

  it('takes no file that is too long, or that the disk has no room for', async () => {
    async function* file() {
      yield Buffer.from('number\n');
      for (;;) yield Buffer.alloc(1_000_000, '0');
    }
    await expect(runner.run(order, file())).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE' });
    runner = runnerOf(Number.MAX_SAFE_INTEGER);
    await expect(runner.run(order, file())).rejects.toMatchObject({ code: 'DISK_SHORT' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes so many files at once and no more', async () => {
    async function* never() {
      yield Buffer.from('number\n');
      await new Promise<void>(() => undefined);
    }
    const runs = Array.from({ length: 8 }, () => runner.run(order, never()));
    const under = Promise.allSettled(runs);
    await expect(runner.run(order, never())).rejects.toMatchObject({ code: 'IMPORTS_MANY' });
    await runner.close();
    const ends = await under;
    expect(new Set(ends.map((end) => end.status === 'rejected' && end.reason.code))).toEqual(
      new Set(['IMPORT_STOPPED']),
    );
  });
});
