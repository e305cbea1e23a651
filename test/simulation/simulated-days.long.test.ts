import { liveCore } from '../../src/engine/live-core';
import { RUSH } from './day-kind';
import { simulateDay } from './simulated-day';
import { holdsASmallDay } from './small-day';

jest.setTimeout(600_000);

/** `bin/test` runs 6 days, `bin/test --full` 300; a failing seed stays a case of its own. */
const DAYS = Number(process.env['LEITSTAND_SIMULATED_DAYS'] ?? 6);
const FIRST = Number(process.env['LEITSTAND_SIMULATED_FIRST'] ?? 1_000);

test.each(Array.from({ length: DAYS }, (_, n) => FIRST + n))(
  'day %i: 2,000 calls, 20 faults, a restart and more; every law holds, replay gives the same',
  async (seed) => {
    const day = { seed, core: liveCore, calls: 2_000, faults: 24, restarts: 3, lookedAtOneIn: 5 };
    const outcome = await simulateDay(day);
    expect(outcome.broken).toEqual([]);
    // A switch that is dead hears no caller; all others are on record.
    expect(outcome.offered).toBeGreaterThan(1_900);
  },
);

test.each([2, 3])('the small day %i holds every law', (seed) => holdsASmallDay(seed));

test('day 46, in which a leg ends in a gap, told by its witness alone, holds every law', () =>
  holdsASmallDay(46, { calls: 400, faults: 20 }));

test('a rush with faults and restarts holds every law', async () => {
  const day = { seed: 2, core: liveCore, kind: RUSH, calls: 250, faults: 12, restarts: 2 };
  const outcome = await simulateDay(day);
  expect(outcome.broken).toEqual([]);
  expect(outcome.results['connected']).toBeGreaterThan(50);
});
