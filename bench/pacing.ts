import { type Bench, round } from './frame/bench';
import { DialerFloor, type Policy, type Tally } from './pacing/floor';
import { ourPolicy } from './pacing/our-policy';
import { fixedRatio, progressive } from './pacing/plain-policies';
import { SCENARIOS, type Scenario } from './pacing/scenario';

const SIZES = [5, 10, 20, 50, 100, 200];
const QUICK_SIZES = [5, 20];
const DAYS = 20;
const QUICK_DAYS = 2;

/**
 * Policies of pacing live through the same days: the nth attempt of a day reaches the same person
 * for each of them. Utilisation is (talk + wrap-up) / signed in; drops are shares of the people
 * who answered; `daysOverLimitPct` of the days ended above 3 %.
 */
export const run: Bench = async ({ seed, quick, note }) => {
  const days = quick ? QUICK_DAYS : DAYS;
  const rows = (quick ? QUICK_SIZES : SIZES).flatMap((agents) =>
    SCENARIOS.slice(0, 1).flatMap((scenario) => {
      note(`${scenario.name}, ${agents} agents`);
      const policies = [
        () => progressive(),
        () => fixedRatio(2),
        () => ourPolicy(scenario, 'own'),
        () => ourPolicy(scenario, 'law'),
      ];
      return policies.map((make) => row({ scenario, make, agents, days, seed }));
    }),
  );
  return { rows };
};

interface Wish {
  readonly scenario: Scenario;
  readonly make: () => Policy;
  readonly agents: number;
  readonly days: number;
  readonly seed: number;
}

function row({ scenario, make, agents, days, seed }: Wish) {
  const tallies = Array.from({ length: days }, (_, day) =>
    new DialerFloor(scenario, make(), agents, seed * 1_000 + day).run(),
  );
  const over = tallies.filter(({ drops, answers }) => drops > 0.03 * answers);
  return {
    scenario: scenario.name,
    policy: make().name,
    agents,
    days,
    utilisationPct: round(
      100 * mean(tallies.map(({ busyMs, signedInMs }) => busyMs / signedInMs)),
      2,
    ),
    abandonPct: round((100 * sum(tallies, 'drops')) / sum(tallies, 'answers'), 2),
    daysOverLimitPct: round((100 * over.length) / days, 0),
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

const sum = (tallies: readonly Tally[], key: keyof Tally): number =>
  tallies.reduce((total, tally) => total + tally[key], 0);
