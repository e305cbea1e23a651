import {
  newOutcomeLedger,
  noteOutcome,
  OUTCOMES_KEPT_MS,
  sumOver,
} from '../../../src/core/dialer/outcome-ledger';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 0, 5);

describe('the ledger of outcomes', () => {
  it('is plain data that a snapshot keeps', () => {
    const ledger = newOutcomeLedger();
    noteOutcome(ledger, T0 + 5, 'dropped');
    const thawed = JSON.parse(JSON.stringify(ledger));
    expect(sumOver(thawed, T0 + HOUR, DAY)).toEqual(sumOver(ledger, T0 + HOUR, DAY));
  });

  it('lets a drop count until its hour is wholly outside, and no answer beyond the edge', () => {
    const ledger = newOutcomeLedger();
    noteOutcome(ledger, T0 + HOUR / 2, 'dropped');
    noteOutcome(ledger, T0 + HOUR / 2, 'liveInTime', 99);
    noteOutcome(ledger, T0 + HOUR / 2, 'attempts', 300);
    const at = (instant: number) => sumOver(ledger, instant, DAY);
    expect(at(T0 + DAY)).toMatchObject({ dropped: 1, liveInTime: 99, attempts: 300 });
    expect(at(T0 + DAY + 1)).toMatchObject({ dropped: 1, liveInTime: 0, attempts: 1 });
    expect(at(T0 + DAY + HOUR - 1)).toMatchObject({ dropped: 1 });
    expect(at(T0 + DAY + HOUR)).toMatchObject({ dropped: 0, attempts: 0 });
  });

  it('is bounded, however long a campaign runs', () => {
    const ledger = newOutcomeLedger();
    for (let hour = 0; hour < 2000; hour++) noteOutcome(ledger, T0 + hour * HOUR, 'attempts');
    expect(ledger.buckets.length).toBe(OUTCOMES_KEPT_MS / HOUR + 1);
  });

  it('takes what is told late at its own hour', () => {
    const ledger = newOutcomeLedger();
    for (const hours of [5, 3, 4, 3]) noteOutcome(ledger, T0 + hours * HOUR, 'dropped');
    expect(ledger.buckets.map(({ from, counts }) => [(from - T0) / HOUR, counts.dropped])).toEqual([
      [3, 2],
      [4, 1],
      [5, 1],
    ]);
  });
});
