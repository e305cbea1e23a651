import { SystemClock, type TimeSource } from '../../src/engine/system-clock';

class SetTime implements TimeSource {
  utcMs = 1_000_000;
  monotonicMs = 50;

  utc(): number {
    return this.utcMs;
  }

  monotonic(): number {
    return this.monotonicMs;
  }

  pass(ms: number): void {
    this.utcMs += ms;
    this.monotonicMs += ms;
  }
}

test('it is UTC while the machine keeps time', () => {
  const source = new SetTime();
  const clock = new SystemClock(source);
  source.pass(1_234);
  expect(clock.now()).toBe(1_001_234);
});

test('after a suspend, or when UTC was corrected forward, it is UTC again at once', () => {
  const source = new SetTime();
  const clock = new SystemClock(source);
  source.utcMs += 3_600_000;
  source.monotonicMs += 10;
  expect(clock.now()).toBe(4_600_000);
});

test('when UTC was set back it goes on, slower, until UTC has caught up', () => {
  const source = new SetTime();
  const clock = new SystemClock(source);
  clock.now();
  source.utcMs -= 1_000;
  let last = clock.now();
  expect(last).toBe(1_000_000);
  for (let step = 0; step < 200; step += 1) {
    source.pass(100);
    const now = clock.now();
    expect(now).toBeGreaterThan(last);
    last = now;
  }
  expect(last).toBe(source.utcMs);
});
