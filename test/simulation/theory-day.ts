import { callersOf } from '../../bench/day/callers';
import type { Distribution } from '../../bench/day/chance';
import type { CoreSetting } from '../../bench/day/core-centre';
import { CoreRouter } from '../../bench/day/core-router';
import { Day, type DayResult, type DayWatch } from '../../bench/day/day';
import type { CallerClass, Scenario } from '../../bench/day/scenario';
import type { Tally } from '../../bench/day/tally';
import { estimate } from './confidence';

export const HANDLE_MS = 180_000;
const HOUR_MS = 3_600_000;
const CALLS_AN_HOUR_PER_ERLANG = HOUR_MS / HANDLE_MS;

/** How much is simulated: so many independent days, so many counted calls on each. */
export interface Effort {
  readonly seeds: number;
  readonly calls: number;
}

/** Callers of one skill, `load` in Erlang. */
export const callerClass = (
  name: string,
  load: number,
  more: Partial<CallerClass> = {},
): CallerClass => ({
  name,
  arrivalsPerHour: [load * CALLS_AN_HOUR_PER_ERLANG],
  patience: { kind: 'endless' },
  talk: { kind: 'exponential', meanMs: HANDLE_MS },
  requirement: [{ skill: name, levelMin: 1 }],
  priority: 0,
  serviceLevelMs: 20_000,
  ...more,
});

/** A stretch of steady load, counted once it has forgotten that it began empty. */
export function steady(
  parts: Pick<Scenario, 'name' | 'classes' | 'groups'>,
  { calls }: Pick<Effort, 'calls'>,
): Scenario {
  const perHour = parts.classes.reduce((sum, kind) => sum + (kind.arrivalsPerHour[0] ?? 0), 0);
  const from = Math.ceil(forgettingMs(parts, perHour / CALLS_AN_HOUR_PER_ERLANG));
  const until = from + Math.ceil((calls / perHour) * HOUR_MS);
  return { ...parts, durationMs: until, wrapUpMs: 0, counted: [from, until] };
}

/**
 * Where callers give up, ten handle times; where they do not, five relaxation times of M/M/n,
 * 1 / (n mu (1 - sqrt(rho))^2).
 */
function forgettingMs({ classes, groups }: Pick<Scenario, 'classes' | 'groups'>, load: number) {
  if (classes.every(({ patience }) => patience.kind !== 'endless')) return 10 * HANDLE_MS;
  const servers = groups.reduce((sum, group) => sum + group.agents, 0);
  const relaxationMs = HANDLE_MS / servers / (1 - Math.sqrt(load / servers)) ** 2;
  return Math.max(5 * relaxationMs, 3 * HANDLE_MS);
}

export interface OneQueue {
  readonly servers: number;
  readonly load: number;
  readonly patience?: Distribution;
  readonly talk?: Distribution;
}

export const oneQueue = (
  { servers, load, ...more }: OneQueue,
  effort: Pick<Effort, 'calls'>,
): Scenario =>
  steady(
    {
      name: `${servers} servers, ${load} Erlang`,
      classes: [callerClass('q', load, more)],
      groups: [{ name: 'all', agents: servers, skills: { q: 5 } }],
    },
    effort,
  );

/** The days of seeds 1, 2, … with the project's own core. */
export const daysOf = (
  scenario: Scenario,
  { seeds }: Pick<Effort, 'seeds'>,
  setting?: CoreSetting,
): DayResult[] => Array.from({ length: seeds }, (_, n) => oneDay(scenario, n + 1, { setting }));

interface OneDay {
  readonly setting?: CoreSetting | undefined;
  readonly watch?: DayWatch;
}

export const oneDay = (scenario: Scenario, seed: number, { setting, watch }: OneDay): DayResult =>
  new Day(scenario, callersOf(scenario, seed), new CoreRouter(scenario, setting), watch).run();

export const over = (days: readonly DayResult[], figure: (tally: Tally) => number) =>
  estimate(days.map(({ all }) => figure(all)));

export const overClass = (
  days: readonly DayResult[],
  classIndex: number,
  figure: (tally: Tally) => number,
) => estimate(days.map(({ classes }) => figure(classes[classIndex] as Tally)));
