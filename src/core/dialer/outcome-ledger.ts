import { NO_OUTCOMES, OUTCOME_KINDS, type OutcomeCounts, type OutcomeKind } from './abandon-rate';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The longest window of any law is 30 days; one day more for its edge. */
export const OUTCOMES_KEPT_MS = 31 * DAY_MS;

/** What happened in one hour of UTC. */
export interface OutcomeBucket {
  /** Its first instant (ms, UTC), a multiple of an hour. */
  readonly from: number;
  readonly counts: Record<OutcomeKind, number>;
}

/**
 * What came of a campaign's attempts, by the hour: plain data, the oldest first, at most 745
 * buckets. An hour in which nothing happened has none.
 */
export interface OutcomeLedger {
  buckets: OutcomeBucket[];
}

export const newOutcomeLedger = (): OutcomeLedger => ({ buckets: [] });

const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

/** Counts `n` of a kind at an instant, in place, and forgets what no window reaches any more. */
export function noteOutcome(ledger: OutcomeLedger, at: number, kind: OutcomeKind, n = 1): void {
  const from = hourOf(at);
  const { buckets } = ledger;
  let index = buckets.length;
  while (index > 0 && (buckets[index - 1]?.from ?? from) > from) index -= 1;
  const before = buckets[index - 1];
  if (before?.from === from) before.counts[kind] += n;
  else buckets.splice(index, 0, { from, counts: { ...NO_OUTCOMES, [kind]: n } });
  remember(ledger, from, kind, n);
  const newest = buckets.at(-1)?.from ?? from;
  while ((buckets[0]?.from ?? newest) + HOUR_MS <= newest - OUTCOMES_KEPT_MS) buckets.shift();
}

/** Of these more make every rate lower. */
const IN_FAVOUR: readonly OutcomeKind[] = [
  'attempts',
  'liveInTime',
  'machinesToAgents',
  'humansToAgents',
];

/** A sum, and the first buckets that it holds whole and in part. */
interface KeptSum {
  readonly wholeFrom: number;
  readonly touchedFrom: number;
  readonly sum: Record<OutcomeKind, number>;
}

/**
 * The sums of a ledger by window: asked for at every decision, they change with the hour and with
 * what is noted. Derived from the ledger alone, so that it is nothing that a snapshot has to hold.
 */
const kept = new WeakMap<OutcomeLedger, Map<number, KeptSum>>();

function remember(ledger: OutcomeLedger, from: number, kind: OutcomeKind, n: number): void {
  const sums = kept.get(ledger);
  if (!sums) return;
  for (const [windowMs, { wholeFrom, sum }] of sums) {
    if (from >= wholeFrom) sum[kind] += n;
    else sums.delete(windowMs);
  }
}

/**
 * What happened in the `windowMs` before an instant, so that no rate made of it is lower than the
 * true one: of the bucket that the window's beginning cuts, what speaks against the campaign counts
 * whole, and what speaks for it not at all. A drop and its attempt stay together.
 */
export function sumOver(ledger: OutcomeLedger, at: number, windowMs: number): OutcomeCounts {
  const touchedFrom = hourOf(at - windowMs);
  const wholeFrom = touchedFrom < at - windowMs ? touchedFrom + HOUR_MS : touchedFrom;
  const sums = kept.get(ledger) ?? new Map<number, KeptSum>();
  kept.set(ledger, sums);
  const found = sums.get(windowMs);
  if (found?.wholeFrom === wholeFrom && found.touchedFrom === touchedFrom) return { ...found.sum };
  const sum = sumFrom(ledger, touchedFrom, wholeFrom);
  sums.set(windowMs, { wholeFrom, touchedFrom, sum });
  return { ...sum };
}

function sumFrom(ledger: OutcomeLedger, touchedFrom: number, wholeFrom: number) {
  const sum = { ...NO_OUTCOMES };
  for (let index = ledger.buckets.length - 1; index >= 0; index -= 1) {
    const bucket = ledger.buckets[index] as OutcomeBucket;
    if (bucket.from < touchedFrom) break;
    const isWhole = bucket.from >= wholeFrom;
    for (const kind of OUTCOME_KINDS) {
      if (isWhole || !IN_FAVOUR.includes(kind)) sum[kind] += bucket.counts[kind];
    }
    if (!isWhole) sum.attempts += bucket.counts.dropped;
  }
  return sum;
}
