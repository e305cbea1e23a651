import { type JoinEstimate, MEMORY, type WaitClass } from './wait-class';
import type { Realised } from './wait-error';
import { unusualness } from './wait-model';

/** How fast the levels move: fast at first, then as slow as a changing day allows. */
const pace = (checked: number, least: number): number => Math.max(least, 0.5 / (1 + checked / 10));
const PACE = { mid: 0.01, ends: 0.03 };
/** A little less than a tenth: ends that go on moving miss a little more than they aim at. */
const TAIL = 0.095;

/**
 * Learns from what came of an estimate. Each level moves so that in the long run its share of
 * waits lies below it, whatever the model gets wrong (online conformal calibration: Gibbs and
 * Candes, NeurIPS 2021). A wait of which only bounds are known moves the levels outside them.
 */
export function learn(waitClass: WaitClass, estimate: JoinEstimate, realised: Realised): void {
  const { shape } = estimate;
  const least = unusualness(shape, realised.leastMs);
  const most = unusualness(shape, realised.mostMs);
  const { checked, levels } = waitClass;
  const moved = (level: number, share: number, step: number): number => {
    if (most <= level) return level - step * (1 - share);
    return least > level ? level + step * share : level;
  };
  const ends = pace(checked, PACE.ends);
  waitClass.levels = {
    low: moved(levels.low, TAIL, ends),
    mid: moved(levels.mid, 0.5, pace(checked, PACE.mid)),
    high: moved(levels.high, 1 - TAIL, ends),
  };
  waitClass.checked += 1;
  if (realised.leastMs === realised.mostMs) learnWeights(waitClass, estimate, realised.leastMs);
}

/** How far off each of the two opinions was, where there were two. */
function learnWeights(waitClass: WaitClass, { shape }: JoinEstimate, waitMs: number): void {
  if (shape.headMs === null) return;
  const line = logError(waitMs, shape.lineMs);
  const head = logError(waitMs, shape.headMs);
  waitClass.lineError = mixed(waitClass.lineError, line * line);
  waitClass.headError = mixed(waitClass.headError, head * head);
  waitClass.bothError = mixed(waitClass.bothError, line * head);
}

const logError = (waitMs: number, predictedMs: number): number =>
  Math.log(Math.max(1, waitMs) / Math.max(1, predictedMs));

const mixed = (mean: number, value: number): number => mean + (value - mean) / MEMORY;
