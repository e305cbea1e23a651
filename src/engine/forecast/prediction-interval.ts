import type { Expected } from '../../core/dialer/expectation';

/** Of the normal distribution: 5 % lie above. */
const Z = 1.6448536;

/** Student's t with so many degrees of freedom: 5 % lie above (Cornish and Fisher). */
function quantile(degrees: number): number {
  const cube = Z ** 3;
  const second = (5 * Z ** 5 + 16 * cube + 3 * Z) / 96;
  return Z + (cube + Z) / (4 * degrees) + second / (degrees * degrees);
}

/**
 * Where one more outcome will lie in nine cases of ten, from a few that were simulated: Student's
 * prediction interval, which is as wide as the few runs ask for. At least two outcomes.
 */
export function predicted(outcomes: readonly number[]): Expected {
  const count = outcomes.length;
  const mean = outcomes.reduce((sum, one) => sum + one, 0) / count;
  const squares = outcomes.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const half = quantile(count - 1) * Math.sqrt((squares / (count - 1)) * (1 + 1 / count));
  return { median: mean, low: Math.max(0, mean - half), high: mean + half };
}

/** The same for a share that few events make up: on the scale of its root they spread evenly. */
export function predictedShare(outcomes: readonly number[]): Expected {
  const { median, low, high } = predicted(outcomes.map(Math.sqrt));
  return { median: median ** 2, low: low ** 2, high: high ** 2 };
}
