/** What the people called are like at an instant of the day. */
export interface People {
  /** The chance that a person answers. */
  readonly answerChance: number;
  /** The chance that a machine does, as fast as a person. */
  readonly machineChance: number;
  /** Of those who answer, which is before the ring timeout: less than half of it. */
  readonly answerDelayMeanMs: number;
  readonly talkMeanMs: number;
  readonly wrapMeanMs: number;
  /** The list they are on. */
  readonly listId: string;
}

export interface Scenario {
  readonly name: string;
  readonly dayMs: number;
  readonly ringTimeoutMs: number;
  /** A person without an agent for so long is dropped. */
  readonly waitLimitMs: number;
  readonly peopleAt: (atMs: number) => People;
  /** When the head count changes: to this share of the agents. In order of time. */
  readonly staffing: readonly { readonly atMs: number; readonly share: number }[];
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

const USUAL: People = {
  answerChance: 0.3,
  machineChance: 0,
  answerDelayMeanMs: 8_000,
  talkMeanMs: 120_000,
  wrapMeanMs: 20_000,
  listId: 'a',
};

const BASE: Scenario = {
  name: 'base',
  dayMs: 8 * HOUR,
  ringTimeoutMs: 20_000,
  waitLimitMs: 2_000,
  peopleAt: () => USUAL,
  staffing: [],
};

const RICH: People = { ...USUAL, answerChance: 0.5, listId: 'b' };
const POOR: People = { ...USUAL, answerChance: 0.1, listId: 'c' };
const JUMPED: People = { ...USUAL, answerChance: 0.7 };

const between = (from: number, to: number, share: number): number => from + (to - from) * share;

/** The days that policies live through; the first is what the tables are about. */
export const SCENARIOS: readonly Scenario[] = [
  BASE,
  {
    ...BASE,
    name: 'drift',
    peopleAt: (atMs) => ({
      ...USUAL,
      answerChance: between(0.4, 0.15, atMs / BASE.dayMs),
      talkMeanMs: between(80_000, 200_000, atMs / BASE.dayMs),
    }),
    staffing: [
      { atMs: 2 * HOUR, share: 0.8 },
      { atMs: 3 * HOUR, share: 1 },
      { atMs: 6 * HOUR, share: 0.7 },
    ],
  },
  {
    ...BASE,
    name: 'alternating',
    peopleAt: (atMs) => (Math.floor(atMs / (20 * MINUTE)) % 2 === 0 ? RICH : POOR),
  },
  {
    ...BASE,
    name: 'jump',
    peopleAt: (atMs) => (Math.floor(atMs / HOUR) % 2 === 0 ? { ...POOR, listId: 'a' } : JUMPED),
  },
  {
    ...BASE,
    name: 'machines',
    peopleAt: () => ({ ...USUAL, answerChance: 0.2, machineChance: 0.3 }),
  },
  { ...BASE, name: 'half-leave', staffing: [{ atMs: 4 * HOUR, share: 0.5 }] },
  {
    ...BASE,
    name: 'all-leave',
    staffing: [
      { atMs: 2 * HOUR, share: 0 },
      { atMs: 2.5 * HOUR, share: 1 },
      { atMs: 6 * HOUR, share: 0 },
      { atMs: 6.5 * HOUR, share: 1 },
    ],
  },
];
