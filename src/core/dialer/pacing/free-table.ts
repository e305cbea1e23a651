import { type DurationTable, EDGES_S, hazards } from './duration-table';

/**
 * The chance that a busy agent is free again within a lead time, by the bin of the time that the
 * phase has gone on: `[lead][bin]`. Derived from what was learnt and kept beside it, since it is
 * made anew only now and then. Plain JSON.
 */
export interface FreeTable {
  talk: number[][];
  wrapUp: number[][];
}

/** The lead times of the tables, in seconds; between them the chance is a straight line. */
export const LEADS_S: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 22, 27, 33, 42, 62];
const LONGEST_S = 62;

/** From the talk's residual life, convolved with wrap-up, and wrap-up's own residual life. */
export function freeTable(talk: DurationTable, wrapUp: DurationTable): FreeTable {
  const talkHazards = hazards(talk);
  const wrapHazards = hazards(wrapUp);
  const wrapEnds = endsWithin(wrapHazards, 0);
  return {
    talk: byLead((bin) => convolved(endsWithin(talkHazards, startOf(bin)), wrapEnds)),
    wrapUp: byLead((bin) => endsWithin(wrapHazards, startOf(bin))),
  };
}

const startOf = (bin: number): number =>
  ((EDGES_S[bin] as number) + (EDGES_S[bin + 1] ?? (EDGES_S[bin] as number))) / 2;

function byLead(curveOf: (bin: number) => Float64Array): number[][] {
  const curves = EDGES_S.map((_, bin) => curveOf(bin));
  return LEADS_S.map((lead) => curves.map((curve) => curve[lead] as number));
}

/** The chance that the phase is over 0, 1, … seconds later when it has lasted `elapsedS`. */
function endsWithin(rates: Float64Array, elapsedS: number): Float64Array {
  const curve = new Float64Array(LONGEST_S + 1);
  let lasts = 1;
  let bin = 0;
  for (let second = 1; second <= LONGEST_S; second += 1) {
    const middle = elapsedS + second - 0.5;
    while (bin + 1 < EDGES_S.length && (EDGES_S[bin + 1] as number) <= middle) bin += 1;
    lasts *= Math.exp(-(rates[bin] as number));
    curve[second] = 1 - lasts;
  }
  return curve;
}

/** Both are over: the second begins where the first ends, which is in mid-second. */
function convolved(first: Float64Array, second: Float64Array): Float64Array {
  const curve = new Float64Array(LONGEST_S + 1);
  for (let end = 1; end <= LONGEST_S; end += 1) {
    let sum = 0;
    for (let at = 1; at <= end; at += 1) {
      const mass = (first[at] as number) - (first[at - 1] as number);
      const left = ((second[end - at] as number) + (second[end - at + 1] as number)) / 2;
      sum += mass * left;
    }
    curve[end] = sum;
  }
  return curve;
}
