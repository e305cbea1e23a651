import type { PacingMemory } from '../../core/dialer/pacing';
import {
  type AnswerCurve,
  answerCurve,
  LONGEST_RING_S,
  listLevel,
  type Shape,
} from '../../core/dialer/pacing/answer-hazard';
import {
  binOf,
  type DurationTable,
  EDGES_S,
  hazards,
  meanS,
} from '../../core/dialer/pacing/duration-table';
import type { Dice } from './dice';

/** What comes of a line, so long after it was dialed. */
export interface LineEnd {
  readonly isAnswer: boolean;
  readonly afterMs: number;
}

/** The people and the agents of one run: as learnt, but for what the dice make of the doubt. */
export interface LearntPeople {
  /** Of a line that has rung so long already. */
  lineEnd(ageMs: number): LineEnd;
  /** From now on, of a phase that has lasted so long already. */
  leftMs(phase: 'talk' | 'wrap-up', elapsedMs: number): number;
  /** When people answer in this run, as the policy would have found out. */
  readonly shape: Shape;
}

/**
 * Draws from what the campaign has learnt. How well people answer and how long talks are is known
 * from so many calls only: each run draws its own level of both, as wide as the doubt is.
 */
export function learntPeople(
  memory: PacingMemory,
  { listId, ringTimeoutMs }: { readonly listId: string; readonly ringTimeoutMs: number },
  dice: Dice,
): LearntPeople {
  // Of the doubts that of the list alone is drawn: the shape is soon known better.
  const { factor, ownVariation } = listLevel(memory.answer, listId);
  const drawn = Math.exp(Math.sqrt(Math.log(1 + ownVariation ** 2)) * dice.normal());
  const shape = {
    answers: memory.shape.answers.map((rate) => rate * drawn),
    ends: memory.shape.ends,
  };
  const ringS = Math.max(1, Math.min(LONGEST_RING_S, Math.ceil(ringTimeoutMs / 1_000)));
  const curve = answerCurve(shape, factor, ringS);
  const talk = durationOf(memory.talk, dice);
  const wrapUp = durationOf(memory.wrapUp, dice);
  return {
    shape,
    lineEnd: (ageMs) => lineEnd(curve, ageMs / 1_000, dice),
    leftMs: (phase, elapsedMs) => leftMs(phase === 'talk' ? talk : wrapUp, elapsedMs, dice),
  };
}

/** By inversion of the two curves, from the second that has been reached. */
function lineEnd({ answered, rings }: AnswerCurve, ageS: number, dice: Dice): LineEnd {
  const ringS = rings.length - 1;
  const from = Math.min(ringS, Math.floor(ageS));
  const left = rings[from] as number;
  const gone = 1 - left;
  const draw = gone + dice.uniform() * left;
  for (let second = from; second < ringS; second += 1) {
    const before = 1 - (rings[second] as number);
    const after = 1 - (rings[second + 1] as number);
    if (draw >= after) continue;
    const answers = (answered[second + 1] as number) - (answered[second] as number);
    const isAnswer = dice.uniform() * (after - before) < answers;
    const afterMs = 1_000 * Math.max(ageS, second + (draw - before) / (after - before));
    return { isAnswer, afterMs };
  }
  return { isAnswer: false, afterMs: 1_000 * Math.max(ageS, ringS) };
}

interface Duration {
  readonly rates: Float64Array;
  /** All times are so much longer in this run. */
  readonly scale: number;
}

function durationOf(table: DurationTable, dice: Dice): Duration {
  const rates = hazards(table);
  const shown = momentsOf(rates);
  const doubt = shown.deviationS / shown.meanS / Math.sqrt(Math.max(1, table.totalEnds));
  // Shrinking each bin to the overall rate moves the mean, which is known better than any bin.
  return { rates, scale: (meanS(table) / shown.meanS) * Math.exp(doubt * dice.normal()) };
}

/** Mean and standard deviation of a phase with these ends per second in each bin. */
function momentsOf(rates: Float64Array): { meanS: number; deviationS: number } {
  let [left, sumS, squareS] = [1, 0, 0];
  for (let bin = 0; bin < rates.length; bin += 1) {
    const rate = rates[bin] as number;
    const from = EDGES_S[bin] as number;
    const to = EDGES_S[bin + 1] ?? Number.POSITIVE_INFINITY;
    const after = to === Number.POSITIVE_INFINITY ? 0 : left * Math.exp(-rate * (to - from));
    const spentS = (left - after) / rate;
    sumS += spentS;
    // E[T²] is twice the integral of t times what is left at t.
    squareS += (2 * (left * from - after * (Number.isFinite(to) ? to : 0) + spentS)) / rate;
    left = after;
  }
  return { meanS: sumS, deviationS: Math.sqrt(Math.max(0, squareS - sumS * sumS)) };
}

/** Ends come when the hazard that was passed adds up to an exponential draw. */
function leftMs({ rates, scale }: Duration, elapsedMs: number, dice: Dice): number {
  const startS = Math.max(0, elapsedMs / 1_000 / scale);
  let ageS = startS;
  let due = dice.exponential();
  for (let bin = binAt(ageS); ; bin += 1) {
    const rate = rates[bin] as number;
    const to = EDGES_S[bin + 1];
    if (to === undefined || due <= rate * (to - ageS)) {
      return 1_000 * scale * (ageS + due / rate - startS);
    }
    due -= rate * (to - ageS);
    ageS = to;
  }
}

function binAt(ageS: number): number {
  let bin = binOf(ageS);
  while (EDGES_S[bin + 1] !== undefined && (EDGES_S[bin + 1] as number) <= ageS) bin += 1;
  return bin;
}
