import { type Bench, round } from './frame/bench';
import { DialerFloor, type Policy } from './pacing/floor';
import { issabel } from './pacing/issabel-policy';
import { ourPolicy } from './pacing/our-policy';
import { fixedRatio, progressive } from './pacing/plain-policies';
import { SCENARIOS, type Scenario } from './pacing/scenario';
import { vicidial } from './pacing/vicidial-policy';

const SIZES = [5, 10, 20, 50, 100, 200];
const QUICK_SIZES = [5, 10];
/** The size at which the other kinds of day are lived through. */
const USUAL_SIZE = 20;
const QUICK_USUAL_SIZE = 5;
const DAYS = 20;
const QUICK_DAYS = 2;
const LIMIT = 0.03;

/**
 * Policies of pacing live through the same days: the nth attempt of a day reaches the same person
 * for each of them. Utilisation is (talk + wrap-up) / signed in, with the half-width of its 95 %
 * interval; `abandonPct` are drops as a share of the people who answered, all days together;
 * `daysOverLimitPct` of the days ended above 3 %.
 */
export const run: Bench = async ({ seed, quick, note }) => {
  const days = quick ? QUICK_DAYS : DAYS;
  const floors = SCENARIOS.flatMap((scenario) => {
    const isBase = scenario === SCENARIOS[0];
    const usual = quick ? QUICK_USUAL_SIZE : USUAL_SIZE;
    const sizes = isBase ? (quick ? QUICK_SIZES : SIZES) : [usual];
    return sizes.map((agents) => ({ scenario, agents }));
  });
  const rows = floors.flatMap(({ scenario, agents }) => {
    note(`${scenario.name}, ${agents} agents`);
    const makes = policiesFor(scenario);
    // Under law 5 the quick one lives through the usual days only: ours costs the most time.
    const some = quick && scenario !== SCENARIOS[0] ? makes.slice(0, -1) : makes;
    return some.map((make) => row({ scenario, make, agents, days, seed }));
  });
  return { rows };
};

const policiesFor = (scenario: Scenario): readonly (() => Policy)[] => [
  () => progressive(),
  () => fixedRatio(2),
  () => vicidial('RATIO'),
  () => vicidial('ADAPT_HARD_LIMIT'),
  () => vicidial('ADAPT_AVERAGE'),
  () => vicidial('ADAPT_TAPERED'),
  () => vicidial('ADAPT_TAPERED', true),
  () => issabel(),
  () => ourPolicy(scenario, 'own'),
  () => ourPolicy(scenario, 'law'),
];

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
  const shares = tallies.map(({ busyMs, signedInMs }) => (100 * busyMs) / signedInMs);
  const over = tallies.filter(({ drops, answers }) => drops > LIMIT * answers);
  const answers = total(tallies.map((tally) => tally.answers));
  return {
    scenario: scenario.name,
    policy: make().name,
    agents,
    days,
    utilisationPct: round(total(shares) / days, 2),
    halfWidthPct: round(halfWidth(shares), 2),
    abandonPct: round((100 * total(tallies.map((tally) => tally.drops))) / answers, 2),
    daysOverLimitPct: round((100 * over.length) / days, 0),
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);

/** Of the 95 % interval of the mean. */
function halfWidth(values: readonly number[]): number {
  const mean = total(values) / values.length;
  const square = total(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
  return 1.96 * Math.sqrt(square / values.length);
}
