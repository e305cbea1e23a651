import type { PastAttempt } from './hopper';

const DAY_MS = 86_400_000;

/** How long an attempt counts against a cap. */
export const CAP_WINDOW_MS = {
  perDay: DAY_MS,
  perWeek: 7 * DAY_MS,
  per30Days: 30 * DAY_MS,
} as const;

export type WindowedCap = keyof typeof CAP_WINDOW_MS;

/**
 * When one more attempt is within a cap again (ms, UTC), or null: it is now. An attempt counts for
 * less than `windowMs` after it began. With a cap of 0 there is no such instant: Infinity.
 */
export function capFreeAt(
  attempts: readonly PastAttempt[],
  at: number,
  { cap, windowMs }: { readonly cap: number; readonly windowMs: number },
): number | null {
  const counted = attempts
    .map((attempt) => attempt.at)
    .filter((begun) => at - begun < windowMs)
    .sort((a, b) => a - b);
  if (counted.length < cap) return null;
  // Of the oldest so many have to roll off that one place is free.
  const last = counted[counted.length - cap];
  return cap === 0 || last === undefined ? Number.POSITIVE_INFINITY : last + windowMs;
}

/** When the newest attempt of these results is `quietMs` ago (ms, UTC), or null: it is by now. */
export function quietUntil(
  attempts: readonly PastAttempt[],
  results: readonly string[],
  { at, quietMs }: { readonly at: number; readonly quietMs: number },
): number | null {
  const times = attempts.filter(({ result }) => results.includes(result)).map((past) => past.at);
  const until = Math.max(Number.NEGATIVE_INFINITY, ...times) + quietMs;
  return until > at ? until : null;
}
