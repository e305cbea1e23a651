import { callersOf } from '../day/callers';
import { Day } from '../day/day';
import type { Scenario } from '../day/scenario';
import { abandonment, meanWaitMs, serviceLevel, summed, type Tally } from '../day/tally';
import { round } from '../frame/bench';
import { CONTENDERS } from './contenders';
import { nDesign, twentySkills } from './scenarios';

export interface CompareRow {
  readonly scenario: string;
  readonly policy: string;
  /** sl-offered: answered within 20 s / offered. */
  readonly serviceLevelPct: number;
  /** Of all callers, until they were served or left. */
  readonly meanWaitMs: number;
  readonly abandonPct: number;
}

interface Comparison {
  readonly seed: number;
  readonly days: number;
  readonly note: (text: string) => void;
}

/** Each policy lives through the same days: same callers, same patience, same talk. */
export function compare({ seed, days, note }: Comparison): CompareRow[] {
  // A day of the small centre has a seventh of the callers.
  const scenarios = [
    { scenario: nDesign(), times: 7 },
    { scenario: twentySkills(), times: 1 },
  ];
  return scenarios.flatMap(({ scenario, times }) => {
    const callers = Array.from({ length: days * times }, (_, day) =>
      callersOf(scenario, 1_000 * seed + day),
    );
    const offered = callers.reduce((sum, each) => sum + each.length, 0);
    note(`${scenario.name}: ${offered} callers on ${callers.length} days`);
    note(`${'policy'.padEnd(54)} in 20 s  mean wait  gave up`);
    return CONTENDERS.map(({ policy, open }) => {
      const tallies = callers.map((each) => new Day(scenario, each, open(scenario)).run().all);
      const row = rowOf(scenario, policy, summed(tallies));
      note(line(row));
      return row;
    });
  });
}

const rowOf = (scenario: Scenario, policy: string, tally: Tally): CompareRow => ({
  scenario: scenario.name,
  policy,
  serviceLevelPct: round(100 * serviceLevel(tally), 2),
  meanWaitMs: Math.round(meanWaitMs(tally)),
  abandonPct: round(100 * abandonment(tally), 2),
});

const line = ({ policy, serviceLevelPct, meanWaitMs: wait, abandonPct }: CompareRow): string =>
  [
    policy.padEnd(54),
    `${serviceLevelPct.toFixed(1)} %`.padStart(7),
    `${(wait / 1_000).toFixed(1)} s`.padStart(10),
    `${abandonPct.toFixed(1)} %`.padStart(8),
  ].join(' ');
