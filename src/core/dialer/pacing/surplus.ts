/** Mean, variance and third central moment of sums of chances, one for each index. */
export interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  readonly third: Float64Array;
}

/** Exact distributions of such sums. */
export interface Exact {
  /** P(at most n become free), `[time][n]`. */
  readonly freesAtMost: Float64Array[];
  /** P(n answer), `[time × CASES + case][n]`. */
  readonly answers: Float64Array[];
}

export const newMoments = (length: number): Moments => ({
  mean: new Float64Array(length),
  variance: new Float64Array(length),
  third: new Float64Array(length),
});

/** `count` more events, each of that chance. */
export function note(
  { mean, variance, third }: Moments,
  index: number,
  chance: number,
  count: number,
): void {
  const spread = count * chance * (1 - chance);
  mean[index] = (mean[index] as number) + count * chance;
  variance[index] = (variance[index] as number) + spread;
  third[index] = (third[index] as number) + spread * (1 - 2 * chance);
}

/** No event for sure, with room for so many. */
export function certainty(most: number): Float64Array {
  const known = new Float64Array(most + 1);
  known[0] = 1;
  return known;
}

/** One more event of that chance, in a distribution that has room for it. */
export function addOne(known: Float64Array, chance: number): void {
  for (let n = known.length - 1; n > 0; n -= 1) {
    known[n] = (known[n] as number) * (1 - chance) + (known[n - 1] as number) * chance;
  }
  known[0] = (known[0] as number) * (1 - chance);
}

/** The distribution with one more event of that chance. */
export function withOne(known: Float64Array, chance: number): Float64Array {
  const wider = new Float64Array(known.length + 1);
  wider.set(known);
  addOne(wider, chance);
  return wider;
}

/** P(answers - frees >= least), exactly. */
export function exactTail(answers: Float64Array, freesAtMost: Float64Array, least: number): number {
  let chance = 0;
  for (let count = Math.max(0, least); count < answers.length; count += 1) {
    const frees = Math.min(freesAtMost.length - 1, count - least);
    chance += (answers[count] as number) * (freesAtMost[frees] as number);
  }
  return chance;
}

/** P(sum >= least) of whole numbers from three moments: Edgeworth's correction for skewness. */
export function normalTail(mean: number, variance: number, third: number, least: number): number {
  if (variance < 1e-9) return mean >= least - 0.5 ? 1 : 0;
  const x = (least - 0.5 - mean) / Math.sqrt(variance);
  const density = 0.3989422804014327 * Math.exp((-x * x) / 2);
  const skewness = third / (variance * Math.sqrt(variance));
  const tail = upperTail(x, density) + (skewness / 6) * (x * x - 1) * density;
  return Math.min(1, Math.max(0, tail));
}

/** Of the standard normal: Abramowitz and Stegun 26.2.17, error below 1e-7. */
function upperTail(x: number, density: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const slope = 1.781477937 + t * (-1.821255978 + t * 1.330274429);
  const tail = density * t * (0.31938153 + t * (-0.356563782 + t * slope));
  return x >= 0 ? tail : 1 - tail;
}
