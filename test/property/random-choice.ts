import fc from 'fast-check';
import type { AgentConfig, Centre } from '../../src/core/centre';
import { AGENT_RULES } from '../../src/core/queue/agent-rule';

/** How the queues choose agents from now on, and whether Cora works there. */
export const choice = fc.record({
  chain: fc.uniqueArray(fc.constantFrom(...AGENT_RULES), { minLength: 1, maxLength: 3 }),
  holdMs: fc.constantFrom(0, 20_000, 40_000),
  ringMax: fc.integer({ min: 1, max: 3 }),
  reserves: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })),
  level: fc.option(fc.nat({ max: 10 }), { nil: undefined }),
  isCoraThere: fc.boolean(),
});

type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never;

const cora: AgentConfig = {
  agentId: 'cora',
  name: 'Cora',
  providerId: 'north',
  phone: { switchId: 'pbx', device: 'cora' },
  skills: { sales: 8, german: 3 },
};

export function choosingBy(centre: Centre, drawn: Choice): Centre {
  const { chain, holdMs, ringMax, reserves, level, isCoraThere } = drawn;
  const queues = level === undefined ? {} : { queues: { sales: level } };
  return {
    ...centre,
    agents: [...centre.agents, ...(isCoraThere ? [{ ...cora, ...queues }] : [])],
    queues: centre.queues.map((queue, place) => ({
      ...queue,
      chooseAgent: chain,
      sticky: { holdMs, rememberMs: 600_000 },
      ringMax,
      reserve: reserves[place] ?? 0,
    })),
  };
}
