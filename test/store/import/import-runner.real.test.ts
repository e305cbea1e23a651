import { join } from 'node:path';
import { ImportRunner } from '../../../src/store/import/import-runner';
import type { ImportOrder } from '../../../src/store/import/lead-import';
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
    const script = join(__dirname, 'import-thread.js');
    runner = new ImportRunner({ address: () => database.address(), script });
  });
  afterAll(() => postgres?.close());

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
});
