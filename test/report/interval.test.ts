import { isCodedError } from '../../src/port/coded-error';
import { instantText, intervalBounds, type ReportInterval } from '../../src/report/interval';

const HOUR_MS = 3_600_000;

function bounds(from: string, to: string, interval: ReportInterval, zone: string): string[] {
  const span = { from: Date.parse(from), to: Date.parse(to), interval, zone };
  return intervalBounds(span).map((at) => instantText(at, zone));
}

describe('the intervals of a report', () => {
  it('are cut short where the report begins and ends', () => {
    expect(bounds('2026-03-03T10:20:00Z', '2026-03-03T11:05:00Z', '30m', 'UTC')).toEqual([
      '2026-03-03T10:20Z',
      '2026-03-03T10:30Z',
      '2026-03-03T11:00Z',
      '2026-03-03T11:05Z',
    ]);
  });

  it('tell a day of 25 hours, in which one hour is there twice', () => {
    const hours = bounds('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', '1h', 'Europe/Berlin');
    expect(hours).toHaveLength(26);
    expect(hours.slice(2, 5)).toEqual([
      '2026-10-25T02:00+02:00',
      '2026-10-25T02:00+01:00',
      '2026-10-25T03:00+01:00',
    ]);
    const days = bounds('2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'day', 'Europe/Berlin');
    expect(days).toEqual([
      '2026-10-25T00:00+02:00',
      '2026-10-26T00:00+01:00',
      '2026-10-27T00:00+01:00',
    ]);
  });

  it('tell a day of 23 hours, in which one hour is missing', () => {
    const hours = bounds('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', '1h', 'Europe/Berlin');
    expect(hours).toHaveLength(24);
    expect(hours.slice(1, 4)).toEqual([
      '2026-03-29T01:00+01:00',
      '2026-03-29T03:00+02:00',
      '2026-03-29T04:00+02:00',
    ]);
  });

  it('follow a clock that is changed by half an hour, or stands beside full hours', () => {
    expect(
      bounds('2026-04-04T13:30:00Z', '2026-04-04T16:30:00Z', '1h', 'Australia/Lord_Howe'),
    ).toEqual([
      '2026-04-05T00:30+11:00',
      '2026-04-05T01:00+11:00',
      '2026-04-05T02:00+10:30',
      '2026-04-05T03:00+10:30',
    ]);
    expect(bounds('2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z', '1h', 'Asia/Kathmandu')).toEqual([
      '2026-03-03T15:45+05:45',
      '2026-03-03T16:00+05:45',
      '2026-03-03T16:45+05:45',
    ]);
  });

  it('are weeks from Monday and months of their own length', () => {
    expect(bounds('2026-02-25T00:00:00Z', '2026-03-05T00:00:00Z', 'week', 'UTC')).toEqual([
      '2026-02-25T00:00Z',
      '2026-03-02T00:00Z',
      '2026-03-05T00:00Z',
    ]);
    expect(bounds('2026-01-31T23:30:00Z', '2026-03-01T12:00:00Z', 'month', 'UTC')).toEqual([
      '2026-01-31T23:30Z',
      '2026-02-01T00:00Z',
      '2026-03-01T00:00Z',
      '2026-03-01T12:00Z',
    ]);
  });

  it('leave no instant out, in any zone, over any change of clocks', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    for (const zone of zones) {
      for (const interval of ['15m', '1h', 'day'] as const) {
        const span = { from: Date.UTC(2026, 2, 20), to: Date.UTC(2026, 3, 10), interval, zone };
        const all = intervalBounds(span);
        const gaps = all.slice(1).map((at, index) => at - (all[index] ?? 0));
        expect(gaps.every((gap) => gap > 0 && gap <= 25 * HOUR_MS)).toBe(true);
        expect([all[0], all.at(-1)]).toEqual([span.from, span.to]);
      }
    }
  });

  it.each([
    ['REPORT_ZONE', { zone: 'Europe/Nowhere' }],
    ['REPORT_ZONE', { zone: 'local' }],
    ['REPORT_SPAN', { to: 0 }],
    ['REPORT_INTERVALS', { to: Date.UTC(2036, 0, 1) }],
  ])('are refused with %s', (code, wrong) => {
    const span = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 2), zone: 'UTC' };
    let found: unknown;
    try {
      intervalBounds({ ...span, interval: '15m', ...wrong });
    } catch (error) {
      found = error;
    }
    expect(isCodedError(found) && found.code).toBe(code);
  });
});
