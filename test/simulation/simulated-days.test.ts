import { liveCore } from '../../src/engine/live-core';
import { RUSH } from './day-kind';
import { simulateDay } from './simulated-day';
import { holdsASmallDay } from './small-day';

jest.setTimeout(120_000);

/** Two for every run: the rest is in simulated-days.long.test.ts, with the long ones. */
test.each([
  { seed: 1, what: 'the usual' },
  { seed: 18, what: 'the link is back in the instant in which its loss is noticed' },
])('day $seed with faults and restarts holds every law: $what', ({ seed }) => holdsASmallDay(seed));

test('a rush with faults and restarts holds every law', async () => {
  const day = { seed: 2, core: liveCore, kind: RUSH, calls: 250, faults: 12, restarts: 2 };
  const outcome = await simulateDay(day);
  expect(outcome.broken).toEqual([]);
  expect(outcome.results['connected']).toBeGreaterThan(50);
});
