import { Prng } from '../../../src/driver/simulated/prng';

const draw = (prng: Prng, count: number): number[] =>
  Array.from({ length: count }, () => prng.next());
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('seeded numbers', () => {
  it('are the same for the same seed, on every machine, and others for another', () => {
    expect(draw(new Prng(42), 100)).toEqual(draw(new Prng(42), 100));
    expect(draw(new Prng(42), 5)).not.toEqual(draw(new Prng(43), 5));
    const first = new Prng(1);
    expect([first.bits(), first.bits(), first.bits()]).toMatchInlineSnapshot(`
[
  417980350,
  1069528646,
  1942151129,
]
`);
  });

  it('fork into streams that do not shift each other', () => {
    const plain = new Prng(7);
    const expected = draw(plain.fork('agents'), 10);
    const busy = new Prng(7);
    draw(busy, 1000);
    expect(draw(busy.fork('agents'), 10)).toEqual(expected);
    expect(draw(busy.fork('callers'), 10)).not.toEqual(expected);
  });

  it('are spread evenly, with the mean and the median that were asked for', () => {
    const prng = new Prng(3);
    const count = 20_000;
    expect(mean(draw(prng, count))).toBeCloseTo(0.5, 1);
    const waits = Array.from({ length: count }, () => prng.exponential(100));
    expect(mean(waits) / 100).toBeCloseTo(1, 1);
    const talks = Array.from({ length: count }, () => prng.logNormal(200, 0.6)).sort(
      (a, b) => a - b,
    );
    expect((talks[count / 2] ?? 0) / 200).toBeCloseTo(1, 1);
    const keys = Array.from({ length: count }, () => prng.weighted({ often: 3, seldom: 1 }));
    expect(keys.filter((key) => key === 'often').length / count).toBeCloseTo(0.75, 1);
    const dice = Array.from({ length: count }, () => prng.between(1, 6));
    expect([Math.min(...dice), Math.max(...dice)]).toEqual([1, 6]);
  });
});
