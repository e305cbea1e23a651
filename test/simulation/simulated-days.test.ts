import { liveCore } from '../../src/engine/live-core';
import { simulateDay } from './simulated-day';

jest.setTimeout(60_000);

/** Three small days for every run; the long ones are in simulated-days.real.test.ts. */
test.each([1, 2, 3])('day %i with faults and restarts holds every law', async (seed) => {
  const day = { seed, core: liveCore, calls: 250, faults: 12, restarts: 2 };
  const outcome = await simulateDay(day);
  expect(outcome.broken).toEqual([]);
  expect(outcome.offered).toBeGreaterThan(200);
  expect(outcome.results['connected']).toBeGreaterThan(50);
});
