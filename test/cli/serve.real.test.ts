import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DaemonProcess } from './daemon-process';

const CENTRE = resolve(__dirname, '../../docs/examples/centre.yaml');
const CONFIG = {
  http: { port: 0 },
  switches: [{ switchId: 'main', kind: 'simulated', callsPerHour: 3600 }],
};
const IDLE_BYTES_MAX = 150 * 1024 * 1024;

let folder: string;
let daemon: DaemonProcess;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leitstand-serve-'));
  // PostgreSQL's other user has to pass.
  chmodSync(folder, 0o711);
  writeFileSync(join(folder, 'leitstand.yaml'), JSON.stringify(CONFIG));
});

afterAll(async () => {
  await daemon.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const start = (): DaemonProcess =>
  DaemonProcess.start(join(folder, 'leitstand.yaml'), join(folder, 'data'));

const residentBytes = (pid: number): number => {
  const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
};

interface Page {
  readonly records: readonly { readonly callId: string }[];
}

interface Moment {
  readonly url: string;
  readonly calls: readonly { readonly callId: string; readonly phase: string }[];
}

/** Ends talks, so that nobody has to wait for them, until one is a record. */
async function connectedCall(secret: string): Promise<string> {
  for (;;) {
    const { out } = daemon.cli('cdr', 'list', '--result', 'connected', '--json');
    const [record] = (JSON.parse(out) as Page).records;
    if (record !== undefined) return record.callId;
    const { url, calls } = JSON.parse(daemon.cli('top', '--once', '--json').out) as Moment;
    const headers = { authorization: `Bearer ${secret}` };
    for (const { callId } of calls.filter(({ phase }) => phase === 'talking')) {
      await fetch(`${url}/v1/calls/${callId}/hangup`, { method: 'POST', headers });
    }
  }
}

test('a day in the life: serve, apply, log in, a call, its record, a restart', async () => {
  daemon = start();
  const [, file = ''] = await daemon.said(/an operator's token is kept in (\S+)/);
  const { token: secret } = JSON.parse(readFileSync(file, 'utf8')) as { token: string };
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(residentBytes(daemon.pid)).toBeLessThan(IDLE_BYTES_MAX);
  expect(daemon.cli('status').code).toBe(0);

  const dry = daemon.cli('apply', CENTRE, '--dry-run');
  expect(dry).toMatchObject({ code: 5, out: expect.stringContaining('+ agent a101') });
  expect(daemon.cli('apply', CENTRE).code).toBe(0);
  expect(daemon.cli('apply', CENTRE, '--dry-run').code).toBe(0);
  for (const agentId of ['a101', 'a102', 'a103', 'a201', 'a202']) {
    expect(daemon.cli('agent', 'login', agentId).code).toBe(0);
  }

  const callId = await connectedCall(secret);
  expect(daemon.cli('cdr', 'show', callId).out).toMatch(/result +connected/);
  expect(await daemon.end('SIGTERM')).toBe(0);
  expect(daemon.output).not.toMatch(/"level":(50|60)/);
  // What a service prints is kept in logs that many read.
  expect(daemon.output).not.toContain(secret);

  daemon = start();
  await daemon.said(/^ready/m);
  expect(daemon.output).not.toContain('token is kept');
  await daemon.said(/the database is there/);
  expect(daemon.cli('cdr', 'show', callId, '--json')).toMatchObject({ code: 0 });
  expect(daemon.cli('agent', 'list', '--token', secret).out).toMatch(/^a101 /m);

  const wrong = daemon.cli('agent', 'list', '--token', 'lst_wrong');
  expect(wrong).toMatchObject({ code: 4, out: '' });
  expect(await daemon.end('SIGINT')).toBe(0);

  const journal = join(folder, 'data', 'journal');
  const facts = daemon.cli('replay', journal);
  writeFileSync(join(folder, 'facts.ndjson'), facts.out);
  const again = daemon.cli('replay', journal, '--facts', join(folder, 'facts.ndjson'), '--twice');
  expect(again).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ inputs, seq 1 to \d+/) });
  const bent = facts.out.replace('"type":"call.answered"', '"type":"call.refused"');
  writeFileSync(join(folder, 'facts.ndjson'), bent);
  expect(daemon.cli('replay', journal, '--facts', join(folder, 'facts.ndjson')).code).toBe(5);
}, 240_000);
