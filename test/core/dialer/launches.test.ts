import fc from 'fast-check';
import type { LawId } from '../../../src/core/dialer/law-profile';
import { runs } from '../../property/runs';
import { DialingDay, dieOf } from './dialing-day';

describe('law 6, in the core at work', () => {
  it('launches nothing that the owner of the list would object to', () => {
    let launched = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.constantFrom<readonly LawId[]>(['de'], ['uk-ofcom'], ['us-ftc'], []),
        (seed, profileIds) => {
          const day = new DialingDay(dieOf(seed), profileIds);
          day.live();
          launched += day.launches.length;
          expect(day.faults).toEqual([]);
        },
      ),
      { ...runs(12), numRuns: Math.min(20, runs(12).numRuns) },
    );
    expect(launched).toBeGreaterThan(300);
  });
});
