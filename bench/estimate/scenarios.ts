import type { AgentGroup, CallerClass, Scenario } from '../day/scenario';

const HOUR_MS = 3_600_000;
const HANDLE_MS = 180_000;
const WRAP_UP_MS = 15_000;
const HOURS = 8;
/** Stretches of a day in which the load stays the same. */
const STRETCHES = 48;
/** One caller in ten stays whatever it takes: what such callers wait is known of all of them. */
const ENDLESS_SHARE = 0.1;

/** A share of the day's length, 0 to 1, to Erlang. */
type Load = (share: number) => number;

const callers = (name: string, load: Load, more: Partial<CallerClass> = {}): CallerClass => ({
  name,
  arrivalsPerHour: Array.from(
    { length: STRETCHES },
    (_, index) => (load((index + 0.5) / STRETCHES) * HOUR_MS) / HANDLE_MS,
  ),
  patience: { kind: 'exponential', meanMs: 300_000, endlessShare: ENDLESS_SHARE },
  talk: { kind: 'lognormal', meanMs: HANDLE_MS - WRAP_UP_MS, cv: 0.7 },
  requirement: [{ skill: name, levelMin: 1 }],
  priority: 0,
  serviceLevelMs: 20_000,
  ...more,
});

const group = (name: string, agents: number, ...skills: string[]): AgentGroup => ({
  name,
  agents,
  skills: Object.fromEntries(skills.map((skill) => [skill, 5])),
});

const day = (
  name: string,
  classes: readonly CallerClass[],
  groups: readonly AgentGroup[],
): Scenario => ({ name, classes, groups, durationMs: HOURS * HOUR_MS, wrapUpMs: WRAP_UP_MS });

/** Up to the peak by noon, and down again. */
const hill =
  (low: number, high: number): Load =>
  (share) =>
    low + (high - low) * Math.sin(Math.PI * share) ** 2;

const flat =
  (load: number): Load =>
  () =>
    load;

/** Agents who come and go one after the other, two in three away for an hour around noon. */
function shifts(skill: string, agents: number): AgentGroup[] {
  return Array.from({ length: agents }, (_, index) => {
    const own = (name: string) => group(name, 1, skill);
    // A few stay to the end, so that who waits then is served.
    if (index % 6 === 5) return [own(`${index}`)];
    const from = Math.round((index / agents) * 2 * HOUR_MS);
    const until = Math.round((6 + (2 * index) / agents) * HOUR_MS);
    if (index % 3 === 2) return [{ ...own(`${index}`), shift: [from, until] as const }];
    const noon = (3.5 + (index % 3) * 0.5) * HOUR_MS;
    // Who comes back is another agent to the simulation: a shift there has no break.
    return [
      { ...own(`${index} before noon`), shift: [from, noon] as const },
      { ...own(`${index} after noon`), shift: [noon + HOUR_MS, until] as const },
    ];
  }).flat();
}

/** Steady and changing load, agents for one queue and for two, priorities, few agents and many. */
export const ESTIMATE_SCENARIOS: readonly Scenario[] = [
  day('steady', [callers('q', flat(20))], [group('all', 20, 'q')]),
  day(
    'steady, nobody leaves',
    [callers('q', flat(18.6), { patience: { kind: 'endless' } })],
    [group('all', 20, 'q')],
  ),
  day('ramp', [callers('q', hill(12, 28))], [group('all', 20, 'q')]),
  day('ramp and shifts', [callers('q', hill(12, 26))], shifts('q', 26)),
  day('ramp, 5 agents', [callers('q', hill(3, 6.5))], [group('all', 5, 'q')]),
  day('ramp, 100 agents', [callers('q', hill(70, 125))], [group('all', 100, 'q')]),
  day(
    'two queues share',
    [callers('a', hill(9, 17)), callers('b', hill(16, 9))],
    [group('only a', 8, 'a'), group('only b', 8, 'b'), group('both', 10, 'a', 'b')],
  ),
  day(
    'priority',
    [
      callers('plain', hill(9, 20), { requirement: [{ skill: 'q', levelMin: 1 }] }),
      callers('urgent', hill(3, 6), { requirement: [{ skill: 'q', levelMin: 1 }], priority: 5 }),
    ],
    [group('all', 20, 'q')],
  ),
];
