import { accuracy, knownWaits, laterCoverage } from './estimate/accuracy';
import { OTHERS } from './estimate/other-estimates';
import { ESTIMATE_SCENARIOS } from './estimate/scenarios';
import { type Estimator, type SeenWait, watchWaits } from './estimate/waits-seen';
import { type Bench, round } from './frame/bench';

const ESTIMATORS: readonly Estimator[] = ['leitstand', ...OTHERS];
const DAYS = 20;
const QUICK_DAYS = 3;

/**
 * How good the wait estimate is, on simulated days of the core: coverage of the 80 % interval, bias
 * and mean absolute error, beside what other systems would have told the same callers.
 */
export const run: Bench = async ({ seed, quick, note }) => {
  const days = quick ? QUICK_DAYS : DAYS;
  const rows = ESTIMATE_SCENARIOS.flatMap((scenario) => {
    const seen: SeenWait[] = [];
    for (let day = 0; day < days; day += 1) seen.push(...watchWaits(scenario, 1_000 * seed + day));
    const made = rowsOf(scenario.name, seen);
    for (const row of made) note(JSON.stringify(row));
    return made;
  });
  return { days, rows };
};

function rowsOf(scenario: string, seen: readonly SeenWait[]) {
  const known = knownWaits(seen);
  const patient = known.filter(({ one }) => one.isPatient);
  const meanWaitMs = known.reduce((sum, { waitMs }) => sum + waitMs, 0) / known.length;
  return ESTIMATORS.map((estimator) => {
    const { checked, coveragePct, biasS, maeS } = accuracy(known, estimator);
    return {
      scenario,
      estimator,
      waited: seen.length,
      checked,
      meanWaitS: round(meanWaitMs / 1_000, 1),
      coveragePct: round(coveragePct, 1),
      biasS: round(biasS, 1),
      maeS: round(maeS, 1),
      patientCoveragePct: round(accuracy(patient, estimator).coveragePct, 1),
      ...(estimator === 'leitstand' && {
        laterCoveragePct: round(100 * laterCoverage(known), 1),
      }),
    };
  });
}
