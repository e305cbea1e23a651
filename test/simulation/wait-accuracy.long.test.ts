import { ESTIMATE_SCENARIOS } from '../../bench/estimate/scenarios';
import { accuracyOver, COVERAGE_PCT } from './wait-accuracy';

jest.setTimeout(600_000);

/** Seeds 1 to so many, 20 at least; nobody chose them. */
const SEEDS = Math.max(20, Number(process.env['LEITSTAND_ESTIMATE_SEEDS'] ?? 20));

test.each(ESTIMATE_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
  '%s: the interval holds eight waits of ten, whoever is asked',
  (name, scenario) => {
    // A day of a hundred agents has as many waits as five of twenty.
    const seeds = name.includes('100 agents') ? Math.ceil(SEEDS / 4) : SEEDS;
    const found = accuracyOver(scenario, seeds);
    const { all, connected, patient, laterPct, appQueue, engage, count } = found;
    process.stdout.write(`${name}: ${JSON.stringify(found)}\n`);
    // Those who stay whatever it takes have waits that nothing cuts short: the truth for all.
    const shown = [all.coveragePct, connected.coveragePct, patient.coveragePct, laterPct];
    for (const coveragePct of shown) {
      expect(coveragePct).toBeGreaterThan(COVERAGE_PCT.least);
      expect(coveragePct).toBeLessThan(COVERAGE_PCT.most);
    }
    expect(all.maeS).toBeLessThan(appQueue.maeS);
    // Where theory is right a plain count knows the rate from the whole day; nearly as good then.
    for (const other of [engage, count]) expect(all.maeS).toBeLessThan(1.05 * other.maeS);
  },
);
