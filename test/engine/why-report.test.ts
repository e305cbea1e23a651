import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentConfig, Centre } from '../../src/core/centre';
import { freezeWorld } from '../../src/core/world';
import type { WhyMoment, WhyReport } from '../../src/engine/facade/why-view';
import { writeSnapshot } from '../../src/engine/snapshot-file';
import { explainCall, lastCallId } from '../../src/engine/why-report';
import { CENTRE, Scenario } from '../core/scenario';
import { writeJournal } from './written-journal';

const agent = (agentId: string, skills: Record<string, number>): AgentConfig => ({
  agentId,
  name: agentId,
  providerId: 'north',
  phone: { switchId: 'pbx', device: agentId },
  skills,
});

/** Carl has the skill, but takes breaks; Dora works for a provider that this client has not. */
const STAFFED: Centre = {
  ...CENTRE,
  providers: [...CENTRE.providers, { providerId: 'south', name: 'South', clientIds: [] }],
  agents: [
    ...CENTRE.agents,
    agent('carl', { sales: 5, german: 9 }),
    { ...agent('dora', { sales: 9, german: 9 }), providerId: 'south' },
  ],
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'why-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function explain(s: Scenario, callId: string): WhyReport {
  writeJournal(directory, s.inputs);
  return explainCall({ directory, callId, build: 'memory', agentsMax: 5 });
}

const callOf = (s: Scenario, ani: string): string =>
  s.all('call.offered').find((fact) => fact.ani === ani)?.callId ?? '';

const clauses = (moment: WhyMoment | undefined): Record<string, string[]> =>
  Object.fromEntries(
    (moment?.groups ?? []).map(({ clause, agents }) => [
      clause ?? 'eligible',
      agents.map(({ agentId, detail }) =>
        detail === undefined ? agentId : `${agentId} ${detail}`,
      ),
    ]),
  );

/** Anna talks, Ben lacks German, Carl is at lunch, Dora may not: caller 2, who asks for German. */
function waiting(): Scenario {
  const s = new Scenario(STAFFED);
  s.logIn('anna');
  const first = s.queue(1);
  s.connect(first);
  s.logIn('ben', 'carl', 'dora');
  s.give({ type: 'agent.status-requested', agentId: 'carl', status: 'on-break', reason: 'lunch' });
  s.pass(1_000);
  s.queue(2, '2');
  s.pass(20_000);
  return s;
}

test('a call that waits is told who could not have it, and for which clause each', () => {
  const s = waiting();
  const { moments, endedAt } = explain(s, callOf(s, '02'));
  expect(endedAt).toBeUndefined();
  expect(moments.map(({ kind }) => kind)).toEqual(['queued']);
  expect(moments[0]).toMatchObject({ queueId: 'sales', requirement: 'german >= 5 & sales >= 3' });
  expect(clauses(moments[0])).toEqual({
    state: ['anna talking'],
    status: ['carl lunch'],
    requirement: ['ben german 0, asks german >= 5'],
    entitlement: ['dora south for acme'],
  });
  expect(moments[0]?.groups.map(({ fitting }) => fitting)).toEqual([1, 1, 0, 0]);
});

test('then it is served: by whom, chosen from whom, after how long', () => {
  const s = waiting();
  s.give({ type: 'agent.status-requested', agentId: 'carl', status: 'available' });
  s.connect('in:pbx:2');
  s.end('in:pbx:2');
  const { moments, result } = explain(s, callOf(s, '02'));
  expect(result).toBe('connected');
  expect(moments.map(({ kind }) => kind)).toEqual([
    'queued',
    'agent-free',
    'offer-made',
    'connected',
  ]);
  const [, free, made] = moments;
  expect(free).toMatchObject({ agentId: 'carl', verdict: { clause: null }, waitedMs: 20_000 });
  expect(made?.chosen).toEqual({
    agentId: 'carl',
    providerId: 'north',
    strategy: 'longest-idle',
    idleMs: 0,
    eligible: 1,
    scores: [{ rule: 'longest-idle', figure: 0 }],
  });
  expect(clauses(made)['eligible']).toEqual(['carl']);
});

test('of several eligible agents the one who is idle for the longest comes first', () => {
  const s = new Scenario(STAFFED);
  s.logIn('carl', 'anna', 'ben');
  s.queue(1);
  const { moments } = explain(s, callOf(s, '01'));
  const made = moments.find(({ kind }) => kind === 'offer-made');
  expect(made?.groups[0]?.agents.map(({ agentId }) => agentId)).toEqual(['carl', 'anna', 'ben']);
  expect(made?.chosen).toMatchObject({ agentId: 'carl', eligible: 3 });
});

test('a contact of higher priority got the agent: it is named, with the rule', () => {
  const s = new Scenario();
  s.queue(1);
  s.pass(5_000);
  s.queue(2, '2');
  s.pass(5_000);
  s.logIn('anna');
  const { moments } = explain(s, callOf(s, '01'));
  expect(moments.at(-1)).toMatchObject({
    kind: 'agent-free',
    agentId: 'anna',
    verdict: { clause: null },
    priority: 0,
    preferred: { callId: callOf(s, '02'), agentId: 'anna', priority: 5, rule: 'priority' },
  });
});

test('so is one that waits longer', () => {
  const s = new Scenario();
  s.queue(1);
  s.pass(5_000);
  s.queue(2);
  s.logIn('anna');
  const { moments } = explain(s, callOf(s, '02'));
  expect(moments.at(-1)?.preferred).toMatchObject({
    callId: callOf(s, '01'),
    rule: 'longer-wait',
  });
});

test('an offer that failed says why, and what the others did meanwhile', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue(1);
  s.end(s.last('originate').legId, 'no-answer');
  const { moments } = explain(s, callOf(s, '01'));
  expect(moments.map(({ kind }) => kind)).toEqual(['queued', 'offer-made', 'offer-failed']);
  expect(moments[2]).toMatchObject({ agentId: 'anna', reason: 'ring-no-answer' });
  expect(clauses(moments[2])['status']).toContain('ben logged-out');
  s.end(caller);
  expect(explain(s, callOf(s, '01')).moments.at(-1)).toMatchObject({
    kind: 'left',
    reason: 'abandoned',
    queueId: 'sales',
  });
});

test('a caller who gives up is told what nobody could, at that moment', () => {
  const s = waiting();
  s.end('in:pbx:2');
  const left = explain(s, callOf(s, '02')).moments.at(-1);
  expect(left).toMatchObject({ kind: 'left', reason: 'abandoned', waitedMs: 20_000 });
  expect(Object.keys(clauses(left))).toEqual(['state', 'status', 'requirement', 'entitlement']);
});

test('agents who become free and cannot serve are told with their clause', () => {
  const s = new Scenario();
  s.queue(1, '2');
  s.logIn('ben');
  expect(explain(s, callOf(s, '01')).moments.at(-1)).toMatchObject({
    kind: 'agent-free',
    agentId: 'ben',
    verdict: { clause: 'requirement', detail: 'german 0, asks german >= 5' },
  });
});

test('the wait over: it left by the longest wait, to no queue', () => {
  const s = waiting();
  s.pass(60_000);
  expect(explain(s, callOf(s, '02')).moments.at(-1)).toMatchObject({
    kind: 'left',
    reason: 'timed-out',
    waitedMs: 60_000,
  });
});

test('a snapshot of before the call is enough, one of after it is passed over', () => {
  const s = waiting();
  const whole = explain(s, callOf(s, '02'));
  const early = new Scenario(STAFFED);
  const head = { engineId: 'test', build: 'memory', epoch: 1 };
  writeSnapshot(directory, { ...head, seq: early.world.seq }, freezeWorld(early.world));
  writeSnapshot(directory, { ...head, seq: s.world.seq }, freezeWorld(s.world));
  expect(explain(s, callOf(s, '02'))).toEqual(whole);
  expect(lastCallId(directory)).toBe(callOf(s, '02'));
});

test.each([
  'nonsense',
  'bbbbbbbb-bbb1-8ca1-8000-000000000001',
  'aaaaaaaa-aaa1-8ca1-8000-0000000000ff',
])('a call that never was is not found: %s', (callId) => {
  const s = waiting();
  expect(() => explain(s, callId)).toThrow(expect.objectContaining({ code: 'CALL_NOT_FOUND' }));
});

test('no journal, and a journal without calls, are told apart', () => {
  const job = { callId: 'x', build: 'b', agentsMax: 1 };
  const code = (wanted: string) => expect.objectContaining({ code: wanted });
  expect(() => explainCall({ ...job, directory: '/none' })).toThrow(code('JOURNAL_MISSING'));
  writeJournal(directory, new Scenario().inputs);
  expect(() => lastCallId(directory)).toThrow(code('CALL_NOT_FOUND'));
});

test('a call of before what retention left is told apart from one that never was', () => {
  const s = waiting();
  const callId = callOf(s, '02');
  const later = s.inputs.slice(-5);
  writeJournal(directory, later);
  const { seq } = later[0] ?? { seq: 0 };
  const head = { engineId: 'test', build: 'memory', epoch: 1 };
  writeSnapshot(directory, { ...head, seq: seq + 4 }, freezeWorld(s.world));
  const job = { directory, callId, build: 'memory', agentsMax: 5 };
  expect(() => explainCall(job)).toThrow(expect.objectContaining({ code: 'JOURNAL_REMOVED' }));
});

test('another build than the one that decided is told', () => {
  const s = waiting();
  const report = explain(s, callOf(s, '02'));
  expect(report).toMatchObject({ build: 'memory', isSameBuild: true });
  const job = { directory, callId: report.callId, build: 'newer', agentsMax: 5 };
  expect(explainCall(job)).toMatchObject({ build: 'memory', isSameBuild: false });
});
