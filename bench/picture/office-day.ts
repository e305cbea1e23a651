import type { Fact } from '../../src/core/fact';
import type { World } from '../../src/core/world';
import type { CoreSetting } from '../day/core-centre';
import { MIDNIGHT } from '../day/core-router';
import type { AgentGroup, Scenario } from '../day/scenario';
import { type SeenWait, watchWaits } from '../estimate/waits-seen';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** When the day begins; the simulation counts from there. */
export const OPENS_AT_MS = 8 * HOUR_MS;
export const HOURS = 10;
/** Callers an hour in each half hour from 8 to 18. */
const DEMAND = [
  84, 138, 196, 232, 244, 236, 220, 208, 202, 196, 200, 214, 226, 222, 206, 178, 152, 126, 100, 76,
];
const SERVICE_LEVEL_MS = 20_000;

/** What is drawn; times in ms since the doors opened. */
export interface OfficeDay {
  readonly offered: number;
  readonly answered: number;
  readonly inTime: number;
  /** Of each quarter of an hour. */
  readonly quarters: readonly { readonly offered: number; readonly inTime: number }[];
  /** Of each minute: the most who waited at once, and who was there to serve. */
  readonly minutes: readonly { readonly waiting: number; readonly agents: number }[];
  readonly waits: readonly SeenWait[];
}

/** So many with this level, on duty in these hours of the day. */
const shift = (agents: number, level: number, hours: readonly [number, number]): AgentGroup => ({
  name: `${agents} of level ${level} from ${hours[0]}`,
  agents,
  skills: { support: level },
  shift: [(hours[0] - 8) * HOUR_MS, (hours[1] - 8) * HOUR_MS],
});

/** Fourteen who know the matter and four beginners, in shifts with a break at noon. */
const GROUPS: readonly AgentGroup[] = [
  { name: 'all day', agents: 2, skills: { support: 8 } },
  shift(4, 8, [8, 12]),
  shift(4, 8, [12.75, 16.5]),
  shift(3, 7, [8.5, 13]),
  shift(3, 7, [13.75, 17]),
  shift(4, 8, [9, 18]),
  shift(2, 3, [9, 12.5]),
  shift(2, 3, [13.25, 17.5]),
  shift(2, 3, [10, 18]),
];

const SCENARIO: Scenario = {
  name: 'office day',
  classes: [
    {
      name: 'support',
      arrivalsPerHour: DEMAND,
      patience: { kind: 'exponential', meanMs: 6 * MINUTE_MS },
      talk: { kind: 'lognormal', meanMs: 190_000, cv: 0.8 },
      // What it asks in the end; at first it asks more, see below.
      requirement: [{ skill: 'support', levelMin: 2 }],
      priority: 0,
      serviceLevelMs: SERVICE_LEVEL_MS,
    },
  ],
  groups: GROUPS,
  durationMs: HOURS * HOUR_MS,
  wrapUpMs: 15_000,
};

/** Who has waited for 45 s takes a beginner as well; position and wait are announced. */
const SETTING: CoreSetting = {
  name: 'office',
  queue: () => ({
    requirement: [{ skill: 'support', levelMin: 5 }],
    relax: [{ afterMs: 45_000, lower: { support: 2 } }],
    waiting: {
      announce: { firstMs: 15_000, everyMs: 60_000, position: true, estimate: true },
    },
  }),
};

const waitingIn = (world: World): number =>
  [...world.contacts.values()].filter(({ phase }) => phase === 'waiting').length;

export function liveOfficeDay(seed: number): OfficeDay {
  const quarters = Array.from({ length: HOURS * 4 }, () => ({ offered: 0, inTime: 0 }));
  const minutes = Array.from({ length: HOURS * 60 }, () => ({ waiting: 0, agents: 0 }));
  const joinedAt = new Map<string, number>();
  let answered = 0;
  const onFact = ({ body, at }: Fact, world: World): void => {
    const passedMs = at - MIDNIGHT;
    const minute = minutes[Math.floor(passedMs / MINUTE_MS)];
    if (minute) {
      minute.waiting = Math.max(minute.waiting, waitingIn(world));
      minute.agents = [...world.agents.values()].filter((one) => one.status === 'available').length;
    }
    if (body.type === 'contact.queued') {
      joinedAt.set(body.contactId, passedMs);
      const quarter = quarters[Math.floor(passedMs / (15 * MINUTE_MS))];
      if (quarter) quarter.offered += 1;
    } else if (body.type === 'call.connected') {
      answered += 1;
      const quarter = quarters[Math.floor((joinedAt.get(body.contactId) ?? 0) / (15 * MINUTE_MS))];
      if (quarter && body.waitedMs <= SERVICE_LEVEL_MS) quarter.inTime += 1;
    }
  };
  const waits = watchWaits(SCENARIO, seed, { setting: SETTING, onFact });
  const sum = (key: 'offered' | 'inTime') => quarters.reduce((total, one) => total + one[key], 0);
  return { offered: sum('offered'), answered, inTime: sum('inTime'), quarters, minutes, waits };
}
