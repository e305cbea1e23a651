import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accuracy, knownWaits } from './estimate/accuracy';
import { type Bench, round } from './frame/bench';
import { drawDay } from './picture/drawing';
import { liveOfficeDay } from './picture/office-day';

const FILE = 'docs/images/day.svg';

/**
 * Lives an office day of one queue through with the real core, with relaxation and announcements
 * on, and draws it for the README: who waits, the service level, and the waits that callers were
 * told beside those that came.
 */
export const run: Bench = async ({ seed }) => {
  const day = liveOfficeDay(seed);
  const { coveragePct, biasS, maeS, checked } = accuracy(knownWaits(day.waits), 'leitstand');
  writeFileSync(join(__dirname, '..', FILE), drawDay(day));
  return {
    file: FILE,
    offered: day.offered,
    answered: day.answered,
    serviceLevelPct: round((100 * day.inTime) / day.offered, 1),
    checked,
    coveragePct: round(coveragePct, 1),
    biasS: round(biasS, 1),
    maeS: round(maeS, 1),
  };
};
