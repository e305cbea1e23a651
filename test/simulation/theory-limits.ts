import type { AgentGroup, Scenario } from '../../bench/day/scenario';
import { meanWaitMs, serviceLevel, waitProbability } from '../../bench/day/tally';
import type { UrgencyCurve } from '../../src/core/queue/urgency';
import { erlangC } from '../../src/core/theory/erlang';
import { erlangA } from '../../src/core/theory/erlang-a';
import type { Comparison } from './confidence';
import {
  callerClass,
  daysOf,
  type Effort,
  HANDLE_MS,
  oneDay,
  over,
  overClass,
  steady,
} from './theory-day';

/**
 * The W: one pool of agents, two kinds of callers, the first of which always goes first. Handle
 * times are alike, so the waits are known exactly (Cobham 1954, many servers): C / (n - a1) and
 * that times n / (n - a), in handle times.
 */
export function againstPriority(
  servers: number,
  loads: [number, number],
  effort: Effort,
): Comparison[] {
  const requirement = [{ skill: 'all', levelMin: 1 }];
  const classes = loads.map((load, index) =>
    callerClass(`q${index}`, load, { requirement, priority: 9 - 9 * index }),
  );
  const groups = [{ name: 'all', agents: servers, skills: { all: 5 } }];
  const name = `W of ${servers} servers, ${loads.join(' + ')} Erlang`;
  const days = daysOf(steady({ name, classes, groups }, effort), effort);
  const load = loads[0] + loads[1];
  const wait = erlangC(servers, load);
  const first = wait / (servers - loads[0]);
  return [
    { what: `${name}, P(W>0)`, theory: wait, seen: over(days, waitProbability) },
    {
      what: `${name}, first E[W] ms`,
      theory: first * HANDLE_MS,
      seen: overClass(days, 0, meanWaitMs),
    },
    {
      what: `${name}, second E[W] ms`,
      theory: ((first * servers) / (servers - load)) * HANDLE_MS,
      seen: overClass(days, 1, meanWaitMs),
    },
  ];
}

const PATIENCE = { kind: 'exponential', meanMs: 120_000 } as const;
const KINDS = 6;

/** Six kinds of callers; each agent has so many neighbouring skills of the six. */
export function ring(skillsEach: number, effort: Effort): Scenario {
  const names = Array.from({ length: KINDS }, (_, index) => `s${index}`);
  const groups = names.map(
    (name, index): AgentGroup => ({
      name,
      agents: 20,
      skills: Object.fromEntries(
        Array.from({ length: skillsEach }, (_, next) => [names[(index + next) % KINDS], 5]),
      ),
    }),
  );
  const classes = names.map((name) => callerClass(name, 20, { patience: PATIENCE }));
  return steady({ name: `ring of ${skillsEach}`, classes, groups }, effort);
}

/** Service levels of rings of one, two and all skills, and what theory says of the ends. */
export function poolingGain(effort: Effort) {
  const level = (skillsEach: number) =>
    over(daysOf(ring(skillsEach, effort), effort), serviceLevel);
  const theory = (servers: number, load: number) =>
    erlangA({ servers, load, patience: PATIENCE.meanMs / HANDLE_MS }, 20_000 / HANDLE_MS)
      .serviceLevel;
  return {
    alone: { what: 'one skill each', theory: theory(20, 20), seen: level(1) },
    chained: level(2),
    pooled: { what: 'all skills each', theory: theory(120, 120), seen: level(KINDS) },
  };
}

/** The N: one group serves both kinds. Its mean wait, and those of no and of full flexibility. */
export function nModelWaits(effort: Effort): { none: number; some: number; full: number } {
  const classes = [
    callerClass('a', 8, { patience: PATIENCE }),
    callerClass('b', 7, { patience: PATIENCE }),
  ];
  const wait = (
    first: Readonly<Record<string, number>>,
    second: Readonly<Record<string, number>>,
  ) => {
    const groups = [
      { name: 'first', agents: 8, skills: first },
      { name: 'second', agents: 8, skills: second },
    ];
    return over(daysOf(steady({ name: 'N', classes, groups }, effort), effort), meanWaitMs).mean;
  };
  const both = { a: 5, b: 5 };
  return { none: wait({ a: 5 }, { b: 5 }), some: wait({ a: 5 }, both), full: wait(both, both) };
}

/**
 * Two estimates of a caller's wait at joining, for those who have to wait: the wait of the last to
 * enter service (LES), and (k + 1) / (n mu) with k ahead (QL). The ratio of their mean squared
 * errors comes near c_a^2 + 1 = 2 in heavy traffic (Ibrahim and Whitt 2009).
 */
export function delayEstimateRatio(servers: number, load: number, effort: Effort): number {
  const classes = [callerClass('q', load)];
  const groups = [{ name: 'all', agents: servers, skills: { q: 5 } }];
  const scenario = steady({ name: 'LES', classes, groups }, effort);
  const [from = 0] = scenario.counted ?? [];
  let [les, ql] = [0, 0];
  for (let seed = 1; seed <= effort.seeds; seed += 1) {
    const guesses = new Map<number, readonly [number, number]>();
    let lastWaitMs = 0;
    oneDay(scenario, seed, {
      watch: {
        arrived: ({ index }, ahead) => {
          guesses.set(index, [lastWaitMs, ((ahead + 1) * HANDLE_MS) / servers]);
        },
        served: ({ index, at }, _, waitMs) => {
          lastWaitMs = waitMs;
          const [byLast = 0, byLength = 0] = guesses.get(index) ?? [];
          guesses.delete(index);
          if (waitMs === 0 || at < from) return;
          les += (byLast - waitMs) ** 2;
          ql += (byLength - waitMs) ** 2;
        },
      },
    });
  }
  return les / ql;
}

/**
 * One pool in overload, callers of short and of long talks: the sum of the squares of all waits,
 * for the generalised c-mu rule and for the longest wait first (Mandelbaum and Stolyar 2004).
 */
export function convexCosts(effort: Effort): { readonly rule: number; readonly fcfs: number } {
  const requirement = [{ skill: 'all', levelMin: 1 }];
  const patience = { kind: 'exponential', meanMs: 900_000 } as const;
  const kind = (name: string, load: number, meanMs: number) =>
    callerClass(name, (load * HANDLE_MS) / meanMs, {
      requirement,
      patience,
      talk: { kind: 'exponential', meanMs },
    });
  const classes = [kind('short', 6, 60_000), kind('long', 5, 360_000)];
  const groups = [{ name: 'all', agents: 10, skills: { all: 5 } }];
  const scenario = steady({ name: 'overload', classes, groups }, effort);
  const cost = (curve: UrgencyCurve) => {
    const days = daysOf(scenario, effort, { name: curve, queue: () => ({ urgency: { curve } }) });
    return over(days, ({ waitSquaredS }) => waitSquaredS).mean;
  };
  return { rule: cost('deadline'), fcfs: cost('longest-wait') };
}

/** The mean wait in a queue with a target of 60 s over that in one of 20 s, in one pool. */
export function ratioOfWaits(servers: number, effort: Effort): number {
  const requirement = [{ skill: 'all', levelMin: 1 }];
  const classes = [20_000, 60_000].map((serviceLevelMs, index) =>
    callerClass(`q${index}`, servers / 2, { requirement, serviceLevelMs, patience: PATIENCE }),
  );
  const groups = [{ name: 'all', agents: servers, skills: { all: 5 } }];
  const scenario = steady({ name: `ratio ${servers}`, classes, groups }, effort);
  const queue = () => ({ urgency: { curve: 'wait-to-target' } as const });
  const days = daysOf(scenario, effort, { name: 'ratio', queue });
  return overClass(days, 1, meanWaitMs).mean / overClass(days, 0, meanWaitMs).mean;
}
