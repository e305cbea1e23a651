/**
 * How long a phase lasts (talk, wrap-up), learnt as hazards: ends per second that the phase had
 * gone on so long. What is not over counts as time without an end, so that long ones are not
 * forgotten (Kaplan and Meier 1958). Plain JSON.
 */
export interface DurationTable {
  /** Ends within each bin of elapsed time. */
  readonly ends: number[];
  /** Seconds spent within each bin. */
  readonly secondsS: number[];
  totalEnds: number;
  totalS: number;
}

/** Lower edges of the bins in seconds: 2 s wide up to 40 s, then each an eighth longer. */
export const EDGES_S: readonly number[] = edges();

function edges(): number[] {
  const list = Array.from({ length: 20 }, (_, index) => 2 * index);
  for (let edge = 40; edge < 3_600; edge = Math.round(edge * 1.125)) list.push(edge);
  return list;
}

/** The bin of each whole second. */
const BINS = Uint8Array.from({ length: 3_600 }, (_, second) => {
  const above = EDGES_S.findIndex((edge) => edge > second);
  return (above < 0 ? EDGES_S.length : above) - 1;
});

/** So many ends at the overall rate count as known in each bin from the beginning. */
const PRIOR_ENDS = 2;
/** So many ends of the mean that is assumed at first. */
const MEAN_PRIOR_ENDS = 4;
/** After so many ends what was learnt before counts half. */
const HALF_LIFE_ENDS = 2_000;

export function newDurationTable(meanMs: number): DurationTable {
  return {
    ends: EDGES_S.map(() => 0),
    secondsS: EDGES_S.map(() => 0),
    totalEnds: MEAN_PRIOR_ENDS,
    totalS: (MEAN_PRIOR_ENDS * meanMs) / 1_000,
  };
}

/** The bin of an elapsed time. */
export function binOf(elapsedS: number): number {
  if (!(elapsedS > 0)) return 0;
  return BINS[Math.min(BINS.length - 1, Math.floor(elapsedS))] as number;
}

/** The phase went on from one age to a later one. */
export function countTime(table: DurationTable, fromS: number, toS: number): void {
  let from = fromS;
  let bin = binOf(from);
  while (bin > 0 && (EDGES_S[bin] as number) > from) bin -= 1;
  for (; from < toS; bin += 1) {
    const to = Math.min(toS, EDGES_S[bin + 1] ?? Number.POSITIVE_INFINITY);
    table.secondsS[bin] = (table.secondsS[bin] as number) + to - from;
    table.totalS += to - from;
    from = to;
  }
}

export function countEnd(table: DurationTable, elapsedS: number): void {
  const bin = binOf(elapsedS);
  table.ends[bin] = (table.ends[bin] as number) + 1;
  table.totalEnds += 1;
  forget(table);
}

function forget(table: DurationTable): void {
  const kept = 0.5 ** (1 / HALF_LIFE_ENDS);
  for (let bin = 0; bin < table.ends.length; bin += 1) {
    table.ends[bin] = (table.ends[bin] as number) * kept;
    table.secondsS[bin] = (table.secondsS[bin] as number) * kept;
  }
  table.totalEnds *= kept;
  table.totalS *= kept;
}

/** Ends per second in each bin, shrunk to the overall rate. */
export function hazards(table: DurationTable): Float64Array {
  const rate = table.totalEnds / Math.max(table.totalS, 1e-3);
  const knownS = PRIOR_ENDS / rate;
  return Float64Array.from(
    table.ends,
    (ends, bin) => (ends + PRIOR_ENDS) / ((table.secondsS[bin] as number) + knownS),
  );
}

/** The mean so far. */
export const meanS = (table: DurationTable): number =>
  table.totalS / Math.max(table.totalEnds, 1e-3);
