import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDaemon } from './fake-daemon';
import { NOW } from './live-sample';
import { run } from './run';

let daemon: FakeDaemon;
const folder = mkdtempSync(join(tmpdir(), 'leitstand-list-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

beforeEach(async () => {
  daemon = await FakeDaemon.start();
});
afterEach(() => daemon.close());
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (...words: string[]) => run([...words, '--url', daemon.url, '--token', 'lst_test']);

const REPORT = {
  ...{ importId: 'i', rows: 5, leads: 2, refused: 1, duplicates: { inFile: 1, inCampaign: 1 } },
  problems: { NUMBER_INVALID: 1 },
  firstProblems: [{ line: 4, code: 'NUMBER_INVALID', column: 'Telefon', remedy: 'add +49' }],
};

describe('campaign import', () => {
  const path = '/v1/campaigns/spring/lists/march/import';

  test('sends the file as it is and tells what came of it', async () => {
    daemon.on(`POST ${path}`, { body: REPORT });
    const text = `Telefon\n${'030 5550123\n'.repeat(20_000)}`;
    const leads = file('leads.csv', text);
    const words = ['--list', 'march', '--country', 'DE', '--map', 'number=Telefon'];
    const { code, out } = await ask('campaign', 'import', 'spring', leads, ...words);
    expect(code).toBe(0);
    const [sent] = daemon.requests;
    expect(sent).toMatchObject({ contentType: 'text/csv', body: text });
    expect(sent?.path).toBe(`${path}?country=DE&encoding=utf-8&map=number%3DTelefon`);
    expect(out).toMatch(/leads +2\n.*before +1\n.*before +1\nrefused +1\n +NUMBER_INVALID +1/);
    expect(out).toMatch(/4 +NUMBER_INVALID +Telefon +add \+49/);
  });

  test('tells why the daemon takes the file not', async () => {
    const body = { code: 'ENCODING_WRONG', detail: 'line 3 is not utf-8', remedy: '--encoding' };
    daemon.on(`POST ${path}`, { status: 422, body });
    const leads = file('leads.ndjson', '{}\n');
    const { code, err } = await ask('campaign', 'import', 'spring', leads, '--list', 'march');
    expect(code).toBe(1);
    expect(daemon.requests[0]?.contentType).toBe('application/x-ndjson');
    expect(err).toContain('line 3 is not utf-8');
  });

  test('needs a file that is there, and a daemon', async () => {
    const nothing = await ask('campaign', 'import', 'spring', 'no.csv', '--list', 'march');
    expect(nothing.err).toContain('FILE_UNREADABLE');
    const leads = file('leads.csv', 'number\n');
    const words = ['campaign', 'import', 'spring', leads, '--list', 'march'];
    const { code } = await run([...words, '--url', 'http://127.0.0.1:1', '--token', 'x']);
    expect(code).toBe(3);
  });
});

describe('list', () => {
  const list = {
    ...{ clientId: 'acme', campaignId: 'spring', listId: 'march', weight: 3, priority: 0 },
    ...{ active: true, leadOrder: 'retries-first', leads: 12, createdAt: NOW },
  };

  test('shows how lists are served', async () => {
    const leadsNow = { remaining: 7, inHopper: 2, done: 3 };
    daemon.on('GET /v1/campaigns/spring/lists', { body: { lists: [{ ...list, leadsNow }] } });
    const { out } = await ask('list', 'show', 'spring');
    expect(out).toMatch(/march +yes +0 +3 +retries-first +12 +7 +2 +3/);
  });

  test('changes what is said, with the reason', async () => {
    daemon.on('PATCH /v1/campaigns/spring/lists/march', { body: list });
    const words = ['--weight', '3', '--off', '--reason', 'fresh leads first'];
    expect((await ask('list', 'set', 'spring', 'march', ...words)).code).toBe(0);
    expect(JSON.parse(daemon.requests[0]?.body ?? '')).toEqual({
      ...{ weight: 3, active: false, reason: 'fresh leads first' },
    });
  });

  test('tells what the upkeep did', async () => {
    const done = { clientId: 'acme', campaignId: 'spring', consentsErased: 4, leadsClosed: 0 };
    daemon.on('POST /v1/lists/upkeep', {
      body: { at: NOW, campaigns: [{ ...done, claimsReleased: 2 }] },
    });
    expect((await ask('list', 'upkeep')).out).toMatch(/spring +acme +4 +0 +2/);
    daemon.on('POST /v1/lists/upkeep', { body: { at: NOW, campaigns: [] } });
    expect((await ask('list', 'upkeep')).err).toContain('There was nothing to do.');
  });

  test.each([['--on', '--off'], [], ['--weight', 'many']])('refuses %s %s', async (...words) => {
    const said = words.filter((word) => word !== undefined);
    const { code } = await ask('list', 'set', 'spring', 'march', ...said, '--reason', 'x');
    expect(code).toBe(2);
    expect(daemon.requests).toEqual([]);
  });
});

describe('dnc', () => {
  const reason = ['--reason', 'asked by phone'];

  test('add names one list, and tells which numbers are none', async () => {
    daemon.on('POST /v1/suppressions', { body: { added: 1, known: 0, invalid: [1] } });
    const words = ['dnc', 'add', '030 5550123', 'nobody', '--country', 'DE', ...reason];
    const { code, out, err } = await ask(...words, '--client', 'acme');
    expect({ code, out }).toEqual({ code: 1, out: '1 added, 0 known before\n' });
    expect(err).toContain('"nobody" is no number');
    expect(JSON.parse(daemon.requests[0]?.body ?? '')).toEqual({
      ...{ scope: 'client', clientId: 'acme', country: 'DE', reason: 'asked by phone' },
      numbers: ['030 5550123', 'nobody'],
    });
    expect((await ask(...words)).code).toBe(2);
    expect((await ask(...words, '--global', '--campaign', 'x')).code).toBe(2);
  });

  test('check tells on which lists a number is by its exit code, too', async () => {
    const path = 'GET /v1/suppressions/%2B49305550123';
    daemon.on(path, { body: { number: '+49305550123', suppressions: [] } });
    expect(await ask('dnc', 'check', '+49305550123')).toMatchObject({
      ...{ code: 0, out: '+49305550123 is on no list\n' },
    });
    const entry = { scope: 'client', clientId: 'acme', reason: 'asked', source: 'agent' };
    const suppressions = [{ ...entry, addedAt: NOW }];
    daemon.on(path, { body: { number: '+49305550123', suppressions } });
    const { code, out } = await ask('dnc', 'check', '+49305550123');
    expect(code).toBe(5);
    expect(out).toMatch(/acme +client .*asked/);
  });

  test('import sends a file in steps and sums them up', async () => {
    daemon.on('POST /v1/suppressions', { body: { added: 4, known: 1, invalid: [0] } });
    const text = `number;note\n${'"030 5550123";x\n'.repeat(6_000)}`;
    const words = ['--global', '--country', 'DE', ...reason];
    const { code, out, err } = await ask('dnc', 'import', file('robinson.csv', text), ...words);
    expect({ code, out }).toEqual({ code: 1, out: '8 added, 2 known before, 6001 lines\n' });
    expect(err).toContain('2 lines have no number: 1, 5001');
    const bodies = daemon.requests.map(({ body }) => JSON.parse(body).numbers);
    expect(bodies.map((numbers) => numbers.length)).toEqual([5_000, 1_001]);
    expect(bodies[0].slice(0, 2)).toEqual(['number', '030 5550123']);
  });
});

describe('consent', () => {
  const said = ['--client', 'acme', '--source', 'web form', '--reason', 'x'];

  test('grant and withdraw tell what was said, and which numbers are none', async () => {
    daemon.on('POST /v1/consents', { body: { recorded: 1, invalid: [1] } });
    const proof = ['--evidence', 'form 1', '--text-version', 'v2', '--channel', 'web'];
    const words = ['+49305550123', 'nobody', ...said];
    const given = await ask('consent', 'grant', ...words, ...proof, '--at', '2026-01-05T10:00Z');
    expect(given).toMatchObject({ code: 1, out: '1 granted\n' });
    expect(given.err).toContain('"nobody" is no number');
    expect(await ask('consent', 'withdraw', ...words)).toMatchObject({ out: '1 withdrawn\n' });
    const common = { clientId: 'acme', source: 'web form', reason: 'x' };
    const numbers = ['+49305550123', 'nobody'];
    const at = Date.UTC(2026, 0, 5, 10);
    expect(daemon.requests.map(({ body }) => JSON.parse(body))).toEqual([
      {
        ...{ ...common, numbers, status: 'granted', at },
        ...{ evidence: 'form 1', textVersion: 'v2', channel: 'web' },
      },
      { ...common, numbers, status: 'withdrawn' },
    ]);
    await ask('consent', 'grant', ...words, ...proof, '--expires', '365d');
    const expiresAt = NOW + 365 * 86_400_000;
    expect(JSON.parse(daemon.requests[2]?.body ?? '')).toMatchObject({ expiresAt });
    expect((await ask('consent', 'grant', ...words)).code).toBe(2);
    expect((await ask('consent', 'grant', ...words, ...proof, '--expires', 'x')).code).toBe(2);
    expect((await ask('consent', 'withdraw', ...words, '--at', 'soon')).code).toBe(2);
  });

  test('show has the newest first', async () => {
    const entry = { clientId: 'acme', number: '+49305550123', source: 'call', reason: 'x' };
    const consents = [
      { ...entry, status: 'withdrawn', at: NOW },
      { ...entry, status: 'granted', at: NOW - 9, evidence: 'recording 7', expiresAt: 0 },
    ];
    const path = 'GET /v1/consents/%2B49305550123';
    daemon.on(path, { body: { number: '+49305550123', consents } });
    const { code, out } = await ask('consent', 'show', '+49305550123', '--client', 'acme');
    expect(code).toBe(0);
    expect(daemon.requests[0]?.path).toContain('?client=acme');
    expect(out).toMatch(/acme +withdrawn .*\n.*acme +granted .* 1970-01-01 .* +call .*recording 7/);
  });
});
