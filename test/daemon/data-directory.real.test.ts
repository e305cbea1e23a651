import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leitstand } from './command-line';
import { DaemonHome, seen } from './daemon-home';

jest.setTimeout(180_000);

const SIMULATED = `
engineId: kept
switches:
  - { switchId: main, kind: simulated, callsPerHour: 36000 }
`;

const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
flows:
  main:
    client: acme
    nodes:
      bye: { type: hangup }
numbers:
  '49301': { client: acme, flow: main, language: de }
`;

const homes: DaemonHome[] = [];

function homeOf(databaseUrl?: string): DaemonHome {
  const home = new DaemonHome({ config: SIMULATED, ...(databaseUrl && { databaseUrl }) });
  homes.push(home);
  return home;
}

afterAll(async () => {
  for (const home of homes) await home.close();
});

const segments = (home: DaemonHome): string[] =>
  readdirSync(join(home.data, 'journal')).filter((name) => name.endsWith('.journal'));

/** Some calls, all the way into a journal that is closed. */
async function withCalls(home: DaemonHome, calls: number): Promise<void> {
  await home.daemon.start();
  const { daemon } = home;
  await daemon.ask('POST', '/v1/centre', CENTRE);
  await seen(`${calls} records`, async () => {
    const count = await home.metric('leitstand_outbox_entries');
    const { records } = await daemon.ask<{ records: unknown[] }>('GET', '/v1/cdrs?limit=1000');
    return count + records.length >= calls ? true : undefined;
  });
}

test('a second daemon on one data directory is refused; the first sees nothing', async () => {
  const home = homeOf();
  await withCalls(home, 20);
  const second = await leitstand('serve', '--config', join(home.folder, 'leitstand.yaml'));
  expect(second.code).toBe(1);
  expect(second.err).toMatch(/^JOURNAL_LOCKED: .*process \d+\n-> /m);
  expect(second.err).toContain(`process ${home.daemon.pid}`);
  // Its database and its outbox are still the first one's own.
  const { body } = await home.get('/readyz');
  expect(body).toMatchObject({ status: 'ready', reasons: [] });
  await home.daemon.ask('GET', '/v1/cdrs');
  await home.daemon.stop();
});

test('a flipped bit is refused with segment and seq, by daemon and replay', async () => {
  const home = homes[0] as DaemonHome;
  const [name = ''] = segments(home);
  const path = join(home.data, 'journal', name);
  const whole = readFileSync(path);
  const at = Math.floor(whole.length / 2);
  const flipped = Buffer.from(whole);
  flipped.writeUInt8((whole[at] ?? 0) ^ 0x10, at);
  writeFileSync(path, flipped);
  const serve = await leitstand('serve', '--config', join(home.folder, 'leitstand.yaml'));
  const replay = await leitstand('replay', join(home.data, 'journal'));
  writeFileSync(path, whole);
  const told = new RegExp(`^JOURNAL_CORRUPT: .*${name}.* seq \\d+`, 'm');
  expect(serve).toMatchObject({ code: 72, err: expect.stringMatching(told) });
  expect(replay).toMatchObject({ code: 72, err: expect.stringMatching(told) });
  expect(told.exec(serve.err)?.[0]).toBe(told.exec(replay.err)?.[0]);
});

test('replay tells a journal’s facts, and names the seq of one that was altered', async () => {
  const home = homes[0] as DaemonHome;
  const journal = join(home.data, 'journal');
  const told = await leitstand('replay', journal, '--json');
  expect(told.code).toBe(0);
  const facts = told.out.split('\n').filter((line) => line !== '');
  expect(facts.filter((line) => line.includes('"record.completed"')).length).toBeGreaterThan(19);
  const file = join(home.folder, 'facts.ndjson');
  writeFileSync(file, told.out);
  const same = await leitstand('replay', journal, '--facts', file);
  expect(same).toMatchObject({ code: 0, err: '' });
  // A reader that is slow gets the end as well.
  const pipe = `'${process.execPath}' bin/leitstand replay '${journal}' --json | (sleep 1; wc -l)`;
  const cwd = join(__dirname, '../..');
  const lines = execFileSync('/bin/sh', ['-c', pipe], { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  expect(Number(String(lines))).toBe(facts.length);
  // Somebody makes a call look answered by another number.
  const index = facts.findIndex((line) => line.includes('"record.completed"'));
  const victim = JSON.parse(facts[index] ?? '{}');
  victim.body.record.ani = '49111';
  facts[index] = JSON.stringify(victim);
  writeFileSync(file, facts.join('\n'));
  const altered = await leitstand('replay', journal, '--facts', file);
  expect(altered.code).toBe(5);
  expect(altered.out).toContain(`the first difference is at seq ${victim.seq} in body.record.ani`);
});
