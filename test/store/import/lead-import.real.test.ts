import type { Knex } from 'knex';
import pino from 'pino';
import { listImport } from '../../../src/daemon/list-import';
import { CodedError } from '../../../src/port/coded-error';
import { type ImportOrder, importLeads } from '../../../src/store/import/lead-import';
import { SqlLeadStore } from '../../../src/store/lead-store';
import { SqlListStore } from '../../../src/store/list-store';
import { TestPostgres } from '../postgres';

const LIST = { clientId: 'acme', campaignId: 'winter', listId: 'first' };
const AT = Date.UTC(2026, 10, 22);

async function* pieces(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A file of so many rows, made as it is read. */
async function* generated(
  rows: number,
  row: (index: number) => string,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from('number,key,name\n');
  for (let from = 0; from < rows; from += 1_000) {
    const length = Math.min(1_000, rows - from);
    yield Buffer.from(Array.from({ length }, (_, index) => row(from + index)).join(''));
  }
}

describe('imports in PostgreSQL', () => {
  let postgres: TestPostgres;
  let db: Knex;
  let imports = 0;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });
  afterAll(() => postgres?.close());
  beforeEach(async () => {
    db = (await postgres.database()).open();
  });

  const run = (bytes: AsyncIterable<Uint8Array>, over: Partial<ImportOrder> = {}) => {
    imports += 1;
    const order: ImportOrder = {
      ...{ list: LIST, importId: `import-${imports}`, format: 'csv', encoding: 'utf-8' },
      ...{ mapping: [], defaults: { country: 'DE' }, actor: 'token:t', at: AT, ...over },
    };
    return importLeads(db, order, bytes);
  };

  it('brings leads in as the hopper takes them', async () => {
    const file = [
      'number,number:mobile,key,priority,consent.kind,consent.givenAt,consent.evidence,' +
        'name,audience',
      '030 5550123,0171 2345678,K-1,5,web,2026-01-05T00:00:00Z,form 12,"Müller, Anna",Business',
      '030 5550124,,,,,,,,',
    ].join('\n');
    const report = await run(pieces(file));
    expect(report).toMatchObject({ rows: 2, leads: 2, refused: 0, problems: {} });
    const order = { ...LIST, count: 10, at: AT, zones: ['Europe/Berlin'] };
    const { leads } = await new SqlLeadStore(db).claim(order);
    expect(leads[0]).toEqual({
      ...{ leadId: expect.any(String), listId: 'first', priority: 5, nextNumber: 0 },
      numbers: [
        { number: '+49305550123', role: 'main', zone: 'Europe/Berlin' },
        { number: '+491712345678', role: 'mobile', zone: 'Europe/Berlin' },
      ],
      ...{ key: 'K-1', audience: 'business' },
      ...{ attempts: [], attemptsTotal: 0, fields: { name: 'Müller, Anna' } },
      consent: { kind: 'web', givenAt: Date.UTC(2026, 0, 5), evidence: 'form 12' },
    });
    expect(leads).toHaveLength(2);
  });

  it('takes 100,000 rows, and none of them a second time', async () => {
    const file = () => generated(100_000, (index) => `0171 ${1_000_000 + index},K${index},N\n`);
    expect(await run(file())).toMatchObject({ rows: 100_000, leads: 100_000 });
    expect(await run(file(), { list: { ...LIST, listId: 'second' } })).toMatchObject({
      ...{ rows: 100_000, leads: 0 },
      duplicates: { inFile: 0, inCampaign: 100_000 },
    });
    const other = await run(file(), { list: { ...LIST, campaignId: 'summer' } });
    expect(other.leads).toBe(100_000);
    const lists = await db('dial_lists').orderBy(['campaign_id', 'list_id']).pluck('leads');
    expect(lists).toEqual([100_000, 100_000, 0]);
  });

  it('calls a number once that stands a million times in the file', async () => {
    const formats = ['030 5550123', '+49 30 5550123', '0049305550123', '(030) 555-0123'];
    const file = generated(1_000_000, (index) => `${formats[index % 4]},,\n`);
    const report = await run(file);
    expect(report).toMatchObject({ rows: 1_000_000, leads: 1, refused: 0 });
    expect(report.duplicates).toEqual({ inFile: 999_999, inCampaign: 0 });
  });

  it('keeps of a lead the numbers that nobody else has', async () => {
    await run(pieces('number\n030 5550123\n'));
    const file = 'number,number:mobile\n030 5550123,0171 2345678\n0171 2345678,030 5550123\n';
    expect(await run(pieces(file))).toMatchObject({
      leads: 1,
      duplicates: { inFile: 0, inCampaign: 1 },
    });
    const [lead] = await db('leads').orderBy('lead_id', 'desc').limit(1);
    expect(lead.numbers).toEqual([
      { number: '+491712345678', role: 'mobile', zone: 'Europe/Berlin' },
    ]);
  });

  it('reports the first thousand bad rows and counts the others', async () => {
    const file = generated(3_000, (index) => (index % 3 === 0 ? '030 5550123,,\n' : 'none,,\n'));
    const report = await run(file);
    expect(report).toMatchObject({ rows: 3_000, leads: 1, refused: 2_000 });
    expect(report.problems).toEqual({ NUMBER_INVALID: 2_000 });
    expect(report.firstProblems).toHaveLength(1_000);
    expect(report.firstProblems[0]).toEqual({
      ...{ line: 3, code: 'NUMBER_INVALID', column: 'number' },
      remedy: expect.stringContaining('+49'),
    });
    const [kept] = await db('lead_imports');
    expect(kept.report).toMatchObject({ rows: 3_000, problems: { NUMBER_INVALID: 2_000 } });
  });

  it('leaves nothing of a file that breaks in the middle, and takes it mended', async () => {
    const rows = (count: number) =>
      Array.from({ length: count }, (_, index) => `0171 ${1_000_000 + index}`).join('\n');
    const broken = `number\n${rows(12_000)}\n"${'x'.repeat(70_000)}`;
    await expect(run(pieces(broken))).rejects.toMatchObject({ code: 'ROW_TOO_LONG' });
    async function* cut() {
      yield* pieces(`number\n${rows(12_000)}\n`);
      throw new Error('the sender went away');
    }
    await expect(run(cut())).rejects.toMatchObject({ code: 'UPLOAD_BROKEN' });
    expect(await db('leads').count()).toEqual([{ count: 0 }]);
    expect(await db('dial_lists')).toEqual([]);
    expect(await db('lead_numbers').count()).toEqual([{ count: 0 }]);
    expect(await run(pieces(`number\n${rows(12_000)}`))).toMatchObject({ leads: 12_000 });
  });

  it('that was refused stands among the changes of the list, be there one or not', async () => {
    const order: ImportOrder = {
      ...{ list: LIST, importId: 'i', mapping: [], defaults: {}, actor: 'token:t', at: AT },
      format: 'csv',
      encoding: 'utf-8',
    };
    const refused = listImport({
      imports: { run: () => Promise.reject(new CodedError('FILE_EMPTY', 'nothing is in it')) },
      lists: new SqlListStore(db),
      clock: { now: () => AT, schedule: () => () => undefined },
      log: pino({ level: 'silent' }),
    });
    await expect(refused(order, pieces(''))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    await run(pieces('number\n030 5550123\n'));
    await expect(refused(order, pieces(''))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    const changes = await db('dial_list_changes').orderBy('change_id');
    const refusedImport = { importId: 'i', code: 'FILE_EMPTY', message: 'nothing is in it' };
    const said = { actor: 'token:t', at: AT, reason: 'an import was refused: FILE_EMPTY' };
    expect(changes).toMatchObject([
      { ...said, before: null, after: { refusedImport } },
      { ...said, before: { leads: 1 }, after: { leads: 1, refusedImport } },
    ]);
  });

  it('is one at a time for a campaign', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    async function* slow() {
      yield Buffer.from(`number\n${'030 5550123\n'.repeat(5_001)}`);
      begun();
      await held;
    }
    const first = run(slow());
    await hasBegun;
    // The first has the campaign as soon as it has the lock.
    const locks = () => db('pg_locks').where({ locktype: 'advisory', granted: true });
    while ((await locks()).length === 0);
    await expect(run(pieces('number\n030 5550124\n'))).rejects.toMatchObject({
      code: 'IMPORT_RUNNING',
    });
    release();
    expect(await first).toMatchObject({ leads: 1 });
  });

  it('remembers the country and the zone of a list', async () => {
    const us = { list: { ...LIST, listId: 'us' }, defaults: {} };
    const first = { ...us, defaults: { country: 'US', zone: 'America/Chicago' } };
    await run(pieces('number\n(212) 555-2368\n'), first);
    expect(await run(pieces('number\n(312) 555-2368\n'), us)).toMatchObject({ leads: 1 });
    await db('dial_lists').where({ list_id: 'us' }).update({ zone: null });
    expect(await run(pieces('number\n(415) 555-2368\n'), us)).toMatchObject({
      ...{ leads: 0, problems: { ZONE_NEEDED: 1 } },
    });
  });
});
