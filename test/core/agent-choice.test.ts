import type { AgentConfig, Centre } from '../../src/core/centre';
import type { AgentRule } from '../../src/core/queue/agent-rule';
import { drawOf } from '../../src/core/queue/draw';
import { opportunity, proficiency } from '../../src/core/queue/proficiency';
import { CENTRE, Scenario } from './scenario';

const agent = (agentId: string, skills: AgentConfig['skills'], queues?: AgentConfig['queues']) => ({
  agentId,
  name: agentId,
  providerId: 'north',
  phone: { switchId: 'pbx', device: agentId },
  skills,
  ...(queues && { queues }),
});

/** Out of the order of their ids, so that the file's order is another one. */
const AGENTS = [
  agent('cora', { sales: 4 }),
  agent('anna', { sales: 9, german: 7 }),
  agent('ben', { sales: 5, german: 2 }),
];

const choosing = (
  chooseAgent: readonly AgentRule[],
  agents: readonly AgentConfig[] = AGENTS,
): Centre => ({
  ...CENTRE,
  agents,
  queues: CENTRE.queues.map((queue) => ({ ...queue, chooseAgent, waitingMax: 50 })),
});

/** Everybody is there, each with these minutes of idling. */
function staffed(chain: readonly AgentRule[], idle: Readonly<Record<string, number>> = {}) {
  const s = new Scenario(choosing(chain));
  for (const { agentId } of AGENTS) {
    s.give({ type: 'agent.status-requested', agentId, status: 'available' });
  }
  for (const [agentId, minutes] of Object.entries(idle)) {
    const found = s.agent(agentId);
    s.world.index.dropAgent(found);
    found.idleSince = s.at - 60_000 * minutes;
    s.world.index.refreshAgent(found);
  }
  return s;
}

/** Callers come one after the other, and each is offered to an agent who rings on. */
function order(s: Scenario, digit = '1'): string[] {
  for (const n of [1, 2, 3]) s.queue(n, digit);
  return s.all('offer.made').map(({ agentId }) => agentId);
}

test.each<[AgentRule, string[]]>([
  ['longest-idle', ['ben', 'cora', 'anna']],
  ['most-proficient', ['anna', 'ben', 'cora']],
  ['least-proficient', ['cora', 'ben', 'anna']],
  ['round-robin', ['anna', 'ben', 'cora']],
  ['top-down', ['cora', 'anna', 'ben']],
])('%s: %j', (rule, expected) => {
  expect(order(staffed([rule], { anna: 1, ben: 3, cora: 2 }))).toEqual(expected);
});

test('each rule breaks the ties of those before it; then idling, then the id', () => {
  const even = AGENTS.map((one) => ({ ...one, skills: { sales: one.agentId === 'ben' ? 4 : 5 } }));
  const s = new Scenario(choosing(['most-proficient', 'top-down'], even));
  s.logIn('anna', 'ben', 'cora');
  expect(order(s)).toEqual(['cora', 'anna', 'ben']);
  expect(order(staffed(['fewest-calls'], { anna: 2, ben: 3, cora: 3 }))).toEqual([
    'ben',
    'cora',
    'anna',
  ]);
});

/** A caller is served by whoever is chosen, for so long, and the agent is idle again. */
function serve(s: Scenario, n: number, talkMs: number): string {
  const caller = s.queue(n);
  const agentLeg = s.connect(caller);
  const { agentId } = s.all('offer.made').at(-1) ?? { agentId: '' };
  s.pass(talkMs);
  s.end(caller);
  s.end(agentLeg);
  s.pass(10_000);
  return agentId;
}

test('fewest calls and least occupied look at the day, which ends at midnight UTC', () => {
  const calls = staffed(['fewest-calls', 'top-down']);
  const byCalls = [1, 2, 3, 4, 5].map((n) => serve(calls, n, 1_000));
  expect(byCalls).toEqual(['cora', 'anna', 'ben', 'cora', 'anna']);
  const busy = staffed(['least-occupied', 'top-down']);
  busy.pass(60_000);
  expect([1, 2, 3].map((n) => serve(busy, n, n === 1 ? 600_000 : 60_000))).toEqual([
    'cora',
    'anna',
    'ben',
  ]);
  expect(serve(busy, 4, 10_000)).toBe('anna');
  busy.pass(24 * 3_600_000);
  expect(serve(busy, 5, 10_000)).toBe('cora');
});

test('the round goes on after a restart, and over an agent who was taken out', () => {
  const s = staffed(['round-robin']);
  expect([serve(s, 1, 1_000), serve(s, 2, 1_000)]).toEqual(['anna', 'ben']);
  s.crash();
  s.reconnect();
  expect(serve(s, 3, 1_000)).toBe('cora');
  const [cora, , ben] = AGENTS;
  if (!ben || !cora) throw new Error('nobody there');
  expect(serve(s, 4, 1_000)).toBe('anna');
  s.give({ type: 'centre.applied', centre: choosing(['round-robin'], [cora, ben]) });
  expect([serve(s, 5, 1_000), serve(s, 6, 1_000)]).toEqual(['ben', 'cora']);
});

test('the best rated comes first, and a single mark moves nobody far', () => {
  const s = staffed(['best-rated', 'top-down']);
  s.world.ratings = { count: 121, sum: 481 };
  s.agent('ben').ratings = { count: 60, sum: 270 };
  s.agent('cora').ratings = { count: 1, sum: 5 };
  s.agent('anna').ratings = { count: 60, sum: 206 };
  expect(order(s)).toEqual(['ben', 'cora', 'anna']);
});

test("an agent's level for a queue stands above the skills; 0 keeps the queue away", () => {
  const agents = [
    agent('anna', { sales: 3 }, { sales: 10 }),
    agent('ben', { sales: 9 }, { sales: 0 }),
    agent('cora', { sales: 8 }),
  ];
  const s = new Scenario(choosing(['most-proficient'], agents));
  s.logIn('ben', 'cora', 'anna');
  expect(order(s)).toEqual(['anna', 'cora']);
});

test('proficiency is the mean of what is asked, and of alternatives the best that is met', () => {
  const config = agent('anna', { sales: 6, german: 8, billing: 3, french: 10 });
  const german = { skill: 'german', levelMin: 5 };
  const choice = {
    anyOf: [[{ skill: 'billing', levelMin: 2 }], [german], [{ skill: 'spanish', levelMin: 1 }]],
  };
  const asking = (...requirement: Parameters<typeof proficiency>[1]['requirement']) => ({
    queueId: 'sales',
    requirement,
  });
  expect(proficiency(config, asking({ skill: 'sales', levelMin: 1 }, german))).toBe(7);
  expect(proficiency(config, asking(choice))).toBe(8);
  expect(proficiency(config, asking({ skill: 'trainee', levelMax: 0 }))).toBe(5);
  expect(opportunity(config, asking({ skill: 'sales', levelMin: 1 }))).toBe(6 + 8 + 3 + 10);
  expect(opportunity(config, asking(choice))).toBe(8 + 6 + 10);
});

test('the draw is without dice, and each wins as often as the level says', () => {
  const levels: Readonly<Record<string, number>> = { anna: 9, ben: 5, cora: 4, dora: 2 };
  const rounds = 40_000;
  const won: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    const [first] = Object.entries(levels)
      .map(([id, level]) => ({ id, draw: drawOf(`nonce contact-${round} ${id}`, level) }))
      .sort((a, b) => a.draw - b.draw);
    won[first?.id ?? ''] = (won[first?.id ?? ''] ?? 0) + 1;
  }
  for (const [id, level] of Object.entries(levels)) {
    // Four standard deviations of the share, which is fixed: the draws are always the same.
    const share = level / 20;
    const slack = 4 * Math.sqrt((share * (1 - share)) / rounds);
    expect(Math.abs((won[id] ?? 0) / rounds - share)).toBeLessThan(slack);
  }
});
