import fc from 'fast-check';
import type { Centre } from '../../src/core/centre';
import type { RelaxStep } from '../../src/core/queue/relaxation';

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

const drawn = fc.record({
  relax: relaxSteps,
  own: fc.option(relaxSteps),
  isLimited: fc.boolean(),
});

/** A scenario's centre, ben with another company; steps for its queue and one of its nodes. */
export const relaxed = (centre: Centre): fc.Arbitrary<Centre> =>
  drawn.map(({ relax, own, isLimited }) => {
    const [flow] = centre.flows;
    const [queue] = centre.queues;
    const german = flow?.nodes['german'];
    if (!queue || !flow || german?.type !== 'queue') throw new Error('the scenario has changed');
    const south = { providerId: 'south', name: 'South', clientIds: ['acme'] };
    const nodes = { ...flow.nodes, german: { ...german, ...(own && { relax: own }) } };
    return {
      ...centre,
      providers: [...centre.providers, south],
      agents: centre.agents.map((agent) =>
        agent.agentId === 'ben' ? { ...agent, providerId: 'south' } : agent,
      ),
      queues: [
        { ...queue, relax, ...(isLimited && { providerIds: ['north'] }) },
        { ...queue, queueId: 'second', requirement: [{ skill: 'german', levelMin: 1 }] },
      ],
      flows: [{ ...flow, nodes }],
    };
  });
