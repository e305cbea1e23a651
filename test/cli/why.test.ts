import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExtraAgent } from '../../src/engine/facade/extra-agent';
import type { WhyReport } from '../../src/engine/facade/why-view';
import { answerWhy, withAgent } from '../../src/engine/what-if';
import { lastCallId } from '../../src/engine/why-report';
import { CENTRE, Scenario } from '../core/scenario';
import { writeJournal } from '../engine/written-journal';
import { FakeDaemon } from './fake-daemon';
import { call, NOW, record } from './live-sample';
import { run } from './run';

/** What main.ts binds. */
const why = async (directory: string, callId: string, extra?: ExtraAgent): Promise<WhyReport> => {
  const asked = callId === 'last' ? lastCallId(directory) : callId;
  const job = { directory, callId: asked, build: 'memory', agentsMax: 10 };
  return answerWhy({ ...job, ...(extra && { withAgent: extra }) });
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'why-cli-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Caller 2 asks for German while Anna talks; caller 3 asks the same, later. */
function scene(): Scenario {
  const s = new Scenario();
  s.logIn('anna', 'ben');
  s.queue(1);
  const agentLeg = s.connect('in:pbx:1');
  s.pass(5_000);
  s.queue(2, '2');
  s.pass(12_000);
  s.end(agentLeg);
  s.end('in:pbx:1');
  s.pass(10_000);
  s.connect('in:pbx:2');
  s.pass(30_000);
  s.end('in:pbx:2');
  return s;
}

test('the decisions are a table that fits 80 columns', async () => {
  writeJournal(directory, scene().inputs);
  const argv = ['why', 'last', '--journal', directory];
  const { code, out, err } = await run(argv, { columns: 80, parts: { why } });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'call     aaaaaaaa-aaa1-8ca1-8000-00000000000d of acme',
    'offered  2026-01-05 10:00:05 CET',
    'ended    2026-01-05 10:00:57 CET, connected',
  ]);
  expect(lines.slice(4)).toEqual([
    '10:00:05      0s  joined queue sales, priority 5, asks german >= 5 & sales >= 3',
    '                  state                    1 (1 fit)  anna talking',
    '                  requirement              1  ben german 0, asks german >= 5',
    '10:00:27     22s  anna is free and eligible',
    '                  eligible                 1  anna idle 0s',
    '                  requirement              1  ben german 0, asks german >= 5',
    '10:00:27     22s  offered to anna: idle for 0s, the only one eligible',
    '10:00:27     22s  connected with anna',
  ]);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('a sticky queue is told with whom the caller waits for, and the rule that chose', async () => {
  const s = new Scenario({
    ...CENTRE,
    queues: CENTRE.queues.map((queue) => ({
      ...queue,
      chooseAgent: ['sticky', 'most-proficient', 'fewest-calls'],
      sticky: { holdMs: 20_000, rememberMs: 600_000 },
    })),
  });
  s.logIn('anna');
  s.queue(1);
  const agentLeg = s.connect('in:pbx:1');
  s.pass(5_000);
  s.logIn('ben');
  s.event({ type: 'leg.offered', legId: 'in:pbx:2', ani: '01', dnis: '100' });
  s.event({ type: 'leg.answered', legId: 'in:pbx:2' });
  s.event({ type: 'leg.digit', legId: 'in:pbx:2', digit: '1' });
  s.pass(3_000);
  s.end(agentLeg);
  s.end('in:pbx:1');
  s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
  s.connect('in:pbx:2');
  s.end('in:pbx:2');
  s.pass(60_000);
  s.logIn('anna');
  s.queue(3);
  writeJournal(directory, s.inputs);
  const shown = async (n: number) => {
    const { callId } = s.all('call.offered')[n] ?? { callId: '' };
    const argv = ['why', callId, '--journal', directory];
    return (await run(argv, { columns: 80, parts: { why } })).out.trimEnd().split('\n').slice(-8);
  };
  expect(await shown(1)).toEqual([
    '10:00:05      0s  joined queue sales, priority 0, asks sales >= 3',
    '                  left to anna, its last agent, until 10:00:25',
    '                  sticky-hold              1 (1 fit)  ben for its last agent un…',
    '                  state                    1 (1 fit)  anna talking',
    '10:00:08      3s  offered to ben: idle for 3s, the only one eligible',
    '                  eligible                 1  ben sticky no, most-proficient 5,…',
    '                  status                   1 (1 fit)  anna on-break',
    '10:00:08      3s  connected with ben',
  ]);
  expect((await shown(2)).at(-1)).toBe(
    '10:01:08      0s  offered to ben: first of 2 by longest-idle 20s, else alike',
  );
});

test('one more agent: the first assignment that changes, and no more than that', async () => {
  writeJournal(directory, scene().inputs);
  const argv = ['why', 'last', '--journal', directory, '--with-agent'];
  const parts = { why };
  const { out, err } = await run([...argv, 'eve:german=7,sales=5'], { columns: 80, parts });
  expect(out.trimEnd().split('\n').slice(-3)).toEqual([
    'with eve of north (german 7, sales 5) available from 10:00:05:',
    '  10:00:05  this call is offered to eve after 0s',
    '            instead of to anna after 22s',
  ]);
  expect(err).toContain('What would have followed is not told');
  const unskilled = await run([...argv, 'eve:sales=5'], { parts });
  expect(unskilled.out).toContain('nothing changes: no call is offered to this agent');
  const taken = await run([...argv, 'anna:german=7'], { parts });
  expect(taken).toMatchObject({ code: 1, err: expect.stringMatching(/^AGENT_EXISTS: /) });
  expect((await run([...argv, 'eve:german=11'], { parts })).code).toBe(2);
  const misspelt = await run([...argv, 'eve:germn=7,sales=5'], { parts });
  expect(misspelt).toMatchObject({
    code: 1,
    err: 'SKILL_UNKNOWN: the centre has no skill "germn"\n-> known: sales, german\n',
  });
});

test('one more agent over HTTP: the daemon is asked the same', async () => {
  writeJournal(directory, scene().inputs);
  const extra = { agentId: 'eve', skills: { german: 7, sales: 5 } };
  const report = await why(directory, 'last', extra);
  const daemon = await FakeDaemon.start();
  daemon.on(`GET /v1/calls/${report.callId}/why`, { body: report });
  const argv = ['why', report.callId, '--with-agent', 'eve:german=7,sales=5'];
  const { out } = await run([...argv, '--url', daemon.url, '--token', 'lst_test']);
  await daemon.close();
  expect(daemon.requests[0]?.path).toContain('?withAgent=eve%3Agerman%3D7%2Csales%3D5');
  expect(out).toContain('this call is offered to eve after 0s');
});

test('one more agent may go to a call that comes first', async () => {
  const s = new Scenario();
  s.queue(1, '2');
  s.pass(5_000);
  s.queue(2);
  s.pass(5_000);
  writeJournal(directory, s.inputs);
  const report = await why(directory, 'last');
  const [first] = s.all('call.offered');
  const skills = { german: 7, sales: 5 };
  const supposed = withAgent(directory, report, { agentId: 'eve', skills });
  expect(supposed.change).toMatchObject({ callId: first?.callId, waitedMs: 5_000 });
  expect(supposed.change?.insteadOf).toBeUndefined();
});

test('--json is the report itself; another build is told on stderr', async () => {
  const s = scene();
  writeJournal(directory, s.inputs);
  const other = async (given: string, callId: string) => ({
    ...(await why(given, callId)),
    isSameBuild: false,
  });
  const argv = ['why', 'last', '--journal', directory];
  const json = await run([...argv, '--json'], { parts: { why } });
  expect(JSON.parse(json.out)).toEqual(await why(directory, 'last'));
  const { err } = await run(argv, { parts: { why: other } });
  expect(err).toBe('Build memory decided; this build, which replayed it, may differ.\n');
});

test('failures have the exit codes of the others', async () => {
  writeJournal(directory, scene().inputs);
  const parts = { why };
  const unknown = await run(['why', 'nonsense', '--journal', directory], { parts });
  expect(unknown.code).toBe(1);
  expect(unknown.err).toMatch(/^CALL_NOT_FOUND: no call nonsense is in the journal\n-> /);
  expect((await run(['why', 'last', '--journal', '/none'], { parts })).code).toBe(72);
  expect((await run(['why', 'aaaa…09', '--journal', directory], { parts })).code).toBe(2);
  expect((await run(['why'])).code).toBe(2);
});

describe('with a daemon', () => {
  let daemon: FakeDaemon;
  const to = () => ['--url', daemon.url, '--token', 'lst_test'];
  const ended = '2e16ea62-739c-8ca1-8000-00000000004b';
  const live = '2e16ea62-739c-8ca1-8000-00000000007f';

  beforeEach(async () => {
    writeJournal(directory, scene().inputs);
    const body = await why(directory, 'last');
    daemon = await FakeDaemon.start();
    daemon
      .on('GET /v1/calls', { body: { calls: [call(live, { offeredAt: NOW })] } })
      .on('GET /v1/cdrs', { body: { records: [record(ended)] } })
      .on(`GET /v1/calls/${ended}/why`, { body })
      .on(`GET /v1/calls/${live}/why`, { body });
  });
  afterEach(() => daemon.close());

  test('the last call may be one that goes on; a short id will do', async () => {
    expect((await run(['why', 'last', ...to()])).code).toBe(0);
    expect(daemon.requests.at(-1)?.path).toBe(`/v1/calls/${live}/why`);
    expect((await run(['why', '2e16ea62…00004b', ...to()])).code).toBe(0);
    expect(daemon.requests.at(-1)?.path).toBe(`/v1/calls/${ended}/why`);
  });

  test('what a scoped token does not see is told without it', async () => {
    const sample = await why(directory, 'last');
    const moments = sample.moments.map(({ agentId: _, providerId: __, ...moment }) => ({
      ...moment,
      groups: moment.groups.map((group) => ({ ...group, agents: [] })),
    }));
    daemon.on(`GET /v1/calls/${ended}/why`, { body: { ...sample, moments } });
    const { out } = await run(['why', ended, ...to()]);
    expect(out).toMatch(/ {2}offered to an agent: idle for 0s/);
    expect(out).not.toContain('anna');
  });
});
