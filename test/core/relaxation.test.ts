import type { Centre } from '../../src/core/centre';
import type { RelaxStep } from '../../src/core/queue/relaxation';
import { whyNot } from '../../src/core/queue/why-not';
import { CENTRE, inbound, Scenario, T0 } from './scenario';

const SECOND = 1_000;

/** anna: sales 5, german 7; ben: sales 5; carl of another provider: german 2. */
function centre(relax: readonly RelaxStep[], more: Partial<Centre['queues'][number]> = {}): Centre {
  const [anna, ben] = CENTRE.agents;
  const [queue] = CENTRE.queues;
  if (!anna || !ben || !queue) throw new Error('the scenario has nobody');
  const phone = { switchId: 'pbx', device: 'carl' };
  const carl = { agentId: 'carl', name: 'Carl', providerId: 'south', phone, skills: { german: 2 } };
  const south = { providerId: 'south', name: 'South', clientIds: ['acme'] };
  const other = { ...queue, queueId: 'other', requirement: [{ skill: 'german', levelMin: 2 }] };
  return {
    ...CENTRE,
    providers: [...CENTRE.providers, south],
    agents: [anna, ben, carl],
    queues: [{ ...queue, requirement: [{ skill: 'sales', levelMin: 9 }], relax, ...more }, other],
  };
}

function verdict(s: Scenario, agentId: string) {
  const [contact] = s.world.contacts.values();
  const found = contact && whyNot(s.world, s.agent(agentId), contact);
  const queuedAt = contact?.queuedAt ?? 0;
  if (!found) return found;
  const { clause, expiresAt } = found;
  return { clause, ...(expiresAt !== undefined && { afterMs: expiresAt - queuedAt }) };
}

const asked = (s: Scenario) => s.all('contact.relaxed').map((fact) => fact.requirement);

test('each step is taken in its time, is a fact, and finds the agent who waited for it', () => {
  const s = new Scenario(
    centre([
      { afterMs: 20 * SECOND, lower: { sales: 6 } },
      { afterMs: 45 * SECOND, requirement: [{ skill: 'sales', levelMin: 5 }] },
    ]),
  );
  s.logIn('ben');
  s.queue();
  expect(verdict(s, 'ben')).toEqual({ clause: 'requirement', afterMs: 45 * SECOND });
  s.pass(20 * SECOND);
  expect(asked(s)).toEqual(['sales>=6']);
  expect(s.sent('originate')).toBe(0);
  s.pass(25 * SECOND);
  expect(asked(s)).toEqual(['sales>=6', 'sales>=5']);
  expect(s.all('contact.relaxed').at(-1)).toMatchObject({ step: 2, steps: 2, queueId: 'sales' });
  expect(s.all('offer.made')).toMatchObject([{ agentId: 'ben', waitedMs: 45 * SECOND }]);
});

test('whom no step ever reaches has a clause that does not end', () => {
  const s = new Scenario(centre([{ afterMs: 5 * SECOND, lower: { sales: 6 } }]));
  s.logIn('ben');
  s.queue();
  expect(verdict(s, 'ben')).toEqual({ clause: 'requirement' });
});

test('what the flow asked stays until a step drops it', () => {
  const s = new Scenario(
    centre([
      { afterMs: 5 * SECOND, drop: ['sales'] },
      { afterMs: 10 * SECOND, lower: { german: 3 } },
      { afterMs: 15 * SECOND, dropAsked: true },
    ]),
  );
  s.queue(1, '2');
  s.pass(15 * SECOND);
  expect(asked(s)).toEqual(['german>=5', 'german>=3', '']);
});

test('agents of another queue and of other providers come in when their step is there', () => {
  const s = new Scenario(
    centre(
      [
        { afterMs: 5 * SECOND, alsoQueueId: 'other' },
        { afterMs: 9 * SECOND, addProviderIds: ['south'] },
      ],
      { providerIds: ['north'] },
    ),
  );
  s.logIn('carl');
  s.queue();
  expect(verdict(s, 'carl')).toEqual({ clause: 'provider', afterMs: 9 * SECOND });
  s.pass(5 * SECOND);
  expect(asked(s)).toEqual(['(german>=2|sales>=9)']);
  s.pass(4 * SECOND);
  expect(s.all('contact.relaxed').at(-1)?.providerIds).toEqual(['north', 'south']);
  expect(s.all('offer.made')).toMatchObject([{ agentId: 'carl' }]);
});

test('steps go on while a phone rings, for the case that it rings in vain', () => {
  const s = new Scenario(
    centre([
      { afterMs: 5 * SECOND, lower: { sales: 5 } },
      { afterMs: 12 * SECOND, drop: ['sales'] },
    ]),
  );
  s.logIn('ben', 'carl');
  s.queue();
  s.pass(5 * SECOND);
  const { legId } = s.last('originate');
  s.pass(10 * SECOND);
  expect(asked(s)).toEqual(['sales>=5', '']);
  s.end(legId, 'no-answer');
  expect(s.all('offer.made').map((fact) => fact.agentId)).toEqual(['ben', 'carl']);
});

test('a caller who lost the agent has the steps of the whole wait behind', () => {
  const s = new Scenario(
    centre([
      { afterMs: 5 * SECOND, lower: { sales: 5 } },
      { afterMs: 60 * SECOND, drop: ['sales'] },
    ]),
  );
  s.logIn('ben');
  const caller = s.queue();
  s.pass(5 * SECOND);
  const agentLeg = s.connect(caller);
  s.pass(60 * SECOND);
  expect(asked(s)).toEqual(['sales>=5']);
  s.logIn('carl');
  s.end(agentLeg, 'lost');
  expect(asked(s)).toEqual(['sales>=5', '']);
  expect(s.all('offer.made').at(-1)?.agentId).toBe('carl');
});

test('the place and its steps survive a restart; those that came due meanwhile are taken', () => {
  const s = new Scenario(
    centre([
      { afterMs: 5 * SECOND, lower: { sales: 7 } },
      { afterMs: 15 * SECOND, lower: { sales: 6 } },
      { afterMs: 25 * SECOND, lower: { sales: 5 } },
    ]),
  );
  const caller = s.queue();
  s.pass(5 * SECOND);
  s.crash(12 * SECOND);
  s.pass(0);
  s.reconnect({ legs: [inbound(caller)] });
  expect(asked(s)).toEqual(['sales>=7', 'sales>=6']);
  s.logIn('ben');
  s.pass(20 * SECOND);
  const [offer] = s.all('offer.made');
  expect(offer?.waitedMs).toBe(25 * SECOND);
});

test('a centre that is applied meanwhile counts the wait that is behind', () => {
  const s = new Scenario(centre([]));
  s.logIn('ben', 'carl');
  s.queue();
  s.pass(30 * SECOND);
  const steps: RelaxStep[] = [
    { afterMs: 10 * SECOND, lower: { sales: 7 } },
    { afterMs: 20 * SECOND, lower: { sales: 6 } },
    { afterMs: 40 * SECOND, lower: { sales: 5 } },
  ];
  s.give({ type: 'centre.applied', centre: centre(steps) });
  expect(s.all('contact.relaxed').map((fact) => fact.step)).toEqual([1, 2]);
  expect(s.all('offer.made')).toEqual([]);
  s.pass(10 * SECOND);
  expect(s.all('offer.made')).toMatchObject([{ agentId: 'ben', waitedMs: 40 * SECOND }]);
  s.give({ type: 'centre.applied', centre: centre([]) });
  expect([...s.world.timers.keys()].filter((id) => id.startsWith('relax:'))).toEqual([]);
});

test("a node's own steps take the place of the queue's", () => {
  const own = centre([{ afterMs: 5 * SECOND, lower: { sales: 5 } }]);
  const [flow] = own.flows;
  const node = flow?.nodes['sales'];
  if (!flow || node?.type !== 'queue') throw new Error('no such node');
  const sales = { ...node, relax: [{ afterMs: 8 * SECOND, drop: ['sales'] }] };
  const s = new Scenario({ ...own, flows: [{ ...flow, nodes: { ...flow.nodes, sales } }] });
  s.logIn('ben');
  s.queue();
  expect(verdict(s, 'ben')).toEqual({ clause: 'requirement', afterMs: 8 * SECOND });
  s.pass(8 * SECOND);
  expect(asked(s)).toEqual(['']);
  expect(s.facts.at(-1)?.at).toBeGreaterThan(T0);
});
