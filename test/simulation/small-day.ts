import { liveCore } from '../../src/engine/live-core';
import { simulateDay } from './simulated-day';

/** Holds a day of 250 calls, with faults and two restarts, to every law. */
export async function holdsASmallDay(
  seed: number,
  size: { readonly calls: number; readonly faults: number } = { calls: 250, faults: 12.5 },
): Promise<void> {
  const outcome = await simulateDay({ seed, core: liveCore, ...size, restarts: 2 });
  expect(outcome.broken).toEqual([]);
  expect(outcome.offered).toBeGreaterThan(200);
  expect(outcome.results['connected']).toBeGreaterThan(50);
}
