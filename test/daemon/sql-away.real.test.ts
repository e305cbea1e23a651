import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallRecord } from '../../src/port/call-record';
import { TestPostgres } from '../store/postgres';
import { AsteriskRig } from '../switch/asterisk-rig';
import { CENTRE, DEVICES, NUMBER } from './centre-text';
import { asteriskSwitch, DaemonHome, seen } from './daemon-home';

jest.setTimeout(240_000);

let rig: AsteriskRig;
let postgres: TestPostgres;
let home: DaemonHome;
let callers = 0;

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: DEVICES });
  postgres = await TestPostgres.start('ordinary');
  const database = await postgres.database();
  home = new DaemonHome({
    config: asteriskSwitch(rig.asterisk),
    databaseUrl: database.url('migrator'),
  });
  await home.daemon.start();
  await home.daemon.ask('POST', '/v1/centre', CENTRE);
  await rig.device('anna', { answerAfterMs: 0 });
}, 240_000);

afterAll(async () => {
  await home?.close();
  await postgres?.close();
  await rig?.stop();
});

const status = (agentId: string, to: string): Promise<unknown> =>
  home.daemon.ask('POST', `/v1/agents/${agentId}/status`, { status: to });

/** A call from its first ring to its end, with speech; who called. */
async function wholeCall(): Promise<string> {
  callers += 1;
  const ani = `4930777${callers}`;
  const anna = rig.phones.phoneOf('anna');
  const desk = anna.nextCall();
  const caller = await rig.phones.dial(NUMBER, { caller: ani });
  await caller.answered();
  caller.voice.sendTone(600);
  await (await desk).voice.hears(600);
  await caller.hangUp();
  await seen('anna free again', async () => {
    const { agents } = await home.daemon.ask<{ agents: { agentId: string; state: string }[] }>(
      'GET',
      '/v1/agents',
    );
    return agents.find((a) => a.agentId === 'anna')?.state === 'idle' ? true : undefined;
  });
  return ani;
}

/** But those of the jobs: they find out in their own time that their PostgreSQL is away. */
const reasons = async (): Promise<readonly string[]> => {
  const { body, status: code } = await home.get('/readyz');
  const { reasons: all } = body as { reasons: { part: string; detail: string }[] };
  const found = all.filter(({ part }) => part !== 'jobs');
  return [String(code), ...found.map(({ part, detail }) => `${part}: ${detail}`)];
};

async function refusedReport(token: string): Promise<void> {
  const answer = await home.get('/v1/cdrs', token);
  expect(answer).toMatchObject({
    status: 503,
    type: expect.stringContaining('application/problem+json'),
    body: { code: 'STORE_DOWN', status: 503, remedy: expect.any(String) },
  });
}

test('SQL away: calls, tokens and a restart go on; then each record is there once', async () => {
  const { token } = await home.daemon.connection();
  await status('anna', 'available');
  const anis = [await wholeCall()];
  await postgres.server.stop();

  anis.push(await wholeCall());
  await status('ben', 'on-break');
  await status('ben', 'available');
  expect((await home.get('/healthz')).status).toBe(200);
  expect(await reasons()).toEqual(['200', expect.stringMatching(/^sql: \S/)]);
  await refusedReport(token);

  // The next daemon finds no SQL at all, and knows its token all the same.
  await home.daemon.kill();
  await home.daemon.start();
  anis.push(await wholeCall());
  expect(await reasons()).toEqual(['200', expect.stringMatching(/^sql: \S/)]);
  await refusedReport(token);
  expect((await home.get('/v1/agents', 'lst_0123')).status).toBe(401);

  await postgres.server.start();
  const records = await seen('all records', async () => {
    const { records: found } = await home.daemon.ask<{ records: CallRecord[] }>('GET', '/v1/cdrs');
    return found.length >= anis.length ? found : undefined;
  });
  expect(records.map((record) => record.ani).sort()).toEqual([...anis].sort());
  expect(new Set(records.map((record) => record.result))).toEqual(new Set(['connected']));
  await seen('ready without a reason', async () =>
    (await reasons()).join() === '200' ? true : undefined,
  );
});

test('SQL frozen, without an answer: calls go on, and SIGTERM still ends the daemon', async () => {
  const { token } = await home.daemon.connection();
  const processes = await postgresProcesses();
  for (const pid of processes) process.kill(pid, 'SIGSTOP');
  try {
    await wholeCall();
    expect((await home.get('/healthz')).status).toBe(200);
    expect(await reasons()).toEqual(['200', expect.stringMatching(/^sql: no answer/)]);
    await refusedReport(token);
    await endsInTime();
  } finally {
    for (const pid of processes) process.kill(pid, 'SIGCONT');
  }
});

/** What runs the daemon (systemd, Docker) kills what takes longer than this. */
async function endsInTime(): Promise<void> {
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
  }, 10_000);
  await home.daemon.stop();
  clearTimeout(late);
  expect(isLate).toBe(false);
  expect(await home.daemon.ended).toMatchObject({ code: 0 });
}

/** The postmaster and all that it has started. */
async function postgresProcesses(): Promise<number[]> {
  const file = await readFile(join(postgres.folder, 'data', 'postmaster.pid'), 'utf8');
  const postmaster = Number(file.split('\n')[0]);
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  return [postmaster, ...children.trim().split(' ').map(Number)];
}
