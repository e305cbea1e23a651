import { holdsASmallDay } from './small-day';

jest.setTimeout(120_000);

/** Two for every run: the rest is in simulated-days.long.test.ts, with the long ones. */
test.each([
  { seed: 1, what: 'the usual' },
  { seed: 18, what: 'the link is back in the instant in which its loss is noticed' },
])('day $seed with faults and restarts holds every law: $what', ({ seed }) => holdsASmallDay(seed));
