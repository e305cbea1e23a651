import { type CallSums, SUM_NAMES, type SumRow } from './call-sums';

/** The group's name of what the others did on average. */
export const OTHERS = 'average of the others';

/** Of fewer one could tell whose figures they are, or ask one of them. */
const OTHERS_MIN = 3;

/**
 * What one provider is told: its own rows, and beside each the average of the others where there
 * are enough of them to stay unknown. Where it did nothing itself it is told nothing.
 */
export function ownAndOthers(rows: readonly SumRow[], own: string): readonly SumRow[] {
  const mine = rows.filter(({ group }) => group === own);
  const intervals = new Set(mine.map(({ intervalIndex }) => intervalIndex));
  const others = new Map<number, SumRow[]>();
  for (const row of rows) {
    if (row.group === own || row.group === null || !intervals.has(row.intervalIndex)) continue;
    others.set(row.intervalIndex, [...(others.get(row.intervalIndex) ?? []), row]);
  }
  const averages = [...others].flatMap(([intervalIndex, group]) =>
    group.length < OTHERS_MIN ? [] : [{ intervalIndex, group: OTHERS, sums: average(group) }],
  );
  return [...mine, ...averages];
}

function average(rows: readonly SumRow[]): CallSums {
  const mean = SUM_NAMES.map((name) => [
    name,
    rows.reduce((sum, row) => sum + row.sums[name], 0) / rows.length,
  ]);
  return Object.fromEntries(mean) as CallSums;
}
