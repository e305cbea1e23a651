import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeConnection } from '../../src/cli/stored-connection';
import { FakeDaemon } from './fake-daemon';
import { agent, call, mainSwitch, queue, record } from './live-sample';
import { run } from './run';

let daemon: FakeDaemon;
let folder: string;
const to = () => ['--url', daemon.url, '--token', 'lst_test'];

beforeEach(async () => {
  daemon = await FakeDaemon.start();
  folder = mkdtempSync(join(tmpdir(), 'leitstand-cli-'));
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  await daemon.close();
});

describe('lists', () => {
  test('a table for people, within the width of the terminal', async () => {
    const anna = agent('anna', { ratings: { count: 8, sum: 36 } });
    daemon.on('GET /v1/agents', { body: { agents: [anna, agent('bert')] } });
    const { code, out } = await run(['agent', 'list', ...to()]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^AGENT +NAME +PROVIDER +STATUS +STATE +FOR +CALLS +BUSY +RATING +PHONE +SKILLS$/m,
    );
    expect(out).toMatch(
      /^anna .* available +idle +1m23s +12 +73 % +4\.5 \(8\) +anna +german:9 sales/m,
    );
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('--json gives one document, and no colours ever', async () => {
    daemon.on('GET /v1/queues', { body: { queues: [queue('sales', { waiting: 3 })] } });
    const { code, out } = await run(['queue', 'list', '--json', ...to()], { isTTY: true });
    expect(code).toBe(0);
    expect(JSON.parse(out).queues[0]).toMatchObject({ queueId: 'sales', waiting: 3 });
  });

  test('colours are for terminals, and not with NO_COLOR', async () => {
    daemon.on('GET /v1/queues', { body: { queues: [queue('sales', { waiting: 3 })] } });
    const argv = ['queue', 'list', ...to()];
    expect((await run(argv, { isTTY: true })).out).toContain('\u001b[');
    expect((await run(argv, { isTTY: true, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
    expect((await run(argv)).out).not.toContain('\u001b');
  });

  test('nothing to list is said on stderr; stdout stays empty', async () => {
    daemon.on('GET /v1/agents', { body: { agents: [agent('anna')] } });
    const { code, out, err } = await run(['agent', 'list', '--status', 'on-break', ...to()]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('No agent matches');
  });
});

describe('records', () => {
  test('the filter reaches the daemon in ms UTC, a local day read in the local zone', async () => {
    daemon.on('GET /v1/cdrs', { body: { records: [record('c-1')] } });
    const filter = ['--from', '2026-03-02', '--queue', 'sales', '--result', 'connected'];
    const { out } = await run(['cdr', 'list', ...filter, ...to()]);
    const from = Date.UTC(2026, 2, 1, 23);
    expect(daemon.requests[0]?.path).toBe(
      `/v1/cdrs?from=${from}&queue=sales&result=connected&limit=50`,
    );
    expect(out).toMatch(/^2026-03-02 10:00:00 CET +c-1 .* 20s +1m30s +connected$/m);
  });

  test('--all goes on to the last page; with --json a line a record', async () => {
    daemon.on('GET /v1/cdrs', { body: { records: [record('c-1')], next: 'page-2' } });
    const first = run(['cdr', 'list', '--all', '--json', ...to()]);
    while (daemon.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    daemon.on('GET /v1/cdrs', { body: { records: [record('c-2')] } });
    const lines = (await first).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).callId);
    expect(lines.at(-1)).toBe('c-2');
    expect(daemon.requests.at(-1)?.path).toContain('cursor=page-2');
  });

  test('one call shows its segments and what the switch said', async () => {
    const supplements = [
      {
        kind: 'witness',
        source: 'ami',
        legId: 'l',
        startedAt: 1,
        endedAt: 2,
        differences: ['endedAt by 2300 ms'],
      },
    ];
    daemon.on('GET /v1/cdrs/c-1', { body: { record: record('c-1'), supplements } });
    const { out } = await run(['cdr', 'show', 'c-1', ...to()]);
    expect(out).toMatch(/ended +2026-03-02 10:02:00 CET by caller \(normal, Q\.850 16\)/);
    expect(out).toMatch(/█+·* {2}queue sales/);
    expect(out).toContain('differs: endedAt by 2300 ms');
  });

  test('the short id of a table is enough to show a call', async () => {
    const callId = '2e16ea62-739c-8ca1-8000-00000000004b';
    daemon.on('GET /v1/cdrs', { body: { records: [record(callId), record('2e16ea62-other')] } });
    daemon.on(`GET /v1/cdrs/${callId}`, { body: { record: record(callId), supplements: [] } });
    const { code, out } = await run(['cdr', 'show', '2e16ea62…00004b', ...to()]);
    expect(code).toBe(0);
    expect(out).toContain(callId);
  });

  test('a time that is none is a mistake of usage', async () => {
    const { code, err } = await run(['cdr', 'list', '--from', 'whenever', ...to()]);
    expect(code).toBe(2);
    expect(err).toMatch(/^USAGE: --from "whenever" is no time\n-> write 2026-03-01/);
  });
});

describe('changes', () => {
  test('an agent is sent on break with a reason', async () => {
    const paused = agent('anna', { status: 'on-break', reason: 'lunch' });
    daemon.on('POST /v1/agents/anna/status', { body: paused });
    const { code, out } = await run(['agent', 'break', 'anna', 'lunch', ...to()]);
    expect({ code, out }).toEqual({ code: 0, out: 'anna is on-break (lunch) (idle)\n' });
    const [request] = daemon.requests;
    expect(JSON.parse(request?.body ?? '')).toEqual({ status: 'on-break', reason: 'lunch' });
    expect(request?.authorization).toBe('Bearer lst_test');
  });

  test('the secret of a new token is alone on stdout', async () => {
    const token = { tokenId: 't-1', name: 'wall', role: 'supervisor', createdAt: 1 };
    daemon.on('POST /v1/tokens', { status: 201, body: { token, secret: 'lst_new' } });
    const argv = ['token', 'create', 'wall', '--role', 'supervisor', '--expires', '30d', ...to()];
    const { out, err } = await run(argv);
    expect(out).toBe('lst_new\n');
    expect(err).toContain('t-1');
    expect(JSON.parse(daemon.requests[0]?.body ?? '')).toMatchObject({ expiresInDays: 30 });
  });

  test('a centre is compared first; --dry-run changes nothing and exits 5', async () => {
    const file = join(folder, 'centre.yaml');
    writeFileSync(file, 'skills: [german]\n');
    const changes = [{ kind: 'added', what: 'skill', id: 'german', fields: [] }];
    daemon.on('POST /v1/centre', { body: { applied: false, changes, problems: [] } });
    const dry = await run(['apply', file, '--dry-run', ...to()]);
    expect(dry).toMatchObject({ code: 5, out: '+ skill german\n' });
    expect(daemon.requests.map((request) => request.path)).toEqual(['/v1/centre?dryRun=true']);
    expect((await run(['apply', file, ...to()])).code).toBe(0);
    expect(daemon.requests.at(-1)).toMatchObject({
      path: '/v1/centre',
      contentType: 'application/yaml',
    });
  });

  test('a broken centre is refused with file, line and reason, without any daemon', async () => {
    const file = join(folder, 'centre.yaml');
    writeFileSync(file, 'skills: [german]\nclints: {}\n');
    const { code, err } = await run(['apply', file, '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(err).toContain(`${file}:2:1: error KEY_UNKNOWN`);
  });
});

describe('what scripts rely on', () => {
  test('no daemon: 3', async () => {
    const { code, err } = await run(['queue', 'list', '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(3);
    expect(err).toMatch(/^DAEMON_UNREACHABLE: .*\n-> start it with: leitstand serve/);
  });

  test('a token that does not reach so far: 4, with the daemon’s own words', async () => {
    const body = { code: 'ROLE_FORBIDDEN', detail: 'a client may not', remedy: 'ask an operator' };
    daemon.on('GET /v1/tokens', { status: 403, body });
    const { code, err } = await run(['token', 'list', ...to()]);
    expect(code).toBe(4);
    expect(err).toBe('ROLE_FORBIDDEN: a client may not\n-> ask an operator\n');
  });

  test('refused: 1; with --json the error is a document on stderr', async () => {
    const body = { code: 'AGENT_NOT_FOUND', detail: 'there is no such agent' };
    daemon.on('POST /v1/agents/nobody/status', { status: 404, body });
    const { code, out, err } = await run(['agent', 'login', 'nobody', '--json', ...to()]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(JSON.parse(err).error.code).toBe('AGENT_NOT_FOUND');
  });

  test('a wrong command line: 2', async () => {
    expect((await run(['agent', 'dance'])).code).toBe(2);
    expect((await run(['agent', 'status', 'anna', 'asleep'])).code).toBe(2);
    expect((await run(['cdr', 'list', '--limit', '0'])).code).toBe(2);
  });

  test('something else answers there: a plain reason', async () => {
    daemon.on('GET /v1/queues', { body: 'not what is expected' });
    const { code, err } = await run(['queue', 'list', ...to()]);
    expect(code).toBe(1);
    expect(err).toMatch(/^ANSWER_UNREADABLE: .* is no leitstand daemon/);
  });

  test('url and token come from the data directory; the token goes to no other url', async () => {
    daemon.on('GET /v1/agents', { body: { agents: [] } });
    writeConnection(folder, { url: daemon.url, token: 'lst_stored' });
    await run(['agent', 'list', '--data-dir', folder]);
    expect(daemon.requests[0]?.authorization).toBe('Bearer lst_stored');
    const elsewhere = daemon.url.replace('127.0.0.1', 'localhost');
    await run(['agent', 'list', '--data-dir', folder, '--url', elsewhere]);
    expect(daemon.requests.at(-1)?.authorization).toBeUndefined();
    await run(['agent', 'list'], { env: { LEITSTAND_URL: daemon.url, LEITSTAND_TOKEN: 'lst_e' } });
    expect(daemon.requests.at(-1)?.authorization).toBe('Bearer lst_e');
  });

  test('status says what is not well, and fails when no call can be taken', async () => {
    const reasons = [{ part: 'switch:main', detail: 'it is down' }];
    daemon
      .on('GET /healthz', { body: { status: 'ok', engineId: 'main', epoch: 4 } })
      .on('GET /readyz', { status: 503, body: { ready: false, status: 'unready', reasons } })
      .on('GET /v1/switches', { body: { switches: [{ ...mainSwitch, up: false }] } })
      .on('GET /v1/calls', { body: { calls: [call('c-1')] } })
      .on('GET /v1/queues', { body: { queues: [queue('sales', { waiting: 1 })] } })
      .on('GET /v1/agents', { body: { agents: [agent('anna')] } });
    const { code, out } = await run(['status', ...to()]);
    expect(code).toBe(1);
    expect(out).toMatch(/^unready\n {2}switch:main: it is down\n/);
    expect(out).toMatch(/calls +1, 1 waiting/);
    const top = await run(['top', '--once', ...to()]);
    expect(top.out).toContain('! switch:main: it is down');
  });
});

describe('a PIN', () => {
  test('is read from standard input and printed as its hash alone', async () => {
    const { code, out } = await run(['agent', 'pin'], { input: '471100\n' });
    expect(code).toBe(0);
    expect(out).toMatch(/^scrypt\$\d+\$[\w-]+\$[\w-]+\n$/);
  });

  test('that is none is refused, and not repeated', async () => {
    const { code, err } = await run(['agent', 'pin'], { input: 'secret\n' });
    expect(code).not.toBe(0);
    expect(err).toContain('PIN_INVALID');
    expect(err).not.toContain('secret');
  });
});
