/**
 * The wait of a contact as a distribution, from plain numbers: total functions without a world.
 *
 * The line in front of it empties at a rate that falls as callers leave (QL_m of Ibrahim and
 * Whitt, Management Science 55(10), 2009): with k ahead, n agents, one turn of service s and a
 * hazard of leaving h the mean is the sum over i = 0..k of 1 / (n/s + i h). Beside it stands the
 * delay of the head of the line, which knows nothing of the model and sees what the count cannot:
 * other lines that the same agents serve. Both are mixed by how well each of them did of late.
 */

export interface WaitNumbers {
  /** Contacts of the line that are served before this one. */
  readonly ahead: number;
  /** Agents who are logged in, available and fit; those who talk included. At least 1. */
  readonly agents: number;
  /** Agent time that passes for each contact of the line that is served. */
  readonly turnMs: number;
  /** Relative variance of a handle time; 1 of an exponential one. */
  readonly handleVariance: number;
  /** Share of the waiting who leave, per ms. */
  readonly leavingPerMs: number;
  /** Between the offer and the conversation. */
  readonly pickUpMs: number;
  /** The delay of the head of the line, where there is one. */
  readonly headMs: number | null;
  /** 0 to 1: how much the head's delay counts. */
  readonly headWeight: number;
}

export interface WaitShape {
  readonly meanMs: number;
  /** Of a gamma distribution: the inverse of the relative variance. */
  readonly shape: number;
  /** The two opinions of which the mean is made. */
  readonly lineMs: number;
  readonly headMs: number | null;
}

/** Terms that are summed one by one; what is behind them is summed as an integral. */
const TERMS = 16;
/** Relative variance that stays however long the line: the rate itself is only known so well. */
const RATE_VARIANCE = 0.003;

export function waitShape(numbers: WaitNumbers): WaitShape {
  const { pickUpMs, headMs, headWeight } = numbers;
  const { meanMs: lineMs, varianceMs2 } = lineMoments(numbers);
  const weight = headMs === null || headMs <= 0 ? 0 : headWeight;
  const offerMs = weight === 0 ? lineMs : lineMs ** (1 - weight) * (headMs ?? lineMs) ** weight;
  const meanMs = offerMs + pickUpMs;
  const turns = (varianceMs2 / (lineMs * lineMs)) * evenness(numbers);
  const relative = (turns + RATE_VARIANCE) * (offerMs / meanMs) ** 2;
  return {
    meanMs,
    shape: 1 / relative,
    lineMs: lineMs + pickUpMs,
    headMs: headMs === null || headMs <= 0 ? null : headMs + pickUpMs,
  };
}

/**
 * Agents who become free come like raindrops over a short while, and as evenly as their handle
 * times are over a long one: few turns, or many, beside the number of agents.
 */
function evenness({ ahead, agents, handleVariance }: WaitNumbers): number {
  const long = (ahead + 1) / (ahead + 1 + agents);
  return 1 - (1 - handleVariance) * long;
}

interface Moments {
  readonly meanMs: number;
  readonly varianceMs2: number;
}

/** Mean and variance of the time until the line has come to a contact. */
function lineMoments({ ahead, agents, turnMs, leavingPerMs }: WaitNumbers): Moments {
  const rate = agents / turnMs;
  const first = Math.min(ahead, TERMS - 1);
  let meanMs = 0;
  let varianceMs2 = 0;
  for (let i = 0; i <= first; i += 1) {
    const stageMs = 1 / (rate + i * leavingPerMs);
    meanMs += stageMs;
    varianceMs2 += stageMs * stageMs;
  }
  const rest = ahead - first;
  if (rest <= 0) return { meanMs, varianceMs2 };
  const from = rate + (first + 0.5) * leavingPerMs;
  const to = rate + (ahead + 0.5) * leavingPerMs;
  const isFlat = to - from < 1e-6 * from;
  meanMs += isFlat ? rest / from : Math.log(to / from) / leavingPerMs;
  varianceMs2 += rest / (from * to);
  return { meanMs, varianceMs2 };
}

/**
 * The wait that lies `z` normal standard deviations from the middle of a gamma distribution, by
 * the cube-root rule of Wilson and Hilferty (PNAS 17, 1931).
 */
export function waitAt({ meanMs, shape }: WaitShape, z: number): number {
  const cubeRoot = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
  return meanMs * Math.max(0, cubeRoot) ** 3;
}

/** The inverse of `waitAt`: how unusual a wait is under this distribution. */
export function unusualness({ meanMs, shape }: WaitShape, waitMs: number): number {
  return (Math.cbrt(waitMs / meanMs) - 1 + 1 / (9 * shape)) * 3 * Math.sqrt(shape);
}
