import fc from 'fast-check';
import type { Centre } from '../../src/core/centre';
import type { RelaxStep } from '../../src/core/queue/relaxation';
import { URGENCY_CURVES, type UrgencyConfig } from '../../src/core/queue/urgency';
import { T0 } from '../core/scenario';

const SKILLS = ['sales', 'german'];
const skill = fc.constantFrom(...SKILLS);
const level = fc.integer({ min: 1, max: 8 });

/** What a step changes; each part may be there or not, and a step may well ask more than before. */
const change = fc.record(
  {
    requirement: fc.array(fc.record({ skill, levelMin: level }), { maxLength: 2 }),
    dropAsked: fc.constant(true),
    lower: fc.dictionary(skill, level, { noNullPrototype: true }),
    drop: fc.array(skill, { maxLength: 1 }),
    alsoQueueId: fc.constant('second'),
    addProviderIds: fc.constant(['south']),
  },
  { requiredKeys: [] },
);

/** Steps a few seconds apart: within the waits of a test, some beyond the longest. */
export const relaxSteps: fc.Arbitrary<readonly RelaxStep[]> = fc
  .array(fc.tuple(fc.integer({ min: 1_000, max: 15_000 }), change), { maxLength: 4 })
  .map((steps) => {
    let afterMs = 0;
    return steps.map(([ms, changed]) => {
      afterMs += ms;
      return { afterMs, ...changed };
    });
  });

const second = fc.integer({ min: 1_000, max: 60_000 });

/** How a queue's waits count; every curve, and levels that are worth little or much. */
export const urgencies: fc.Arbitrary<UrgencyConfig> = fc.record(
  {
    curve: fc.constantFrom(...URGENCY_CURVES),
    weight: fc.constantFrom(0.1, 0.5, 1, 2, 10),
    priorityWorthMs: fc.constantFrom(0, 1_000, 60_000, 600_000),
    targetMs: second,
  },
  { requiredKeys: [] },
);

/** Expiries within the minutes of a test, of any skill of either agent. */
const expiries = fc.array(
  fc.dictionary(skill, fc.integer({ min: T0, max: T0 + 180_000 }), { noNullPrototype: true }),
  { minLength: 2, maxLength: 2 },
);

const drawn = fc.record({
  expiries,
  urgency: urgencies,
  relax: relaxSteps,
  own: fc.option(relaxSteps),
  isLimited: fc.boolean(),
});

/** A scenario's centre, ben with another company; steps for its queue and one of its nodes. */
export const relaxed = (centre: Centre): fc.Arbitrary<Centre> =>
  drawn.map(({ relax, own, isLimited, urgency, expiries: ends }) => {
    const [flow] = centre.flows;
    const [queue] = centre.queues;
    const german = flow?.nodes['german'];
    if (!queue || !flow || german?.type !== 'queue') throw new Error('the scenario has changed');
    const south = { providerId: 'south', name: 'South', clientIds: ['acme'] };
    const nodes = { ...flow.nodes, german: { ...german, ...(own && { relax: own }) } };
    return {
      ...centre,
      providers: [...centre.providers, south],
      agents: centre.agents.map((agent, n) => ({
        ...agent,
        ...(agent.agentId === 'ben' && { providerId: 'south' }),
        ...(ends[n] && { skillsUntil: ends[n] }),
      })),
      queues: [
        { ...queue, urgency, relax, ...(isLimited && { providerIds: ['north'] }) },
        { ...queue, queueId: 'second', requirement: [{ skill: 'german', levelMin: 1 }] },
      ],
      flows: [{ ...flow, nodes }],
    };
  });
