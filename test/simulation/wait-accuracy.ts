import type { Scenario } from '../../bench/day/scenario';
import { accuracy, knownWaits, laterCoverage } from '../../bench/estimate/accuracy';
import type { SeenWait } from '../../bench/estimate/waits-seen';
import { watchWaits } from '../../bench/estimate/waits-seen';

/** The interval that is said to hold eight waits of ten. */
export const COVERAGE_PCT = { least: 75, most: 85 };

/** What came of the estimates of some days, with those of other systems beside. */
export function accuracyOver(scenario: Scenario, seeds: number) {
  const seen: SeenWait[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) seen.push(...watchWaits(scenario, seed));
  const known = knownWaits(seen);
  const connected = known.filter(({ one }) => one.waitMs !== undefined);
  const patient = known.filter(({ one }) => one.isPatient);
  return {
    all: accuracy(known, 'leitstand'),
    connected: accuracy(connected, 'leitstand'),
    patient: accuracy(patient, 'leitstand'),
    laterPct: 100 * laterCoverage(known),
    appQueue: accuracy(known, 'app_queue'),
    engage: accuracy(known, 'Engage EWT'),
    count: accuracy(known, 'queue length'),
  };
}
