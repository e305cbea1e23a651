import { formatDuration, formatWait } from '../../src/cli/duration';
import { formatTime, parseFuture, parseInstant } from '../../src/cli/local-time';

describe('durations', () => {
  test.each([
    [0, '0s'],
    [850, '850ms'],
    [12_400, '12s'],
    [83_000, '1m23s'],
    [3_599_999, '59m59s'],
    [7_500_000, '2h05m'],
    [273_600_000, '3d04h'],
    [-5, '0s'],
  ])('%d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test('a waiting time below a second is no second', () => {
    expect(formatWait(999)).toBe('0s');
  });
});

describe('times', () => {
  // 2026-03-01 12:00 UTC, a Sunday.
  const now = Date.UTC(2026, 2, 1, 12, 0, 0);

  test('are local and say their zone', () => {
    expect(formatTime(now, 'Europe/Berlin')).toBe('2026-03-01 13:00:00 CET');
    expect(formatTime(now, 'UTC')).toBe('2026-03-01 12:00:00 UTC');
  });

  test('without an offset are local', () => {
    expect(parseInstant('2026-03-01T13:00', now, 'Europe/Berlin')).toBe(now);
    expect(parseInstant('2026-03-01T12:00Z', now, 'Europe/Berlin')).toBe(now);
  });

  test('can be named from now', () => {
    const midnight = Date.UTC(2026, 1, 28, 23, 0, 0);
    expect(parseInstant('today', now, 'Europe/Berlin')).toBe(midnight);
    expect(parseInstant('2h', now)).toBe(now - 7_200_000);
    expect(parseInstant('yesterday', now, 'UTC')).toBe(Date.UTC(2026, 1, 28));
    expect(parseInstant('whenever', now)).toBeNull();
    expect(parseFuture('2h', now)).toBe(now + 7_200_000);
    expect(parseFuture('2026-03-02T13:00', now, 'Europe/Berlin')).toBe(now + 86_400_000);
  });
});
