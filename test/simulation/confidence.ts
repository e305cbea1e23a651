import { normalDensity, normalHazard } from '../../src/core/theory/normal';

/** A figure from some independent replications: its mean and the standard error of that. */
export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
  readonly count: number;
}

export function estimate(values: readonly number[]): Estimate {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count), count };
}

/** Half the width of the two-sided interval that misses with this probability (Student's t). */
export const halfWidth = ({ standardError, count }: Estimate, missing: number): number =>
  standardError * studentQuantile(missing / 2, count - 1);

/** Where so much lies above; by an expansion from the normal (Abramowitz and Stegun 26.7.5). */
function studentQuantile(above: number, degrees: number): number {
  const x = normalQuantile(above);
  const terms = [
    (x ** 3 + x) / 4,
    (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96,
    (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384,
    (79 * x ** 9 + 776 * x ** 7 + 1482 * x ** 5 - 1920 * x ** 3 - 945 * x) / 92160,
  ];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), x);
}

function normalQuantile(above: number): number {
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i += 1) {
    const middle = (low + high) / 2;
    if (normalDensity(middle) / normalHazard(middle) > above) low = middle;
    else high = middle;
  }
  return low;
}

export interface Comparison {
  readonly what: string;
  readonly theory: number;
  readonly seen: Estimate;
}

/** Each as a line to read: theory, what was seen with its 95 % interval, and whether it is in. */
export const comparisonLine = ({ what, theory, seen }: Comparison): string => {
  const half = halfWidth(seen, 0.05);
  const verdict = Math.abs(seen.mean - theory) <= half ? 'in' : 'out';
  const around = `${seen.mean.toPrecision(5)} +- ${half.toPrecision(2)}`;
  return `${what}: theory ${theory.toPrecision(5)}, seen ${around}, ${verdict}`;
};

/** What a check over many comparisons found. */
export interface Verdict {
  /** Outside the interval that holds all of them at once with 95 % (Bonferroni). */
  readonly refuted: readonly string[];
  /** Outside their own 95 % interval; one in twenty is to be expected. */
  readonly outside: readonly string[];
}

export function judge(comparisons: readonly Comparison[]): Verdict {
  const beyond = (missing: number): string[] =>
    comparisons
      .filter(({ theory, seen }) => Math.abs(seen.mean - theory) > halfWidth(seen, missing))
      .map(comparisonLine);
  return { refuted: beyond(0.05 / comparisons.length), outside: beyond(0.05) };
}
