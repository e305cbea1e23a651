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
  const talkLasts = lasting(talk);
  const wrapLasts = lasting(wrapUp);
  const wrapEnds = endsWithin(wrapLasts, 0);
  const none = new Float64Array(LONGEST_S + 1).fill(1);
  return {
    talk: byLead((bin) => endsWithin(talkLasts, startOf(bin)), wrapEnds),
    wrapUp: byLead((bin) => endsWithin(wrapLasts, startOf(bin)), none),
  };
}

const startOf = (bin: number): number =>
  ((EDGES_S[bin] as number) + (EDGES_S[bin + 1] ?? (EDGES_S[bin] as number))) / 2;

/** The chance in each bin that the phase lasts one more second. */
const lasting = (table: DurationTable): Float64Array =>
  hazards(table).map((rate) => Math.exp(-rate));

function byLead(curveOf: (bin: number) => Float64Array, next: Float64Array): number[][] {
  const curves = EDGES_S.map((_, bin) => curveOf(bin));
  return LEADS_S.map((lead) => curves.map((curve) => convolved(curve, next, lead)));
}

/** The chance that the phase is over 0, 1, … seconds later when it has lasted `elapsedS`. */
function endsWithin(lasts: Float64Array, elapsedS: number): Float64Array {
  const curve = new Float64Array(LONGEST_S + 1);
  let left = 1;
  let bin = 0;
  for (let second = 1; second <= LONGEST_S; second += 1) {
    const middle = elapsedS + second - 0.5;
    while (bin + 1 < EDGES_S.length && (EDGES_S[bin + 1] as number) <= middle) bin += 1;
    left *= lasts[bin] as number;
    curve[second] = 1 - left;
  }
  return curve;
}

/** Both are over by then: the second begins where the first ends, which is in mid-second. */
function convolved(first: Float64Array, second: Float64Array, byS: number): number {
  let sum = 0;
  for (let at = 1; at <= byS; at += 1) {
    const mass = (first[at] as number) - (first[at - 1] as number);
    const left = ((second[byS - at] as number) + (second[byS - at + 1] as number)) / 2;
    sum += mass * left;
  }
  return sum;
}

/** Talk first, then wrap-up, by bin. */
export const PLACES = 2 * EDGES_S.length;

/** The chances to be free within each lead time, at `lead × PLACES + place`. */
export function freeChances(table: FreeTable, leadsS: readonly number[]): Float64Array {
  const known = CHANCES.get(table);
  if (known?.leadsS.every((lead, index) => lead === leadsS[index])) {
    if (known.leadsS.length === leadsS.length) return known.chances;
  }
  const chances = new Float64Array(leadsS.length * PLACES);
  leadsS.forEach((lead, index) => {
    for (let place = 0; place < PLACES; place += 1) {
      chances[index * PLACES + place] = freeWithin(table, place, lead);
    }
  });
  CHANCES.set(table, { leadsS: [...leadsS], chances });
  return chances;
}

/** Made of nothing but the table, which is replaced whole; so it is never told what is stale. */
const CHANCES = new WeakMap<FreeTable, { leadsS: readonly number[]; chances: Float64Array }>();

function freeWithin(table: FreeTable, place: number, leadS: number): number {
  let index = 1;
  while (index < LEADS_S.length - 1 && (LEADS_S[index] as number) < leadS) index += 1;
  const [low, high] = [LEADS_S[index - 1] as number, LEADS_S[index] as number];
  const share = Math.min(1, (leadS - low) / (high - low));
  const isTalk = place < EDGES_S.length;
  const rows = isTalk ? table.talk : table.wrapUp;
  const bin = isTalk ? place : place - EDGES_S.length;
  const before = (rows[index - 1] as number[])[bin] as number;
  return before + share * (((rows[index] as number[])[bin] as number) - before);
}
