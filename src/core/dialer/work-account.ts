import type { Campaign } from './campaign';

/** What a campaign's agents and the people called came to since it began. */
export interface WorkSums {
  /** Sums over agents who are there, while it dials. */
  readonly busyMs: number;
  readonly thereMs: number;
  /** People who answered and were connected or dropped. */
  readonly people: number;
  readonly drops: number;
}

/** The sums, and from when on how many agents are to be added. */
export interface WorkAccount extends WorkSums {
  readonly at: number;
  readonly busy: number;
  readonly there: number;
}

const NOTHING: WorkAccount = {
  ...{ at: 0, busy: 0, there: 0, busyMs: 0, thereMs: 0, people: 0, drops: 0 },
};

/** While it dials a campaign is looked at each second: longer gaps are of a pause. */
const GAP_MAX_MS = 5_000;

/** Adds the time since the last look, and keeps how the crew is now. */
export function accountWork(
  campaign: Campaign,
  { busy, there }: Pick<WorkAccount, 'busy' | 'there'>,
  at: number,
): void {
  const before = campaign.work ?? NOTHING;
  const passedMs = at - before.at > GAP_MAX_MS ? 0 : at - before.at;
  campaign.work = {
    ...before,
    busyMs: before.busyMs + passedMs * before.busy,
    thereMs: before.thereMs + passedMs * before.there,
    at,
    busy,
    there,
  };
}

/** Somebody who answered was connected, or dropped. */
export function accountPerson(campaign: Campaign, isDrop: boolean): void {
  const before = campaign.work ?? NOTHING;
  const drops = before.drops + (isDrop ? 1 : 0);
  campaign.work = { ...before, people: before.people + 1, drops };
}

/** What was added from one instant to a later one. */
export const workSince = (from: WorkSums, to: WorkSums): WorkSums => ({
  busyMs: to.busyMs - from.busyMs,
  thereMs: to.thereMs - from.thereMs,
  people: to.people - from.people,
  drops: to.drops - from.drops,
});

export function workSums({ work }: Pick<Campaign, 'work'>): WorkSums {
  const { busyMs, thereMs, people, drops } = work ?? NOTHING;
  return { busyMs, thereMs, people, drops };
}
