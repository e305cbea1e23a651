import type { AgentConfig, Centre } from '../../src/core/centre';
import type { Requirement } from '../../src/core/queue/requirement';
import { whyNot } from '../../src/core/queue/why-not';
import { CENTRE, Scenario, T0 } from './scenario';

const MINUTE = 60_000;

/** The small centre, ben with other skills; a caller of its queue waits an hour at most. */
function centre(ben: Partial<AgentConfig>, requirement?: Requirement): Centre {
  return {
    ...CENTRE,
    skills: ['sales', 'german', 'trainee'],
    agents: CENTRE.agents.map((a) => (a.agentId === 'ben' ? { ...a, ...ben } : a)),
    queues: CENTRE.queues.map((queue) => {
      const asks = requirement ?? queue.requirement;
      return { ...queue, requirement: asks, waitMaxMs: 60 * MINUTE };
    }),
  };
}

const verdict = (s: Scenario) => {
  const [contact] = s.world.contacts.values();
  const found = contact && whyNot(s.world, s.agent('ben'), contact);
  return found && { clause: found.clause, expiresAt: found.expiresAt };
};

test('after its time a skill is not had, and nobody who asks for it is offered', () => {
  const s = new Scenario(centre({ skillsUntil: { sales: T0 + MINUTE } }));
  s.pass(MINUTE);
  s.logIn('ben');
  expect(s.all('agent.skills-expired')).toMatchObject([{ agentId: 'ben', skills: ['sales'] }]);
  s.queue();
  expect(s.sent('originate')).toBe(0);
  expect(verdict(s)).toEqual({ clause: 'requirement', expiresAt: undefined });
});

test('who is a trainee until noon is offered at noon whoever did not want one', () => {
  const ben = { skills: { sales: 5, trainee: 1 }, skillsUntil: { trainee: T0 + 5 * MINUTE } };
  const s = new Scenario(centre(ben, [{ skill: 'trainee', levelMax: 0 }]));
  s.logIn('ben');
  s.queue();
  expect(verdict(s)).toEqual({ clause: 'requirement', expiresAt: T0 + 5 * MINUTE });
  s.pass(5 * MINUTE);
  expect(s.all('offer.made')).toMatchObject([{ agentId: 'ben' }]);
});

test('a call goes on although the skill for it expires; the next one is not offered', () => {
  const s = new Scenario(centre({ skillsUntil: { sales: T0 + MINUTE } }));
  s.logIn('ben');
  const caller = s.queue();
  s.connect(caller);
  s.pass(MINUTE);
  expect(s.phase).toBe('talking');
  s.end(caller);
  s.pass(MINUTE);
  s.queue(2);
  expect(s.all('offer.made')).toHaveLength(1);
});

test('a skill that expired while the engine was away is not had from the first input on', () => {
  const s = new Scenario(centre({ skillsUntil: { sales: T0 + MINUTE } }));
  s.logIn('ben');
  s.crash(2 * MINUTE);
  expect(s.all('agent.skills-expired')).toHaveLength(1);
  s.reconnect();
  s.queue();
  expect(s.sent('originate')).toBe(0);
});

test('a new centre may prolong a skill, or give it back', () => {
  const s = new Scenario(centre({ skillsUntil: { sales: T0 + MINUTE } }));
  s.logIn('ben');
  s.queue();
  expect(s.all('offer.made')).toHaveLength(1);
  s.give({ type: 'centre.applied', centre: centre({ skillsUntil: { sales: T0 + 9 * MINUTE } }) });
  s.pass(2 * MINUTE);
  expect(s.all('agent.skills-expired')).toEqual([]);
  s.give({ type: 'centre.applied', centre: centre({}) });
  expect([...s.world.timers.keys()].filter((id) => id.startsWith('skills:'))).toEqual([]);
  s.pass(20 * MINUTE);
  expect(s.agent('ben').config.skills).toEqual({ sales: 5 });
});
