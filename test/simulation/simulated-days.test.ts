import { liveCore } from '../../src/engine/live-core';
import { RUSH } from './day-kind';
import { simulateDay } from './simulated-day';

jest.setTimeout(60_000);

/**
 * Small days for every run; the long ones are in simulated-days.long.test.ts. 18: the link is back
 * in the instant in which its loss is noticed. 46: a leg ends in a gap, told by its witness alone.
 */
test.each([1, 2, 3, 18, 46])('day %i with faults and restarts holds every law', async (seed) => {
  const size = seed === 46 ? { calls: 400, faults: 20 } : { calls: 250, faults: 12.5 };
  const day = { seed, core: liveCore, ...size, restarts: 2 };
  const outcome = await simulateDay(day);
  expect(outcome.broken).toEqual([]);
  expect(outcome.offered).toBeGreaterThan(200);
  expect(outcome.results['connected']).toBeGreaterThan(50);
});

test('a rush with faults and restarts holds every law', async () => {
  const day = { seed: 2, core: liveCore, kind: RUSH, calls: 250, faults: 12, restarts: 2 };
  const outcome = await simulateDay(day);
  expect(outcome.broken).toEqual([]);
  expect(outcome.results['connected']).toBeGreaterThan(50);
});
