import { ESTIMATE_SCENARIOS } from '../../bench/estimate/scenarios';
import { accuracyOver, COVERAGE_PCT } from './wait-accuracy';

jest.setTimeout(60_000);

/** Some days for every run; more of them, and all scenarios, in wait-accuracy.long.test.ts. */
const SEEDS = 3;

test.each(['steady', 'ramp', 'two queues share', 'priority'])(
  '%s: eight waits of ten lie in the interval, and the error is less than of other systems',
  (name) => {
    const scenario = ESTIMATE_SCENARIOS.find((one) => one.name === name);
    if (!scenario) throw new Error(`no scenario ${name}`);
    const { all, connected, appQueue } = accuracyOver(scenario, SEEDS);
    expect(all.checked).toBeGreaterThan(4_000);
    for (const { coveragePct } of [all, connected]) {
      expect(coveragePct).toBeGreaterThan(COVERAGE_PCT.least);
      expect(coveragePct).toBeLessThan(COVERAGE_PCT.most);
    }
    expect(all.maeS).toBeLessThan(0.8 * appQueue.maeS);
  },
);
