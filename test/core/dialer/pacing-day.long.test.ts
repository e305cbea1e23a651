import { DialerFloor } from '../../../bench/pacing/floor';
import { ourPolicy } from '../../../bench/pacing/our-policy';
import { progressive } from '../../../bench/pacing/plain-policies';
import { SCENARIOS, type Scenario } from '../../../bench/pacing/scenario';

const [base] = SCENARIOS;
const halfDay = { ...(base as Scenario), dayMs: 4 * 3_600_000 };

const utilisation = ({ busyMs, signedInMs }: { busyMs: number; signedInMs: number }): number =>
  busyMs / signedInMs;

describe('a simulated half day of 8 agents', () => {
  it.each(['own', 'law'] as const)('is busier than progressive, within 3 %%: %s', (bound) => {
    for (const seed of [1, 2]) {
      const ours = new DialerFloor(halfDay, ourPolicy(halfDay, bound), 8, seed).run();
      const plain = new DialerFloor(halfDay, progressive(), 8, seed).run();
      expect(ours.drops).toBeLessThanOrEqual(0.03 * ours.answers);
      expect(utilisation(ours)).toBeGreaterThan(utilisation(plain) + 0.06);
    }
  });

  it('keeps to 3 % after a first minute in which nobody answered', () => {
    // Of this day's first twenty nobody is at home.
    const day = new DialerFloor(
      base as Scenario,
      ourPolicy(base as Scenario, 'own'),
      10,
      1_110,
    ).run();
    expect(day.drops).toBeLessThanOrEqual(0.03 * day.answers);
    expect(utilisation(day)).toBeGreaterThan(0.845);
  });
});
