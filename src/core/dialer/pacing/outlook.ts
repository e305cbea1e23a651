import { type AnswerCurve, answerCurve, listLevel } from './answer-hazard';
import { binOf, EDGES_S, meanS } from './duration-table';
import { freeChances, PLACES } from './free-table';
import type { PacingMemory } from './pacing-memory';
import { addOne, certainty, type Exact, type Moments, newMoments, note, withOne } from './surplus';

/** What an outlook is made from: of the snapshot and the limits what it needs. */
export interface Ahead {
  /** Idle now, less those who wait. */
  readonly spare: number;
  readonly busy: readonly { readonly phase: 'talk' | 'wrap-up'; readonly elapsedMs?: number }[];
  readonly ringing: readonly { readonly ageMs?: number; readonly listId?: string }[];
  readonly nextListId: string;
  readonly ringTimeoutMs: number;
  /** Who answers may wait so long for an agent: who becomes free until then serves, too. */
  readonly graceMs: number;
}

/** Between these times ahead, in seconds, answers are looked at, in the middle of each interval. */
const EDGES = [0, 1, 2, 4, 6, 8, 11, 14, 18, 22, 28, 36, 46, 60, 90];

/**
 * How well people answer is not known exactly and the same for all lines: three cases of it, by
 * Gauss and Hermite, stand for the whole.
 */
const POINTS = [-Math.sqrt(3), 0, Math.sqrt(3)];
export const CASE_WEIGHTS: readonly number[] = [1 / 6, 2 / 3, 1 / 6];
export const CASES = 3;

/** With so many busy agents and lines at most the distributions are exact. */
const EXACT_MAX = 16;

/**
 * Agents and answers at several times ahead. What has a value for each time and each case lies at
 * `time × CASES + case`.
 */
export interface Outlook {
  readonly times: number;
  readonly spare: number;
  /** The share of the answers to a new line that comes in each interval. */
  readonly weights: Float64Array;
  /** A new line's chance to be answered by then. */
  readonly fresh: Float64Array;
  /** Agents who become free in time for who answers then. */
  readonly frees: Moments;
  /** People who answer before. */
  readonly answers: Moments;
  readonly exact: Exact | null;
}

/** What is ahead of the floor as it is now. */
export function outlookOf(ahead: Ahead, memory: PacingMemory): Outlook {
  const ringS = Math.max(1, Math.min(90, Math.ceil(ahead.ringTimeoutMs / 1_000)));
  const middles: number[] = [];
  for (let index = 0; (EDGES[index] as number) < ringS; index += 1) {
    middles.push(((EDGES[index] as number) + Math.min(ringS, EDGES[index + 1] as number)) / 2);
  }
  const times = middles.length;
  const own = casesOf(memory, ahead.nextListId, ringS);
  const isExact = ahead.busy.length + ahead.ringing.length <= EXACT_MAX;
  const outlook: Outlook = {
    times,
    spare: ahead.spare,
    weights: new Float64Array(times),
    fresh: new Float64Array(times * CASES),
    frees: newMoments(times),
    answers: newMoments(times * CASES),
    exact: isExact ? { freesAtMost: [], answers: [] } : null,
  };
  addFresh(outlook, own, middles);
  addFrees(outlook, ahead, { memory, middles });
  addAnswers(outlook, ahead, { memory, middles, own, ringS });
  return outlook;
}

/** One more line is launched. */
export function addLine({ fresh, answers, exact }: Outlook): void {
  for (let index = 0; index < fresh.length; index += 1) {
    const chance = fresh[index] as number;
    note(answers, index, chance, 1);
    if (exact) exact.answers[index] = withOne(exact.answers[index] as Float64Array, chance);
  }
}

function casesOf(memory: PacingMemory, listId: string, ringS: number): AnswerCurve[] {
  const { factor, variation } = listLevel(memory.answer, listId);
  const spread = Math.sqrt(Math.log(1 + variation * variation));
  return POINTS.map((point) => answerCurve(memory.shape, factor * Math.exp(point * spread), ringS));
}

/** The value at a fraction of a second, on a straight line between the seconds. */
function valueAt(values: Float64Array, second: number): number {
  const last = values.length - 1;
  if (second >= last) return values[last] as number;
  const below = Math.floor(second);
  const low = values[below] as number;
  return low + (second - below) * ((values[below + 1] as number) - low);
}

function addFresh(outlook: Outlook, own: AnswerCurve[], middles: readonly number[]): void {
  const { answered } = own[1] as AnswerCurve;
  const ringS = answered.length - 1;
  const total = Math.max(1e-9, answered[ringS] as number);
  for (let time = 0; time < outlook.times; time += 1) {
    const [from, to] = [EDGES[time] as number, EDGES[time + 1] as number];
    outlook.weights[time] = (valueAt(answered, to) - valueAt(answered, from)) / total;
    for (let one = 0; one < CASES; one += 1) {
      const curve = (own[one] as AnswerCurve).answered;
      outlook.fresh[time * CASES + one] = valueAt(curve, middles[time] as number);
    }
  }
}

interface Learnt {
  readonly memory: PacingMemory;
  readonly middles: readonly number[];
}

function addFrees({ times, frees, exact }: Outlook, ahead: Ahead, learnt: Learnt): void {
  const leadsS = learnt.middles.map((middle) => middle + ahead.graceMs / 1_000);
  const chances = freeChances(learnt.memory.free, leadsS);
  const counts = countBusy(ahead, learnt.memory);
  for (let place = 0; place < PLACES; place += 1) {
    const count = counts[place] as number;
    for (let time = 0; count > 0 && time < times; time += 1) {
      note(frees, time, chances[time * PLACES + place] as number, count);
    }
  }
  for (let time = 0; exact && time < times; time += 1) {
    const of = chances.subarray(time * PLACES, (time + 1) * PLACES);
    exact.freesAtMost.push(freesAtMost(of, counts));
  }
}

/** P(at most n become free): each place's chance, as often as agents are there. */
function freesAtMost(chances: Float64Array, counts: Uint16Array): Float64Array {
  const known = certainty(counts.reduce((sum, count) => sum + count, 0));
  for (let place = 0; place < PLACES; place += 1) {
    for (let one = 0; one < (counts[place] as number); one += 1) {
      addOne(known, chances[place] as number);
    }
  }
  for (let n = 1; n < known.length; n += 1) {
    known[n] = (known[n] as number) + (known[n - 1] as number);
  }
  return known;
}

/** How many are busy in each place of the table. */
function countBusy({ busy }: Ahead, memory: PacingMemory): Uint16Array {
  const places = new Uint16Array(PLACES);
  for (const { phase, elapsedMs } of busy) {
    const isTalk = phase === 'talk';
    const elapsedS =
      elapsedMs === undefined ? meanS(memory[isTalk ? 'talk' : 'wrapUp']) : elapsedMs / 1_000;
    const place = binOf(elapsedS) + (isTalk ? 0 : EDGES_S.length);
    places[place] = (places[place] as number) + 1;
  }
  return places;
}

interface Ringing extends Learnt {
  readonly own: AnswerCurve[];
  readonly ringS: number;
}

function addAnswers(
  outlook: Outlook,
  ahead: Ahead,
  { memory, middles, own, ringS }: Ringing,
): void {
  const { exact, times } = outlook;
  for (let index = 0; exact && index < times * CASES; index += 1) {
    exact.answers.push(certainty(ahead.ringing.length));
  }
  for (const [listId, ages] of countRinging(ahead, ringS)) {
    const cases = listId === ahead.nextListId ? own : casesOf(memory, listId, ringS);
    for (let age = 0; age < ringS; age += 1) {
      const count = ages[age] as number;
      if (count > 0) addGroup(outlook, middles, { cases, age, count });
    }
  }
}

/** Lines by list and by the whole seconds that they have rung. */
function countRinging({ ringing }: Ahead, ringS: number): Map<string, Uint16Array> {
  const groups = new Map<string, Uint16Array>();
  for (const { ageMs, listId = '' } of ringing) {
    let ages = groups.get(listId);
    if (!ages) {
      ages = new Uint16Array(ringS + 1);
      groups.set(listId, ages);
    }
    const age = ageMs === undefined ? ringS / 3 : Math.max(0, ageMs / 1_000);
    const second = Math.min(ringS, Math.round(age));
    ages[second] = (ages[second] as number) + 1;
  }
  return groups;
}

interface Group {
  readonly cases: AnswerCurve[];
  readonly age: number;
  readonly count: number;
}

function addGroup(
  { times, answers, exact }: Outlook,
  middles: readonly number[],
  { cases, age, count }: Group,
): void {
  for (let one = 0; one < CASES; one += 1) {
    const { answered, rings } = cases[one] as AnswerCurve;
    const left = rings[age] as number;
    const start = answered[age] as number;
    for (let time = 0; time < times; time += 1) {
      const gained = valueAt(answered, age + (middles[time] as number)) - start;
      const chance = left > 1e-9 ? Math.min(1, gained / left) : 0;
      const index = time * CASES + one;
      note(answers, index, chance, count);
      for (let more = 0; exact && more < count; more += 1) {
        addOne(exact.answers[index] as Float64Array, chance);
      }
    }
  }
}
