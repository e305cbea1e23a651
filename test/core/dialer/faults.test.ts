import type { LegSnapshot } from '../../../src/port/switch';
import { brokenWorldLaws } from '../../law/world-laws';
import { CENTRE, outbound } from '../scenario';
import { DialerFloor, leads } from './dialer-floor';

const AGENTS = Array.from({ length: 30 }, (_, n) => `agent${n}`);
const CALLS_PER_SECOND = 50;

let s: DialerFloor;
let standing: LegSnapshot[];

/** Thirty agents wait on their lines; what was learnt lets two lines ring for each of them. */
beforeEach(() => {
  const [agent] = CENTRE.agents;
  if (!agent) throw new Error('the centre has no agent');
  s = new DialerFloor({
    callsPerSecondMax: CALLS_PER_SECOND,
    linesMax: 200,
    pacing: { mode: 'predictive', linesPerAgentMax: 3, ratio: 1, abandonMaxPct: 3 },
  });
  const phone = { ...agent.phone, line: 'nailed-up' as const };
  const crew = AGENTS.map((agentId) => ({
    ...agent,
    agentId,
    name: agentId,
    phone: { ...phone, device: agentId },
  }));
  s.give({ type: 'centre.applied', centre: { ...s.world.centre, agents: crew } });
  standing = s.onLine(...AGENTS).map((legId) => outbound(legId));
  s.experience(2_000, 0.3);
  s.start();
  s.refill(leads(190));
});

afterEach(() => expect(brokenWorldLaws(s.world)).toEqual([]));

const ringing = (): string[] => {
  const over = new Set(
    s.facts.flatMap(({ body }) => (body.type === 'attempt.ended' ? [body.callId] : [])),
  );
  return [...s.world.calls.values()]
    .filter((call) => call.attempt && call.phase === 'dialing' && !over.has(call.callId))
    .map(({ legId }) => legId);
};

/** Every lead was called at most once, and is in the hopper, in flight, or settled. */
function nothingIsLost(): void {
  const launched = s.all('attempt.launched').map(({ leadId }) => leadId);
  expect(new Set(launched).size).toBe(launched.length);
  const settled = [...s.all('attempt.ended'), ...s.all('lead.returned')].map((b) => b.leadId);
  const held = [
    ...s.campaign.hopper.map(({ lead }) => lead.leadId),
    ...[...s.world.attempts.values()].map(({ lead }) => lead.leadId),
  ];
  expect([...settled, ...held].sort()).toEqual(
    leads(190)
      .map(({ leadId }) => leadId)
      .sort(),
  );
}

test('more lines ring than agents wait, where enough was learnt', () => {
  expect(ringing().length).toBeGreaterThanOrEqual(50);
  nothingIsLost();
});

test('all agents leave at once: no line more, and who answers hears the message in time', () => {
  s.pass(1_000);
  const lines = ringing();
  for (const agentId of AGENTS) {
    s.give({ type: 'agent.status-requested', agentId, status: 'on-break' });
  }
  const launched = s.all('attempt.launched').length;
  for (const legId of lines.slice(0, 20)) s.event({ type: 'leg.answered', legId });
  s.pass(2_000);
  expect(s.commands.filter((c) => c.type === 'play')).toHaveLength(20);
  for (const legId of lines) s.end(legId, 'no-answer');
  s.pass(60_000);
  expect(s.all('attempt.launched')).toHaveLength(launched);
  expect(s.all('attempt.ended').filter(({ result }) => result === 'dropped')).toHaveLength(20);
  nothingIsLost();
});

test('drops beyond the limit are told once, with formula, figures and window', () => {
  const lines = ringing();
  for (const agentId of AGENTS) {
    s.give({ type: 'agent.status-requested', agentId, status: 'logged-out' });
  }
  for (const legId of lines) s.event({ type: 'leg.answered', legId });
  s.pass(3_000);
  const { numerator, denominator, ...rest } = s.all('budget.breached')[0] ?? {};
  expect(s.all('budget.breached')).toHaveLength(1);
  expect((numerator ?? 0) * 100).toBeGreaterThan(3 * (denominator ?? 0));
  expect(rest).toMatchObject({ formulaId: 'us', limitPct: 3, windowMs: 86_400_000 });
  expect(s.campaign.breached).toBe(true);
});

test('a trunk that refuses everything is asked no faster than agreed, and each lead once', () => {
  const launchedAt: number[] = [];
  for (let seconds = 0; seconds < 8; seconds += 1) {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      for (const legId of ringing()) {
        s.event({ type: 'leg.ended', legId, cause: 'congestion', by: 'remote' });
      }
      s.pass(100);
    }
  }
  for (const { at, body } of s.facts) if (body.type === 'attempt.launched') launchedAt.push(at);
  for (const at of launchedAt) {
    const within = launchedAt.filter((other) => other > at - 1_000 && other <= at);
    expect(within.length).toBeLessThanOrEqual(CALLS_PER_SECOND);
  }
  expect(s.all('attempt.ended').map(({ result }) => result)).toContain('congestion');
  nothingIsLost();
});

/** What lives on the switch when it is seen again: some ring on, some answered, others are gone. */
function comeBack(lines: readonly string[]): void {
  const legs = [
    ...standing,
    ...lines.slice(0, 20).map((legId) => outbound(legId, 'ringing')),
    ...lines.slice(20, 30).map((legId) => ({ ...outbound(legId), answeredAt: s.at - 3_000 })),
  ];
  const ended = lines.slice(30, 40).map((legId) => ({
    legId,
    startedAt: s.at - 10_000,
    endedAt: s.at - 1_000,
    cause: 'no-answer' as const,
    source: 'cdr-file' as const,
  }));
  s.reconnect({ legs, ended });
  const called = s.lines.map(({ to }) => ('number' in to ? to.number : ''));
  expect(new Set(called).size).toBe(called.length);
  const results = s.all('attempt.ended').map(({ result }) => result);
  expect(results.filter((result) => result === 'no-answer')).toHaveLength(10);
  expect(results.filter((result) => result === 'unknown')).toHaveLength(lines.length - 40);
  nothingIsLost();
}

test('the link is lost with fifty lines ringing: nothing is dialed, and nobody twice', () => {
  const lines = ringing();
  const launched = s.all('attempt.launched').length;
  s.event({ type: 'switch.down', reason: 'cut' });
  s.pass(8_000);
  expect(s.all('attempt.launched')).toHaveLength(launched);
  comeBack(lines);
});

test('the engine is killed with fifty lines ringing: the world that comes back knows them', () => {
  const lines = ringing();
  const before = [...s.lines];
  s.crash(8_000);
  s.commands.push(...before);
  comeBack(lines);
});
