import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentView, CallView } from '../../src/engine/facade';
import type { CallRecord } from '../../src/port/call-record';
import { TestPostgres } from '../store/postgres';
import { AsteriskRig } from '../switch/asterisk-rig';
import { ANSWERS } from '../switch/sip-phone';
import { CENTRE, DEVICES, NUMBER } from './centre-text';
import { asteriskSwitch, DaemonHome, seen } from './daemon-home';

jest.setTimeout(180_000);

/** The journal lies on a disk of its own, which holds its reserve and not much more. */
const DISK = '40m';
const FALLBACK = '+4940999';

// A file system is mounted for nobody but the daemon: by root, or as root of a user namespace of
// its own. Where the system allows neither, the test fails rather than tell nothing;
// test/engine/full-disk.test.ts needs no rights.
const NAMESPACE = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
const onSmallDisk = (folder: string): readonly string[] => [
  'unshare',
  ...NAMESPACE,
  'sh',
  '-c',
  'mkdir -p "$0" && mount -t tmpfs -o "size=$1" tmpfs "$0" && shift && exec "$@"',
  join(folder, 'data', 'journal'),
  DISK,
];

let rig: AsteriskRig;
let postgres: TestPostgres;
let home: DaemonHome;

beforeAll(async () => {
  rig = await AsteriskRig.start({
    instance: 'main',
    devices: DEVICES,
    asterisk: { fallbackNumber: FALLBACK },
  });
  postgres = await TestPostgres.start('ordinary');
  const databaseUrl = (await postgres.database()).url('migrator');
  home = new DaemonHome({ config: asteriskSwitch(rig.asterisk), databaseUrl, under: onSmallDisk });
  await home.daemon.start();
  await home.daemon.ask('POST', '/v1/centre', CENTRE);
  await rig.device('anna', { answerAfterMs: 0 });
}, 240_000);

afterAll(async () => {
  await home?.close();
  await postgres?.close();
  await rig?.stop();
});

/** The daemon's own view of its journal's disk. */
const filler = (): string =>
  join(`/proc/${home.daemon.pid}/root`, home.data, 'journal', 'somebody-elses-file');

/** Not one byte is left. */
function fillDisk(): void {
  const fd = openSync(filler(), 'w');
  const bytes = Buffer.alloc(1024 * 1024);
  try {
    for (let size = bytes.length; size > 0; ) {
      try {
        writeSync(fd, bytes, 0, size);
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(fd);
  }
}

const journalReason = async (): Promise<string | undefined> => {
  const { body } = await home.get('/readyz');
  const { reasons } = body as { reasons: { part: string; detail: string }[] };
  return reasons.find(({ part }) => part === 'journal')?.detail;
};

const phaseOf = async (ani: string): Promise<string | undefined> => {
  const { calls } = await home.daemon.ask<{ calls: CallView[] }>('GET', '/v1/calls');
  return calls.find((call) => call.ani === ani)?.phase;
};

test('on a full disk running calls go on, and new callers reach the fallback', async () => {
  await home.daemon.ask('POST', '/v1/agents/anna/status', { status: 'available' });
  const desk = rig.phones.phoneOf('anna').nextCall();
  const running = await rig.phones.dial(NUMBER, { caller: '49301' });
  await running.answered();
  const agent = await desk;
  await seen('talking', async () => ((await phaseOf('49301')) === 'talking' ? true : undefined));

  fillDisk();
  await seen('the journal in trouble', async () => {
    // Each change of a status is an input, and the journal grows until it meets the end.
    await home.daemon.ask('POST', '/v1/agents/ben/status', { status: 'available' }).catch(() => 0);
    return journalReason();
  });
  expect(await journalReason()).toMatch(/full/);
  const refused = home.daemon.ask('POST', '/v1/agents/ben/status', { status: 'logged-out' });
  await expect(refused).rejects.toThrow(/503.*JOURNAL_FULL/);

  const fallback = rig.phones.phone(FALLBACK, ANSWERS);
  const newcomer = await rig.phones.dial(NUMBER, { caller: '49302' });
  const elsewhere = await fallback.nextCall();
  await newcomer.answered();
  newcomer.voice.sendTone(700);
  await elsewhere.voice.hears(700);
  expect(await phaseOf('49302')).toBeUndefined();

  // The two who talked were not disturbed, and their call ends as any other.
  running.voice.sendTone(900);
  await agent.voice.hears(900);
  await running.hangUp();
  const record = await seen('the record', async () => {
    const { records } = await home.daemon.ask<{ records: CallRecord[] }>('GET', '/v1/cdrs');
    return records.find(({ ani }) => ani === '49301');
  });
  expect(record).toMatchObject({ result: 'connected', endedBy: 'caller' });

  rmSync(filler());
  await seen('the journal well again', async () =>
    (await journalReason()) === undefined ? true : undefined,
  );
  // Who was sent to the fallback stays there, and the next caller is ours again.
  newcomer.voice.sendTone(800);
  await elsewhere.voice.hears(800);
  const next = await rig.phones.dial(NUMBER, { caller: '49303' });
  await next.answered();
  await seen('the next caller', async () => phaseOf('49303'));
  await next.hangUp();
  await newcomer.hangUp();
  await seen('everybody gone', async () => {
    const { agents } = await home.daemon.ask<{ agents: AgentView[] }>('GET', '/v1/agents');
    const channels = await rig.channels();
    return channels.length === 0 && agents.every((a) => a.state !== 'talking') ? true : undefined;
  });
});
