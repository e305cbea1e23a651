import type { Policy } from './floor';

/** One line for each free agent. */
export const progressive = (): Policy => fixedRatio(1);

/** So many lines for each free agent, whatever comes of it. */
export const fixedRatio = (ratio: number): Policy => ({
  name: ratio === 1 ? 'progressive' : `ratio ${ratio}`,
  lines: ({ idle, waitingSince, ringing }) =>
    Math.max(0, Math.round(ratio * (idle - waitingSince.length)) - ringing.length),
});
