import fc from 'fast-check';
import { mix, shareByWeight } from '../../src/store/list-mix';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('the mix of lists', () => {
  it('gives as many leads as are wanted, and no list less than nothing', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.nat(5000), weights, fc.nat(100_000), (count, given, turn) => {
        const shares = shareByWeight(
          count,
          given.map((weight) => ({ weight })),
          turn,
        );
        expect(sum(shares)).toBe(count);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('gives a light list its part even where a batch is one lead', () => {
    const lists = [{ weight: 9 }, { weight: 1 }];
    const turns = Array.from({ length: 1000 }, (_, turn) => shareByWeight(1, lists, turn)[1] ?? 0);
    expect(sum(turns)).toBeGreaterThan(90);
    expect(sum(turns)).toBeLessThan(110);
  });

  it('spreads the leads of each list evenly', () => {
    expect(mix([['a', 'a', 'a', 'a'], ['b', 'b'], []]).join('')).toBe('abaaba');
  });
});
