/**
 * How much likelier people answer now than the shape that was learnt says: a factor, from
 * memories of several lengths. Each is weighed by how well it foretold what came (fixed share:
 * Herbster and Warmuth 1998), so that a steady list is known well and a jump is believed fast.
 */
export interface Level {
  readonly seen: number[];
  readonly expected: number[];
  readonly weights: number[];
}

/** Half-lives in expected answers. */
const HALF_LIVES = [25, 120, 600];
/** So many answers at factor 1 count as seen. */
const PRIOR = 12;
/** Of its weight each memory gives so much to the others for each expected answer. */
const SHARED = 0.01;

export const newLevel = (): Level => ({
  seen: HALF_LIVES.map(() => 0),
  expected: HALF_LIVES.map(() => 0),
  weights: HALF_LIVES.map(() => 1 / HALF_LIVES.length),
});

const factorAt = (level: Level, index: number): number =>
  ((level.seen[index] as number) + PRIOR) / ((level.expected[index] as number) + PRIOR);

/** Time passed in which so many answers were expected at factor 1. */
export function expectAnswers(level: Level, expected: number): void {
  if (expected <= 0) return;
  reweigh(level, (factor) => Math.exp(-factor * expected), SHARED * Math.min(1, expected));
  for (let index = 0; index < HALF_LIVES.length; index += 1) {
    const kept = 0.5 ** (expected / (HALF_LIVES[index] as number));
    level.seen[index] = (level.seen[index] as number) * kept;
    level.expected[index] = ((level.expected[index] as number) + expected) * kept;
  }
}

/** An answer, which counts as so much of one: 0 to 1. */
export function countAnswer(level: Level, weight: number): void {
  reweigh(level, (factor) => factor ** weight, 0);
  for (let index = 0; index < HALF_LIVES.length; index += 1) {
    level.seen[index] = (level.seen[index] as number) + weight;
  }
}

function reweigh(level: Level, likelihood: (factor: number) => number, shared: number): void {
  const { weights } = level;
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) {
    weights[index] = (weights[index] as number) * likelihood(factorAt(level, index));
    sum += weights[index] as number;
  }
  for (let index = 0; index < weights.length; index += 1) {
    const own = sum > 0 ? (weights[index] as number) / sum : 1 / weights.length;
    weights[index] = own * (1 - shared) + shared / weights.length;
  }
}

/** The factor and its standard deviation relative to it. */
export function levelNow(level: Level | undefined): { factor: number; variation: number } {
  if (!level) return { factor: 1, variation: 1 / Math.sqrt(PRIOR) };
  let mean = 0;
  let square = 0;
  for (let index = 0; index < HALF_LIVES.length; index += 1) {
    const weight = level.weights[index] as number;
    const factor = factorAt(level, index);
    mean += weight * factor;
    square += weight * factor * factor * (1 + 1 / ((level.seen[index] as number) + PRIOR));
  }
  return { factor: mean, variation: Math.sqrt(Math.max(0, square / (mean * mean) - 1)) };
}
