import fc from 'fast-check';
import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';

const START = 1000;

describe('the simulated clock', () => {
  it('fires by time, and at one time in the order of scheduling', () => {
    const instants = fc.array(fc.nat({ max: 20 }), { maxLength: 60 });
    fc.assert(
      fc.property(instants, fc.array(fc.nat({ max: 59 })), (offsets, cancelled) => {
        const clock = new SimulatedClock(START);
        const fired: [number, number][] = [];
        const stops = offsets.map((offset, index) =>
          clock.schedule(START + offset, () => fired.push([clock.now() - START, index])),
        );
        for (const index of cancelled) stops[index]?.();
        clock.advanceBy(20);
        const expected = offsets
          .map((offset, index): [number, number] => [offset, index])
          .filter(([, index]) => !cancelled.includes(index))
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(fired).toEqual(expected);
        expect(clock.pending).toBe(0);
      }),
    );
  });

  it('keeps what lies beyond, and tells when it is due', () => {
    const clock = new SimulatedClock(START);
    const fired: string[] = [];
    clock.schedule(START + 10, () => fired.push('early'));
    clock.schedule(START + 30, () => fired.push('late'));
    clock.advanceTo(START + 29);
    expect(fired).toEqual(['early']);
    expect([clock.now(), clock.nextAt(), clock.pending]).toEqual([START + 29, START + 30, 1]);
  });

  it('fires what is scheduled for now or the past in turn, not at once', () => {
    const clock = new SimulatedClock(START);
    const fired: string[] = [];
    clock.schedule(START, () => {
      clock.schedule(START - 500, () => fired.push('late comer'));
      fired.push('first');
    });
    clock.schedule(START, () => fired.push('second'));
    expect(fired).toEqual([]);
    clock.advanceBy(0);
    expect(fired).toEqual(['first', 'second', 'late comer']);
  });

  it('does not go back', () => {
    const clock = new SimulatedClock(START);
    expect(() => clock.advanceTo(START - 1)).toThrow(
      expect.objectContaining({ code: 'CLOCK_BACKWARDS' }),
    );
  });

  it('lets an entry be cancelled by an earlier one, and a fired one in vain', () => {
    const clock = new SimulatedClock(START);
    const fired: string[] = [];
    const stopLate = clock.schedule(START + 2, () => fired.push('late'));
    const stopEarly = clock.schedule(START + 1, () => {
      fired.push('early');
      stopLate();
    });
    clock.advanceBy(5);
    stopEarly();
    expect(fired).toEqual(['early']);
    expect(clock.pending).toBe(0);
  });

  it('forgets cancelled entries of a far future', () => {
    const clock = new SimulatedClock(START);
    for (let i = 0; i < 10_000; i++) clock.schedule(START + 1_000_000 + i, () => undefined)();
    clock.schedule(START + 1, () => undefined);
    expect(clock.pending).toBe(1);
    expect(Reflect.get(clock, 'heap')).toHaveProperty('length', expect.any(Number));
    expect((Reflect.get(clock, 'heap') as unknown[]).length).toBeLessThan(1000);
  });

  it('runs until something is so, and says when it never was', () => {
    const clock = new SimulatedClock(START);
    let count = 0;
    const again = (): void => {
      count++;
      if (count < 50) clock.schedule(clock.now() + 10, again);
    };
    again();
    expect(clock.runUntil(() => count === 5)).toBe(true);
    expect(clock.now()).toBe(START + 40);
    expect(clock.runUntil(() => count === 20, START + 100)).toBe(false);
    expect(clock.runUntil(() => count === 51)).toBe(false);
  });

  it('lets promises settle between two instants when asked to', async () => {
    const clock = new SimulatedClock(START);
    const order: string[] = [];
    clock.schedule(START + 1, () => {
      void Promise.resolve().then(() => order.push('promise of the first'));
    });
    clock.schedule(START + 2, () => order.push('second'));
    await clock.settleTo(START + 5, () => new Promise((done) => setImmediate(done)));
    expect(order).toEqual(['promise of the first', 'second']);
    expect(clock.now()).toBe(START + 5);
  });
});
