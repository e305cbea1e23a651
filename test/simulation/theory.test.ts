import { type Caller, callersOf } from '../../bench/day/callers';
import { CoreRouter } from '../../bench/day/core-router';
import { Day, type DayResult } from '../../bench/day/day';
import type { Scenario } from '../../bench/day/scenario';
import { meanWaitMs } from '../../bench/day/tally';
import { judge } from './confidence';
import { againstErlangA, againstErlangB, againstErlangC } from './theory-cases';
import { HANDLE_MS, oneQueue } from './theory-day';
import { againstPriority, ring } from './theory-limits';

jest.setTimeout(120_000);

/**
 * Small, for every run; the long runs with their 95 % intervals are in theory.long.test.ts. Each
 * day asserts Little's law, work conservation and one caller an agent by itself (bench/day/day.ts).
 */
test('queues of the core are those of Erlang C, A and B, and priority is as in theory', () => {
  const effort = { seeds: 5, calls: 700 };
  const talk = { kind: 'lognormal', meanMs: HANDLE_MS, cv: 1.5 } as const;
  const comparisons = [
    ...againstErlangC(5, 3.5, effort),
    ...againstErlangA(10, 9, effort),
    againstErlangB({ servers: 10, load: 9, talk }, effort),
    ...againstPriority(5, [1.5, 2], effort),
  ];
  expect(judge(comparisons).refuted).toEqual([]);
});

const impatient = { kind: 'exponential', meanMs: 120_000 } as const;
const SMALL = oneQueue({ servers: 6, load: 5.5, patience: impatient }, { calls: 600 });

const live = (scenario: Scenario, callers: readonly Caller[]): DayResult =>
  new Day(scenario, callers, new CoreRouter(scenario)).run();

test('everything three times as slow: three times the waits, to the millisecond', () => {
  const callers = callersOf(SMALL, 1);
  const slow = callers.map((caller) => ({
    ...caller,
    at: caller.at * 3,
    patienceMs: caller.patienceMs * 3,
    talkMs: caller.talkMs * 3,
  }));
  const { counted: _, ...whole } = SMALL;
  expect(live(whole, slow).all.waitMs).toBe(3 * live(whole, callers).all.waitMs);
});

test('who the agents are does not matter where they are alike', () => {
  const { groups, ...rest } = ring(2, { seeds: 1, calls: 1_500 });
  // Each comes at an instant of its own, so that no tie is broken by a name.
  const apart = groups.flatMap((group, place) =>
    Array.from({ length: group.agents }, (_, n) => ({
      ...group,
      agents: 1,
      shift: [place * 100 + n, Number.POSITIVE_INFINITY] as const,
    })),
  );
  const scenario = { ...rest, groups: apart };
  const relabelled = { ...rest, groups: [...apart].reverse() };
  const callers = callersOf(scenario, 2);
  expect(live(relabelled, callers).classes).toEqual(live(scenario, callers).classes);
});

test('one more agent shortens waits', () => {
  const waits = [6, 7, 8].map((agents) => {
    const groups = SMALL.groups.map((group) => ({ ...group, agents }));
    return [1, 2, 3].map((seed) =>
      meanWaitMs(live({ ...SMALL, groups }, callersOf(SMALL, seed)).all),
    );
  });
  for (const seed of [0, 1, 2]) {
    const [few = 0, more = 0, most = 0] = waits.map((bySeed) => bySeed[seed]);
    expect(more).toBeLessThan(few);
    expect(most).toBeLessThan(more);
  }
});
