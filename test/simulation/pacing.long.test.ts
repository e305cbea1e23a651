import { DialerFloor } from '../../bench/pacing/floor';
import { ourPolicy } from '../../bench/pacing/our-policy';
import { SCENARIOS } from '../../bench/pacing/scenario';

jest.setTimeout(300_000);

const DAYS = [1, 2];

describe.each(SCENARIOS)('a day of kind $name', (scenario) => {
  it.each(['own', 'law'] as const)('stays within 3 %% under the bound: %s', (bound) => {
    for (const seed of DAYS) {
      const day = new DialerFloor(scenario, ourPolicy(scenario, bound), 10, seed).run();
      expect(day.drops).toBeLessThanOrEqual(0.03 * day.answers);
    }
  });
});
