import fc from 'fast-check';
import type { AgentConfig, Centre } from '../../src/core/centre';
import { CENTRE, Scenario } from '../core/scenario';
import { mayServe } from '../law/pair-oracle';
import { WORLD_LAWS } from '../law/world-laws';
import { skillLevels } from './random-requirement';

/** What changes under way, centre or clock, and yet costs no caller the call. */

/** The laws of routing; nobody here plays the switch, so what it would report is missing. */
const brokenRouting = ({ world }: Scenario): string[] =>
  [
    'one assignment, one leg per agent',
    'no waiting pair that nothing forbids',
    'whyNot is right',
    'every expiring clause has a timer',
  ].flatMap((name) => WORLD_LAWS[name]?.(world) ?? [`there is no law "${name}"`]);

const withSkills = (skills: AgentConfig['skills']): Centre => ({
  ...CENTRE,
  agents: CENTRE.agents.map((agent) => (agent.agentId === 'ben' ? { ...agent, skills } : agent)),
});

test('a change of skills during a call ends no call, and counts from its end on', () => {
  fc.assert(
    fc.property(skillLevels, fc.integer({ min: 0, max: 10 }), (skills, sales) => {
      const s = new Scenario();
      s.logIn('ben');
      const caller = s.queue(1);
      const agentLeg = s.connect(caller);
      s.give({ type: 'centre.applied', centre: withSkills({ ...skills, sales }) });
      expect(s.phase).toBe('talking');
      const waits = s.queue(2);
      s.end(caller);
      s.end(agentLeg);
      s.pass(10_000);
      const [second] = [...s.world.contacts.values()];
      const isOffered = s.all('offer.made').some(({ callId }) => callId === second?.callId);
      expect(isOffered).toBe(sales >= 3);
      expect(brokenRouting(s)).toEqual([]);
      s.end(waits);
      expect(s.all('record.completed').map(({ record }) => record.result)).toContain('connected');
    }),
  );
});

/** How far a caller of the queue has come when the queue is taken away. */
const stage = fc.constantFrom('waits', 'rings', 'talks', 'wraps');

test('a queue that is deleted with calls in it loses none of them', () => {
  fc.assert(
    fc.property(fc.array(stage, { minLength: 1, maxLength: 3 }), (stages) => {
      const s = new Scenario();
      const free = ['anna', 'ben'];
      // Who waits comes last: an agent who logs in takes the first in line.
      const inOrder = [...stages].sort((a, b) => +(a === 'waits') - +(b === 'waits'));
      const callers = inOrder.map((reached, n) => {
        const agentId = reached === 'waits' ? undefined : free.pop();
        if (agentId === undefined) return s.queue(n);
        s.logIn(agentId);
        const caller = s.queue(n);
        if (reached === 'talks' || reached === 'wraps') s.connect(caller);
        if (reached === 'wraps') s.end(caller);
        s.give({ type: 'agent.status-requested', agentId, status: 'on-break' });
        return caller;
      });
      s.give({ type: 'centre.applied', centre: { ...CENTRE, queues: [] } });
      expect(brokenRouting(s)).toEqual([]);
      for (const call of s.world.calls.values()) expect(['ivr', 'talking']).toContain(call.phase);
      for (const caller of callers) s.end(caller);
      s.pass(120_000);
      for (const { legId } of s.commands.filter((one) => one.type === 'originate')) s.end(legId);
      expect(s.all('record.completed')).toHaveLength(stages.length);
      expect(s.world.contacts.size).toBe(0);
    }),
  );
});

test('a clock that steps ahead takes every step and timer that it passed, and loses nobody', () => {
  const relax = [
    { afterMs: 5_000, lower: { sales: 2 } },
    { afterMs: 20_000, drop: ['sales'] },
  ];
  const centre: Centre = {
    ...CENTRE,
    queues: CENTRE.queues.map((queue) => ({ ...queue, relax })),
    agents: CENTRE.agents.map((a) => (a.agentId === 'ben' ? { ...a, skills: { sales: 1 } } : a)),
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_600_000 }), (jumpMs) => {
      const s = new Scenario(centre);
      s.queue(1);
      // No timer fires while the clock steps: they all are late at once.
      s.at += jumpMs;
      s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'available' });
      s.pass(0);
      expect(brokenRouting(s)).toEqual([]);
      const [contact] = s.world.contacts.values();
      const taken = s.all('contact.relaxed').map(({ step }) => step);
      const due = relax.filter(({ afterMs }) => afterMs <= jumpMs).map((_, n) => n + 1);
      expect(taken).toEqual(due);
      expect(s.all('offer.made')).toHaveLength(due.length === 2 ? 1 : 0);
      if (contact?.phase === 'waiting') expect(mayServe(s.world, 'ben', contact)).toBe(false);
      s.pass(7_200_000);
      expect(s.world.contacts.size).toBe(s.world.calls.size);
    }),
  );
});
