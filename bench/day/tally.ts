import type { Caller } from './callers';

/** What became of callers, as sums; times in ms. */
export interface Tally {
  offered: number;
  answered: number;
  answeredInTime: number;
  abandoned: number;
  /** Who was not joined with an agent in the instant of calling. */
  waited: number;
  /** Of those answered; of all. */
  answeredWaitMs: number;
  waitMs: number;
  /** Squares of all waits in s: a convex cost of waiting. */
  waitSquaredS: number;
  longestWaitMs: number;
}

export const newTally = (): Tally => ({
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  waited: 0,
  answeredWaitMs: 0,
  waitMs: 0,
  waitSquaredS: 0,
  longestWaitMs: 0,
});

/** A caller's wait is over, one way or the other. */
export function count(tally: Tally, caller: Caller, waitMs: number, isAnswered: boolean): void {
  tally.offered += 1;
  tally.waitMs += waitMs;
  tally.waitSquaredS += (waitMs / 1_000) ** 2;
  tally.longestWaitMs = Math.max(tally.longestWaitMs, waitMs);
  if (waitMs > 0) tally.waited += 1;
  if (!isAnswered) {
    tally.abandoned += 1;
    return;
  }
  tally.answered += 1;
  tally.answeredWaitMs += waitMs;
  if (waitMs <= caller.kind.serviceLevelMs) tally.answeredInTime += 1;
}

export function summed(tallies: readonly Tally[]): Tally {
  const sum = newTally();
  for (const tally of tallies) {
    for (const key of Object.keys(sum) as (keyof Tally)[]) {
      sum[key] = key === 'longestWaitMs' ? Math.max(sum[key], tally[key]) : sum[key] + tally[key];
    }
  }
  return sum;
}

/** sl-offered: in time / offered. */
export const serviceLevel = (tally: Tally): number => tally.answeredInTime / tally.offered;
export const abandonment = (tally: Tally): number => tally.abandoned / tally.offered;
export const waitProbability = (tally: Tally): number => tally.waited / tally.offered;
/** Of all callers, until they are served or leave. */
export const meanWaitMs = (tally: Tally): number => tally.waitMs / tally.offered;
/** asa: of those answered. */
export const answeredWaitMs = (tally: Tally): number => tally.answeredWaitMs / tally.answered;
