import { countAnswer, expectAnswers, type Level, levelNow, newLevel } from './level';

/**
 * When lines are answered, learnt as two competing hazards per second of ringing: a person
 * answers, or the line ends otherwise. Ringing counts as it goes on: counted at the outcome it
 * would flatter the rate after each burst, since answers come before ring-outs. Plain JSON.
 */
export interface AnswerHazard {
  /** By second of ringing. */
  readonly answered: number[];
  readonly ended: number[];
  readonly ringingS: number[];
  /** Seconds times the factor of the list then: what is left is the shape. */
  readonly levelledS: number[];
  readonly levels: Record<string, Level>;
  outcomes: number;
}

/** Lines that ring longer count as if they rang so long. */
export const LONGEST_RING_S = 90;
const LISTS_MAX = 500;
/** So many events at the overall rate count as known in each bin. */
const PRIOR_EVENTS = 0.6;
/** Of all seconds, so many of the rate that is assumed at first. */
const RATE_PRIOR_S = 300;
const HALF_LIFE_OUTCOMES = 6_000;
/** Answers and other ends for each second of ringing that are assumed at first. */
const FIRST_RATE = 0.015;
const FIRST_END_RATE = 0.004;

export function newAnswerHazard(): AnswerHazard {
  const zeros = () => Array.from({ length: LONGEST_RING_S }, () => 0);
  return {
    answered: zeros(),
    ended: zeros(),
    ringingS: zeros(),
    levelledS: zeros(),
    levels: {},
    outcomes: 0,
  };
}

function levelOf(hazard: AnswerHazard, listId: string): Level {
  const known = hazard.levels[listId];
  if (known) return known;
  const [oldest] = Object.keys(hazard.levels);
  if (oldest !== undefined && Object.keys(hazard.levels).length >= LISTS_MAX) {
    delete hazard.levels[oldest];
  }
  const fresh = newLevel();
  hazard.levels[listId] = fresh;
  return fresh;
}

/** A line of the list rang from one age to a later one; tells how many answers that promised. */
export function countRinging(
  hazard: AnswerHazard,
  shape: Shape,
  listFactor: number,
  [fromS, toS]: readonly [number, number],
): number {
  let expected = 0;
  let from = fromS;
  while (from < toS && from < LONGEST_RING_S) {
    const bin = Math.floor(from);
    const to = Math.min(toS, bin + 1);
    hazard.ringingS[bin] = (hazard.ringingS[bin] as number) + to - from;
    hazard.levelledS[bin] = (hazard.levelledS[bin] as number) + (to - from) * listFactor;
    expected += (to - from) * (shape.answers[bin] as number) * knownOf(shape, bin);
    from = to;
  }
  return expected;
}

export function expectOf(hazard: AnswerHazard, listId: string, expected: number): void {
  expectAnswers(levelOf(hazard, listId), expected);
}

export interface LineOutcome {
  readonly listId: string;
  readonly ageS: number;
  readonly isAnswer: boolean;
}

/** The line came to an outcome at this age. */
export function countOutcome(
  hazard: AnswerHazard,
  shape: Shape,
  { listId, ageS, isAnswer }: LineOutcome,
): void {
  const bin = Math.min(LONGEST_RING_S - 1, Math.max(0, Math.floor(ageS)));
  const counts = isAnswer ? hazard.answered : hazard.ended;
  counts[bin] = (counts[bin] as number) + 1;
  if (isAnswer) countAnswer(levelOf(hazard, listId), knownOf(shape, bin));
  hazard.outcomes += 1;
  if (hazard.outcomes % 64 === 0) forget(hazard, 0.5 ** (64 / HALF_LIFE_OUTCOMES));
}

function forget(hazard: AnswerHazard, kept: number): void {
  for (const counts of [hazard.answered, hazard.ended, hazard.ringingS, hazard.levelledS]) {
    for (let bin = 0; bin < counts.length; bin += 1) counts[bin] = (counts[bin] as number) * kept;
  }
}

/** Rates per second of ringing at factor 1. */
export interface Shape {
  readonly answers: readonly number[];
  readonly ends: readonly number[];
  /**
   * How well the rate of answers is known at each second, 0 to 1. A level tells how people differ
   * from what is known: where nothing is, as at the age that the first lines reach together,
   * nothing is learnt of it. Missing in what older versions kept: known.
   */
  readonly known?: readonly number[];
}

const knownOf = ({ known }: Shape, bin: number): number => known?.[bin] ?? 1;

export function shapeOf(hazard: AnswerHazard): Shape {
  const answers = shrunk(hazard.answered, hazard.levelledS, FIRST_RATE);
  return {
    answers: answers.rates,
    ends: shrunk(hazard.ended, hazard.ringingS, FIRST_END_RATE).rates,
    known: hazard.levelledS.map((seconds) => seconds / (seconds + answers.knownS)),
  };
}

function shrunk(
  counts: readonly number[],
  seconds: readonly number[],
  firstRate: number,
): { rates: number[]; knownS: number } {
  let [count, time] = [RATE_PRIOR_S * firstRate, RATE_PRIOR_S];
  for (let bin = 0; bin < counts.length; bin += 1) {
    count += counts[bin] as number;
    time += seconds[bin] as number;
  }
  const knownS = (PRIOR_EVENTS * time) / count;
  const rates = counts.map(
    (value, bin) => (value + PRIOR_EVENTS) / ((seconds[bin] as number) + knownS),
  );
  return { rates, knownS };
}

/** So many outcomes count as seen before the first. */
const PRIOR_OUTCOMES = 4;

/** The factor of the list, how unsure it is by itself, and together with the shape. */
export function listLevel(hazard: AnswerHazard, listId: string) {
  const { factor, variation: ownVariation } = levelNow(hazard.levels[listId]);
  const unsure = 1 / (hazard.outcomes + PRIOR_OUTCOMES);
  return { factor, ownVariation, variation: Math.sqrt(ownVariation * ownVariation + unsure) };
}

/** By whole seconds of ringing: the share of lines answered, and that of lines that still ring. */
export interface AnswerCurve {
  readonly answered: Float64Array;
  readonly rings: Float64Array;
}

/** The two competing hazards put together, for a list with that factor. */
export function answerCurve(shape: Shape, factor: number, ringS: number): AnswerCurve {
  const answered = new Float64Array(ringS + 1);
  const rings = new Float64Array(ringS + 1);
  let [sum, left] = [0, 1];
  rings[0] = 1;
  for (let second = 0; second < ringS; second += 1) {
    const answers = factor * (shape.answers[second] as number);
    const rate = answers + (shape.ends[second] as number);
    // 1 / (the series of e^rate): what still rings, without the cost of the exponential.
    const kept = 1 / (1 + rate * (1 + rate * (0.5 + rate / 6)));
    if (rate > 0) sum += (left * (1 - kept) * answers) / rate;
    left *= kept;
    answered[second + 1] = sum;
    rings[second + 1] = left;
  }
  return { answered, rings };
}
