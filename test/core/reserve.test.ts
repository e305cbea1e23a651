import type { Centre, QueueConfig } from '../../src/core/centre';
import { idleForDialing, leftForDialing } from '../../src/core/queue/reserve';
import { whyNot } from '../../src/core/queue/why-not';
import { CENTRE, Scenario } from './scenario';

const [QUEUE] = CENTRE.queues;
if (!QUEUE) throw new Error('the scenario has changed');

const desk = (agentId: string, skills: Readonly<Record<string, number>>) => ({
  agentId,
  name: agentId,
  providerId: 'north',
  phone: { switchId: 'pbx', device: agentId },
  skills,
});

/** Key 1 leads to sales, key 2 to german; three agents may serve both, Sara only sales. */
const centre = (sales: Partial<QueueConfig>, german: Partial<QueueConfig>): Centre => ({
  ...CENTRE,
  agents: [
    ...['anna', 'ben', 'cora'].map((id) => desk(id, { sales: 5, german: 7 })),
    desk('sara', { sales: 5 }),
  ],
  queues: [
    { ...QUEUE, waitingMax: 20, ...sales },
    {
      ...QUEUE,
      queueId: 'german',
      requirement: [{ skill: 'german', levelMin: 1 }],
      waitingMax: 20,
      ...german,
    },
  ],
  flows: CENTRE.flows.map((flow) => ({
    ...flow,
    nodes: {
      ...flow.nodes,
      german: {
        type: 'queue',
        queueId: 'german',
        skills: [],
        priority: 0,
        onTimeout: 'sorry',
        onFull: 'sorry',
      },
    },
  })),
});

const offered = (s: Scenario) => s.all('offer.made').map(({ agentId }) => agentId);
const lastWaiting = (s: Scenario) =>
  [...s.world.contacts.values()].findLast(({ phase }) => phase === 'waiting');
const clauses = (s: Scenario, ...agentIds: string[]) =>
  agentIds.map((agentId) => {
    const contact = lastWaiting(s);
    return contact && whyNot(s.world, s.agent(agentId), contact)?.clause;
  });

test('the last agents of a reserve are for its own callers; others pass by', () => {
  const s = new Scenario(centre({}, { reserve: 2 }));
  s.logIn('anna', 'ben', 'cora');
  s.queue(1);
  s.queue(2);
  expect(offered(s)).toEqual(['anna']);
  expect(clauses(s, 'ben', 'cora')).toEqual(['reserve', 'reserve']);
  s.logIn('sara');
  expect(offered(s)).toEqual(['anna', 'sara']);
  s.queue(3, '2');
  s.queue(4, '2');
  expect(offered(s).slice(2)).toEqual(['ben', 'cora']);
});

test('an agent who makes a reserve whole again gives back whoever is beyond it', () => {
  const s = new Scenario(centre({}, { reserve: 2 }));
  s.logIn('anna', 'ben');
  s.queue(1);
  expect(offered(s)).toEqual([]);
  s.logIn('cora');
  expect(offered(s)).toEqual(['anna']);
});

test('… also where that agent cannot serve the caller who waits', () => {
  const s = new Scenario(centre({ reserve: 2 }, {}));
  s.logIn('anna', 'ben');
  s.queue(1, '2');
  expect(offered(s)).toEqual([]);
  s.logIn('sara');
  expect(offered(s)).toEqual(['anna']);
});

test('an agent whose phone cannot be rung is no reserve, until it can', () => {
  const s = new Scenario(centre({}, { reserve: 2 }));
  s.event({ type: 'endpoint.changed', endpoint: 'cora', reachable: false });
  s.logIn('anna', 'ben', 'cora');
  s.queue(1);
  expect(offered(s)).toEqual([]);
  s.event({ type: 'endpoint.changed', endpoint: 'cora', reachable: true });
  expect(offered(s)).toEqual(['anna']);
});

test('two reserves of the same agents do not keep them from both', () => {
  const s = new Scenario(centre({ reserve: 3 }, { reserve: 3 }));
  s.logIn('anna', 'ben', 'cora');
  s.queue(1, '2');
  s.queue(2, '1');
  expect(offered(s)).toEqual(['anna']);
  expect(s.all('offer.made')[0]?.queueId).toBe('sales');
});

test('phones that ring at once leave a reserve whole', () => {
  const s = new Scenario(centre({ ringMax: 3 }, { reserve: 2 }));
  s.logIn('anna', 'ben', 'cora');
  s.queue(1);
  expect(offered(s)).toEqual(['anna']);
});

test('whom a reserve keeps back while others ring is passed by for who comes next', () => {
  const s = new Scenario(centre({ ringMax: 2 }, { reserve: 2 }));
  s.logIn('anna', 'ben', 'cora', 'sara');
  s.queue(1);
  expect(offered(s)).toEqual(['anna', 'sara']);
});

test.each([
  ['acme', 'for german'],
  ['bora', 'for another queue'],
])('the reserve of a queue of %s is told as "%s"', (clientId, detail) => {
  const both = [{ providerId: 'north', name: 'North', clientIds: ['acme', 'bora'] }];
  const s = new Scenario({ ...centre({}, { reserve: 2, clientId }), providers: both });
  s.logIn('anna', 'ben');
  s.queue(1);
  const contact = lastWaiting(s);
  expect(contact && whyNot(s.world, s.agent('anna'), contact)?.detail).toBe(detail);
});

test('dialing gets what inbound leaves: no reserve and no waiting caller goes short', () => {
  const idle = [
    { agentId: 'anna', queueIds: ['sales', 'german'] },
    { agentId: 'ben', queueIds: ['sales', 'german'] },
    { agentId: 'cora', queueIds: ['sales'] },
    { agentId: 'dora', queueIds: [] },
  ];
  const left = (needs: Record<string, number>) =>
    leftForDialing(idle, new Map(Object.entries(needs)));
  expect(left({})).toEqual(['anna', 'ben', 'cora', 'dora']);
  expect(left({ german: 1 })).toEqual(['anna', 'cora', 'dora']);
  expect(left({ german: 1, sales: 2 })).toEqual(['cora', 'dora']);
  expect(left({ german: 2 })).toEqual(['cora', 'dora']);
  expect(left({ german: 5, sales: 1 })).toEqual(['cora', 'dora']);
  expect(left({ sales: 3 })).toEqual(['dora']);
});

test('who is left for dialing is told from the world: idle, in reach, beyond every need', () => {
  const s = new Scenario(centre({}, { reserve: 1 }));
  s.logIn('anna', 'ben', 'cora', 'sara');
  expect(idleForDialing(s.world)).toEqual(['anna', 'ben', 'sara']);
  s.event({ type: 'endpoint.changed', endpoint: 'anna', reachable: false });
  expect(idleForDialing(s.world)).toEqual(['ben', 'sara']);
  s.queue(1, '2');
  expect(offered(s)).toEqual(['ben']);
  expect(idleForDialing(s.world)).toEqual(['sara']);
});
