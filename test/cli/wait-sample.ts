import type { WaitErrorSums, WaitEstimateView } from '../../src/engine/facade';

const sums = (given: Partial<WaitErrorSums>): WaitErrorSums => ({
  checked: 0,
  inside: 0,
  measured: 0,
  errorMsSum: 0,
  absErrorMsSum: 0,
  ...given,
});

/** 20 estimates for callers who were connected, four for callers who left. */
export const WAIT_ESTIMATE: WaitEstimateView = {
  now: {
    medianMs: 45_000,
    lowMs: 12_000,
    highMs: 98_000,
    method: 'line-and-head',
    ahead: 2,
    agents: 3,
  },
  today: {
    answered: sums({
      checked: 20,
      inside: 17,
      measured: 20,
      errorMsSum: -40_000,
      absErrorMsSum: 300_000,
    }),
    left: sums({ checked: 3, inside: 2, measured: 2, errorMsSum: -8_000, absErrorMsSum: 30_000 }),
    leftCount: 4,
  },
  recent: {
    window: 100,
    ...sums({
      checked: 23,
      inside: 19,
      measured: 22,
      errorMsSum: -48_000,
      absErrorMsSum: 330_000,
    }),
  },
};
