import type { Centre, QueueConfig } from '../../src/core/centre';
import type { QueueNode } from '../../src/core/ivr/flow';
import { whyNot } from '../../src/core/queue/why-not';
import { CENTRE, Scenario } from './scenario';

const HOLD_MS = 20_000;
const DAY_MS = 86_400_000;

const STICKY: Centre = {
  ...CENTRE,
  queues: CENTRE.queues.map((queue) => ({
    ...queue,
    chooseAgent: ['sticky'],
    sticky: { holdMs: HOLD_MS, rememberMs: 30 * DAY_MS },
  })),
};

/** The same caller, from the same number, for the nth time. */
function callAgain(s: Scenario, n: number, ani = '+49301'): string {
  const legId = `in:pbx:${n}`;
  s.event({ type: 'leg.offered', legId, ani, dnis: '100' });
  s.event({ type: 'leg.answered', legId });
  s.event({ type: 'leg.digit', legId, digit: '1' });
  return legId;
}

function talk(s: Scenario, caller: string): string {
  const agentLeg = s.connect(caller);
  s.pass(30_000);
  s.end(caller);
  s.end(agentLeg);
  s.pass(10_000);
  return s.all('offer.made').at(-1)?.agentId ?? '';
}

/** Anna talked with the caller, both agents are idle, Ben for longer. */
function known(centre = STICKY): Scenario {
  const s = new Scenario(centre);
  s.logIn('anna');
  talk(s, callAgain(s, 1));
  s.logIn('ben');
  s.world.index.dropAgent(s.agent('ben'));
  s.agent('ben').idleSince = s.at - 3_600_000;
  s.world.index.refreshAgent(s.agent('ben'));
  return s;
}

/** Anna talks with somebody else, and the caller comes back. */
function waitsForAnna(): { s: Scenario; other: string; annasLeg: string } {
  const s = known();
  const other = callAgain(s, 2, '+49302');
  expect(offered(s)).toBe('ben');
  talk(s, other);
  const third = callAgain(s, 3);
  expect(offered(s)).toBe('anna');
  const annasLeg = s.connect(third);
  callAgain(s, 4);
  return { s, other: third, annasLeg };
}

const offered = (s: Scenario): string | undefined => s.all('offer.made').at(-1)?.agentId;
const waiting = (s: Scenario) => [...s.world.contacts.values()].find((c) => c.phase === 'waiting');
const clauseOf = (s: Scenario, agentId: string) => {
  const contact = waiting(s);
  return contact && whyNot(s.world, s.agent(agentId), contact);
};

test('the agent of last time comes before one who is idle for longer', () => {
  const s = known();
  callAgain(s, 2);
  expect(offered(s)).toBe('anna');
});

test('a busy agent of last time is waited for, and gets the caller back', () => {
  const { s, other, annasLeg } = waitsForAnna();
  expect(clauseOf(s, 'ben')).toEqual({
    clause: 'sticky-hold',
    detail: 'for its last agent',
    expiresAt: s.at + HOLD_MS,
  });
  s.end(other);
  s.end(annasLeg);
  s.pass(10_000);
  expect(offered(s)).toBe('anna');
  expect(s.all('offer.made')).toHaveLength(4);
});

test('after the time for it is over everybody may take the caller', () => {
  const { s } = waitsForAnna();
  s.pass(HOLD_MS - 1);
  expect(waiting(s)).toBeDefined();
  s.pass(1);
  expect(waiting(s)).toBeUndefined();
  expect(offered(s)).toBe('ben');
});

test.each([
  ['goes on break', (s: Scenario) => s.give({ type: 'agent.status-requested', ...onBreak })],
  ['loses the phone', (s: Scenario) => s.event({ type: 'endpoint.changed', ...gone })],
  ['is taken out of the centre', (s: Scenario) => s.give({ type: 'centre.applied', ...without })],
])('nobody waits for an agent who %s', (_, happen) => {
  const { s } = waitsForAnna();
  happen(s);
  expect(waiting(s)).toBeUndefined();
  expect(offered(s)).toBe('ben');
});

const onBreak = { agentId: 'anna', status: 'on-break' } as const;
const gone = { endpoint: 'anna', reachable: false };
const without = {
  centre: { ...STICKY, agents: STICKY.agents.filter(({ agentId }) => agentId !== 'anna') },
};

test('an agent who is logged out, or did not answer, is not waited for', () => {
  const s = known();
  s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
  callAgain(s, 2);
  expect(offered(s)).toBe('ben');
  const again = known();
  callAgain(again, 2);
  again.end(again.last('originate').legId, 'no-answer');
  expect(offered(again)).toBe('ben');
});

/** Key 2 leads to a queue node that names the agent whom the caller belongs to. */
const OWN: Centre = {
  ...STICKY,
  flows: STICKY.flows.map((flow) => ({
    ...flow,
    nodes: {
      ...flow.nodes,
      german: { type: 'set', variable: 'desk', value: 'be', next: 'own' },
      own: { ...(flow.nodes['sales'] as QueueNode), ownAgent: '${desk}n' },
    },
  })),
};

test('an agent whom the flow names goes before the one of last time', () => {
  const s = known(OWN);
  const legId = s.call(2);
  s.event({ type: 'leg.digit', legId, digit: '2' });
  expect(offered(s)).toBe('ben');
  expect([...s.world.contacts.values()][0]?.preferred).toMatchObject({ why: 'own' });
});

test('who talked with whom outlives a restart, and is forgotten in time', () => {
  const s = known();
  s.crash();
  s.reconnect();
  callAgain(s, 2);
  expect(offered(s)).toBe('anna');
  const later = known();
  later.pass(30 * DAY_MS + 60_000);
  callAgain(later, 2);
  expect(offered(later)).toBe('ben');
});

test('numbers are kept for sticky queues only, and not without end', () => {
  const plain = new Scenario();
  plain.logIn('anna');
  talk(plain, callAgain(plain, 1));
  expect(plain.world.lastAgents.size).toBe(0);
  const s = known();
  for (let n = 0; n < 50_000; n += 1) {
    s.world.lastAgents.set(`acme 0${n}`, { agentId: 'ben', at: s.at });
  }
  talk(s, callAgain(s, 2, '+49303'));
  expect(s.world.lastAgents.size).toBe(50_000);
  expect([...s.world.lastAgents.keys()].at(-1)).toBe('acme +49303');
  talk(s, callAgain(s, 3, 'anonymous'));
  expect([...s.world.lastAgents.keys()].at(-1)).toBe('acme +49303');
  s.give({ type: 'centre.applied', centre: CENTRE });
  expect(s.world.lastAgents.size).toBe(0);
});

test('a client that remembers for long keeps nobody for one that remembers for an hour', () => {
  const HOUR_MS = 3_600_000;
  const [sales] = STICKY.queues as [QueueConfig];
  const sticky = { holdMs: 0, rememberMs: HOUR_MS };
  const brief = { ...sales, queueId: 'brief', clientId: 'bora', sticky };
  const s = known({ ...STICKY, queues: [...STICKY.queues, brief] });
  s.world.lastAgents.set('bora 0301', { agentId: 'ben', at: s.at });
  s.world.lastAgents.set('acme 0302', { agentId: 'ben', at: s.at });
  s.pass(2 * HOUR_MS + 60_000);
  talk(s, callAgain(s, 2, '+49303'));
  expect([...s.world.lastAgents.keys()]).toEqual(['acme +49301', 'acme 0302', 'acme +49303']);
});

test("a caller's number stands in no fact but those of the call itself", () => {
  const { s } = waitsForAnna();
  const telling = s.facts.filter((fact) => JSON.stringify(fact).includes('+4930'));
  const types = new Set(telling.map(({ body }) => body.type));
  expect([...types].sort()).toEqual(['call.offered', 'record.completed']);
});
