/** The standard normal density. */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/**
 * The hazard of the standard normal, density / upper tail, for any x: by a series below 3, by
 * Laplace's continued fraction above, where the tail alone would underflow. Relative error below
 * 1e-10. Abramowitz and Stegun 26.2.11 and 26.2.14.
 */
export function normalHazard(x: number): number {
  if (x > 3) return 1 / millsRatio(x);
  return normalDensity(x) / (0.5 - aboveZero(x));
}

/** The probability between 0 and x; negative for negative x. */
function aboveZero(x: number): number {
  if (x < -8) return -0.5;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum * normalDensity(x);
}

/** Upper tail / density. */
function millsRatio(x: number): number {
  let fraction = x;
  for (let k = 200; k >= 1; k -= 1) fraction = x + k / fraction;
  return 1 / fraction;
}
