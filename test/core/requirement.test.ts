import type { Centre } from '../../src/core/centre';
import type { Requirement } from '../../src/core/queue/requirement';
import { whyNot } from '../../src/core/queue/why-not';
import { freezeWorld, thawWorld } from '../../src/core/world';
import { CENTRE, Scenario } from './scenario';

const asking = (requirement: Requirement, skills = {}): Centre => ({
  ...CENTRE,
  skills: ['sales', 'german', 'trainee'],
  agents: CENTRE.agents.map((a) => (a.agentId === 'ben' ? { ...a, skills } : a)),
  queues: CENTRE.queues.map((queue) => ({ ...queue, requirement })),
});

/** Why the agent has not got the one contact that waits. */
function detail(s: Scenario, agentId: string): string | undefined {
  const [contact] = s.world.contacts.values();
  return contact && whyNot(s.world, s.agent(agentId), contact)?.detail;
}

const CHOICE: Requirement = [
  { skill: 'trainee', levelMax: 0 },
  { anyOf: [[{ skill: 'sales', levelMin: 3 }], [{ skill: 'german', levelMin: 1 }]] },
];

test.each([
  [{ sales: 2 }, 'german 0, sales 2, asks german | sales >= 3'],
  [{ sales: 9, trainee: 4 }, 'trainee 4, asks !trainee'],
  [{}, 'german 0, sales 0, asks german | sales >= 3'],
])('an agent with %j is told what is lacking', (skills, told) => {
  const s = new Scenario(asking(CHOICE, skills));
  s.logIn('ben');
  s.queue();
  expect(s.sent('originate')).toBe(0);
  expect(detail(s, 'ben')).toBe(told);
});

test.each([[{ sales: 3 }], [{ german: 1 }], [{ sales: 1, german: 9 }]])(
  'an agent with %j is offered the caller by either alternative',
  (skills) => {
    const s = new Scenario(asking(CHOICE, skills));
    s.queue();
    s.logIn('ben');
    expect(s.sent('originate')).toBe(1);
  },
);

test("the flow's node narrows what the queue asks", () => {
  const s = new Scenario(asking(CHOICE));
  s.queue(1, '2');
  expect(s.all('contact.queued')[0]?.requirement).toBe('german>=5&trainee<=0&(german>=1|sales>=3)');
});

/** As journals have held it since before there were expressions. */
const OLD = JSON.stringify({
  ...CENTRE,
  queues: CENTRE.queues.map((queue) => ({
    ...queue,
    requirement: [
      { skill: 'sales', levelMin: 3 },
      { skill: 'german', levelMin: 6 },
    ],
  })),
});

test('a centre of an older journal, with its plain lists, is routed as ever', () => {
  const s = new Scenario(JSON.parse(OLD) as Centre);
  s.logIn('ben');
  s.queue(1, '2');
  expect(s.all('contact.queued')[0]?.requirement).toBe('german>=6&sales>=3');
  expect(detail(s, 'ben')).toBe('german 0, asks german >= 6');
  Object.assign(s.world, thawWorld(JSON.parse(JSON.stringify(freezeWorld(s.world)))));
  s.logIn('anna');
  expect(s.last('originate').to).toEqual({ kind: 'device', device: 'anna' });
});
