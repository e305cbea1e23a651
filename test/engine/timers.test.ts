import fc from 'fast-check';
import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import { Timers } from '../../src/engine/timers';

function make(startAt = 0) {
  const clock = new SimulatedClock(startAt);
  const fired: string[] = [];
  const timers = new Timers(clock, (timerId) => fired.push(`${timerId}@${clock.now()}`));
  return { clock, fired, timers };
}

test('a timer that is moved fires at its new time only', () => {
  const { clock, fired, timers } = make();
  timers.set('a', 10);
  timers.set('a', 30);
  timers.set('b', 20);
  timers.set('b', 5);
  clock.advanceTo(100);
  expect(fired).toEqual(['b@5', 'a@30']);
  expect(timers.size).toBe(0);
});

test('a cleared timer does not fire, and may be set again', () => {
  const { clock, fired, timers } = make();
  timers.set('a', 10);
  timers.clear('a');
  clock.advanceTo(20);
  timers.set('a', 30);
  clock.advanceTo(40);
  expect(fired).toEqual(['a@30']);
});

test('overdue timers fire with the next turn, by time, then in the order they were set', () => {
  const { clock, fired, timers } = make(1_000);
  for (const [timerId, at] of [
    ['c', 900],
    ['a', 500],
    ['b', 500],
  ] as const)
    timers.set(timerId, at);
  expect(fired).toEqual([]);
  clock.advanceTo(1_000);
  expect(fired).toEqual(['a@1000', 'b@1000', 'c@1000']);
});

test('after stop nothing fires', () => {
  const { clock, fired, timers } = make();
  timers.set('a', 10);
  timers.stop();
  timers.set('b', 10);
  clock.advanceTo(20);
  expect(fired).toEqual([]);
});

test('a firing may set and clear timers', () => {
  const clock = new SimulatedClock(0);
  const fired: string[] = [];
  const timers = new Timers(clock, (timerId) => {
    fired.push(timerId);
    if (timerId === 'a') {
      timers.clear('b');
      timers.set('c', clock.now());
    }
  });
  timers.set('a', 10);
  timers.set('b', 10);
  clock.advanceTo(10);
  expect(fired).toEqual(['a', 'c']);
});

const change = fc.record({
  timerId: fc.integer({ min: 0, max: 20 }).map(String),
  at: fc.option(fc.integer({ min: 0, max: 1_000 })),
  advanceMs: fc.integer({ min: 0, max: 30 }),
});

test('whatever is set, moved and cleared: each fires once, in time, as a plain map tells', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const clock = new SimulatedClock(0);
      const due = new Map<string, number>();
      const timers = new Timers(clock, (timerId) => {
        expect(due.get(timerId)).toBeLessThanOrEqual(clock.now());
        due.delete(timerId);
      });
      for (const { timerId, at, advanceMs } of changes) {
        if (at === null) {
          timers.clear(timerId);
          due.delete(timerId);
        } else {
          timers.set(timerId, at);
          due.set(timerId, at);
        }
        clock.advanceBy(advanceMs);
        for (const left of due.values())
          expect(left).toBeGreaterThanOrEqual(clock.now() - advanceMs);
      }
      clock.advanceTo(10_000);
      expect(due.size).toBe(0);
    }),
  );
});
