import type { JoinEstimate, QueueWaits } from './wait-class';

/**
 * How good a queue's estimates were, as sums: whoever prints a figure has its numerator and its
 * denominator. Estimates are those made at joining for contacts that found no agent free.
 */
export interface WaitErrors {
  /** Days since 1970, UTC. */
  readonly day: number;
  /** Contacts that were connected. */
  readonly answered: ErrorSums;
  /** Contacts that left without an agent, and whose wait became known: see `Vacancy`. */
  readonly left: ErrorSums;
  /** Contacts that left without an agent; a part of their waits never becomes known. */
  leftCount: number;
}

export interface ErrorSums {
  /** Waits that are known to lie inside, or outside, the interval. */
  checked: number;
  inside: number;
  /** Waits that are known to the millisecond; predicted median - realised, and without its sign. */
  measured: number;
  errorMsSum: number;
  absErrorMsSum: number;
}

/** The outcome of one estimate; the error is null where only its side of the interval is known. */
export interface WaitCheck {
  readonly errorMs: number | null;
  readonly isInside: boolean;
}

/**
 * What came of an estimate, in ms: the wait, or that it would have been within bounds. Who left
 * without an agent has told only that the wait would have been longer than theirs.
 */
export interface Realised {
  readonly leastMs: number;
  readonly mostMs: number;
}

export const exactly = (waitMs: number): Realised => ({ leastMs: waitMs, mostMs: waitMs });

/** So many of the last checks stand for now. */
export const RECENT_CHECKS = 100;

const DAY_MS = 86_400_000;

export const noSums = (): ErrorSums => ({
  checked: 0,
  inside: 0,
  measured: 0,
  errorMsSum: 0,
  absErrorMsSum: 0,
});

export const noErrors = (at: number): WaitErrors => ({
  day: Math.floor(at / DAY_MS),
  answered: noSums(),
  left: noSums(),
  leftCount: 0,
});

/** Today's sums, begun anew at midnight UTC. */
export function errorsOf(waits: QueueWaits, at: number): WaitErrors {
  if (waits.errors?.day !== Math.floor(at / DAY_MS)) waits.errors = noErrors(at);
  return waits.errors;
}

/** Where a wait lies: null while its bounds are on both sides of an end of the interval. */
export function checkOf({ lowMs, medianMs, highMs }: JoinEstimate, realised: Realised) {
  const { leastMs, mostMs } = realised;
  const errorMs = leastMs === mostMs ? medianMs - leastMs : null;
  if (leastMs >= lowMs && mostMs <= highMs) return { errorMs, isInside: true };
  if (mostMs < lowMs || leastMs > highMs) return { errorMs, isInside: false };
  return null;
}

export function countCheck(waits: QueueWaits, sums: ErrorSums, check: WaitCheck): void {
  addCheck(sums, check);
  waits.recent.push(check);
  if (waits.recent.length > RECENT_CHECKS) waits.recent.shift();
}

function addCheck(sums: ErrorSums, { errorMs, isInside }: WaitCheck): void {
  sums.checked += 1;
  if (isInside) sums.inside += 1;
  if (errorMs === null) return;
  sums.measured += 1;
  sums.errorMsSum += errorMs;
  sums.absErrorMsSum += Math.abs(errorMs);
}

/** The sums of the last checks. */
export function recentSums(waits: QueueWaits): ErrorSums {
  const sums = noSums();
  for (const check of waits.recent) addCheck(sums, check);
  return sums;
}
