import type { Estimator, SeenWait } from './waits-seen';

/** How good one estimator was; waits in s. */
export interface Accuracy {
  readonly checked: number;
  /** Of 100 waits so many lay in the interval. */
  readonly coveragePct: number;
  /** Mean of predicted - wait. */
  readonly biasS: number;
  readonly maeS: number;
}

/** Waits that are known: of those who were connected, and of those who left as far as known. */
export const knownWaits = (seen: readonly SeenWait[]): readonly Known[] =>
  seen.flatMap((one) => {
    const waitMs = one.waitMs ?? one.wouldHaveMs;
    return waitMs === undefined ? [] : [{ one, waitMs }];
  });

interface Known {
  readonly one: SeenWait;
  readonly waitMs: number;
}

/** Of those who still waited a minute after joining: what was left lay in the new interval. */
export function laterCoverage(known: readonly Known[]): number {
  let [asked, inside] = [0, 0];
  for (const { one, waitMs } of known) {
    if (!one.later || one.waitMs === undefined) continue;
    const leftMs = waitMs - one.later.waitedMs;
    asked += 1;
    if (leftMs >= one.later.lowMs && leftMs <= one.later.highMs) inside += 1;
  }
  return inside / asked;
}

export function accuracy(known: readonly Known[], estimator: Estimator): Accuracy {
  let [inside, errorMs, absErrorMs] = [0, 0, 0];
  for (const { one, waitMs } of known) {
    const { pointMs, lowMs, highMs } = one.told[estimator];
    if (waitMs >= lowMs && waitMs <= highMs) inside += 1;
    errorMs += pointMs - waitMs;
    absErrorMs += Math.abs(pointMs - waitMs);
  }
  const { length: checked } = known;
  return {
    checked,
    coveragePct: (100 * inside) / checked,
    biasS: errorMs / checked / 1_000,
    maeS: absErrorMs / checked / 1_000,
  };
}
