import fc from 'fast-check';
import { computeCalendar, computeCalendars } from '../../src/config/calendar';
import { holidayDates } from '../../src/config/holiday';
import type { CalendarConfig } from '../../src/core/centre';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const ALL = [...DAYS];

const calendar = (over: Partial<CalendarConfig>): CalendarConfig => ({
  calendarId: 'c',
  zone: 'Europe/Berlin',
  weekly: [],
  exceptions: [],
  ...over,
});

/** Open intervals as UTC times, for people to read. */
const open = (config: CalendarConfig, from: string, until: string): string[] =>
  computeCalendar(config, Date.parse(from), Date.parse(until)).open.map((interval) =>
    interval.map((at) => new Date(at).toISOString().slice(0, 16)).join(' '),
  );

describe('opening hours in UTC', () => {
  it('follow the clock on the wall over the change to summer time', () => {
    const config = calendar({ weekly: [{ days: ALL, from: '08:00', to: '18:00' }] });
    expect(open(config, '2026-03-28T00:00Z', '2026-03-30T00:00Z')).toEqual([
      '2026-03-28T07:00 2026-03-28T17:00',
      '2026-03-29T06:00 2026-03-29T16:00',
    ]);
  });

  it('do not happen within the hour that is skipped', () => {
    const config = calendar({ weekly: [{ days: ALL, from: '02:15', to: '02:45' }] });
    expect(open(config, '2026-03-28T22:00Z', '2026-03-29T22:00Z')).toEqual([]);
  });

  it('begin when the skipped hour is over if they began within it', () => {
    const config = calendar({ weekly: [{ days: ALL, from: '02:15', to: '04:00' }] });
    expect(open(config, '2026-03-28T22:00Z', '2026-03-29T22:00Z')).toEqual([
      '2026-03-29T01:00 2026-03-29T02:00',
    ]);
  });

  it('happen twice within the hour that comes twice', () => {
    const config = calendar({ weekly: [{ days: ALL, from: '02:15', to: '02:45' }] });
    expect(open(config, '2026-10-24T22:00Z', '2026-10-25T22:00Z')).toEqual([
      '2026-10-25T00:15 2026-10-25T00:45',
      '2026-10-25T01:15 2026-10-25T01:45',
    ]);
  });

  it('over midnight belong to the day on which they begin', () => {
    const config = calendar({
      weekly: [{ days: ['fri'], from: '22:00', to: '06:00' }],
      zone: 'UTC',
    });
    expect(open(config, '2026-11-20T00:00Z', '2026-11-27T00:00Z')).toEqual([
      '2026-11-20T22:00 2026-11-21T06:00',
    ]);
    // Asked from within them, they are there.
    expect(open(config, '2026-11-21T03:00Z', '2026-11-21T04:00Z')).toEqual([
      '2026-11-21T03:00 2026-11-21T04:00',
    ]);
  });

  it('of a whole week are one interval', () => {
    const config = calendar({ weekly: [{ days: ALL, from: '00:00', to: '24:00' }] });
    expect(open(config, '2026-03-01T00:00Z', '2026-11-01T00:00Z')).toEqual([
      '2026-03-01T00:00 2026-11-01T00:00',
    ]);
  });

  it('are closed on public holidays of the place, unless an exception opens them', () => {
    const config = calendar({
      weekly: [{ days: ALL, from: '08:00', to: '12:00' }],
      holidays: 'DE-NW',
      exceptions: [
        { date: '2026-12-26', open: [{ from: '10:00', to: '11:00' }] },
        { date: '2026-12-28', open: [] },
      ],
    });
    expect(open(config, '2026-12-24T00:00Z', '2026-12-29T00:00Z')).toEqual([
      '2026-12-24T07:00 2026-12-24T11:00',
      '2026-12-26T09:00 2026-12-26T10:00',
      '2026-12-27T07:00 2026-12-27T11:00',
    ]);
    // Fronleichnam is one in NW and none in HH.
    const range = ['2026-06-04T00:00Z', '2026-06-05T00:00Z'] as const;
    expect(open(config, ...range)).toEqual([]);
    expect(open({ ...config, holidays: 'DE-HH' }, ...range)).toHaveLength(1);
  });

  it('know that a holiday of 25 hours is one day', () => {
    const dates = holidayDates('AT', [2025]);
    expect(dates).toContain('2025-10-26');
    expect(dates).not.toContain('2025-10-27');
  });

  it('may be asked for no time at all', () => {
    const config = calendar({ weekly: [{ days: ALL, from: '00:00', to: '24:00' }] });
    expect(computeCalendar(config, 5, 5).open).toEqual([]);
  });

  it('are computed from the day before to so many days ahead', () => {
    const now = Date.UTC(2026, 5, 10, 15);
    const [computed] = computeCalendars({ calendars: [calendar({})] }, now, 3);
    expect(computed).toEqual({
      type: 'calendar.computed',
      calendarId: 'c',
      from: Date.UTC(2026, 5, 9),
      until: Date.UTC(2026, 5, 13),
      open: [],
    });
  });
});

/** The other way round: what the wall shows at an instant, by another library than the one used. */
function isOpenByWall(config: CalendarConfig, at: number): boolean {
  const parts = Object.fromEntries(
    wallOf(config.zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
  const before = new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
  const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
  const today = hoursOn(config, date).some(([from, to]) =>
    to > from ? minute >= from && minute < to : minute >= from,
  );
  return today || hoursOn(config, before).some(([from, to]) => to <= from && minute < to);
}

const walls = new Map<string, Intl.DateTimeFormat>();

function wallOf(timeZone: string): Intl.DateTimeFormat {
  const wall =
    walls.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  walls.set(timeZone, wall);
  return wall;
}

function hoursOn(config: CalendarConfig, date: string): [number, number][] {
  const exception = config.exceptions.find((day) => day.date === date);
  const weekday = DAYS[new Date(date).getUTCDay()];
  const hours =
    exception?.open ?? config.weekly.filter((entry) => entry.days.some((day) => day === weekday));
  return hours.map(({ from, to }) => [minuteOf(from), minuteOf(to)]);
}

const minuteOf = (text: string): number => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};

const clockText = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${digits(Math.floor(quarter / 4))}:${digits(15 * (quarter % 4))}`;
});

const hours = fc
  .record({ from: clockText, to: fc.oneof(clockText, fc.constant('24:00')) })
  .filter(({ from, to }) => from !== to);

/** Changes of the clock: both hemispheres, half an hour, over midnight, and a day left out. */
const CHANGES: readonly (readonly [string, string])[] = [
  ['Europe/Berlin', '2026-03-29T01:00Z'],
  ['Europe/Berlin', '2026-10-25T01:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/St_Johns', '2026-11-01T04:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['America/Havana', '2026-03-08T05:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  ['Asia/Kathmandu', '2026-01-01T00:00Z'],
  ['Atlantic/Azores', '2026-10-25T01:00Z'],
];

it('is open exactly when the wall says so, around every change of the clock', () => {
  const property = fc.property(
    fc.constantFrom(...CHANGES),
    fc.array(fc.record({ days: fc.subarray(ALL, { minLength: 1 }), hours }), { maxLength: 4 }),
    fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.array(hours, { maxLength: 2 })), {
      maxLength: 2,
    }),
    fc.array(fc.integer({ min: -3 * 24 * 12, max: 3 * 24 * 12 }), { minLength: 20 }),
    ([zone, change], weekly, exceptions, offsets) => {
      const at = Date.parse(change);
      const config = calendar({
        zone,
        weekly: weekly.map(({ days, hours: range }) => ({ days, ...range })),
        exceptions: [...new Map(exceptions)].map(([day, open_]) => ({
          date: new Date(at + day * DAY_MS).toISOString().slice(0, 10),
          open: open_,
        })),
      });
      const from = at - 3 * DAY_MS;
      const until = at + 3 * DAY_MS;
      const { open: intervals } = computeCalendar(config, from, until);
      for (const [index, [start, end]] of intervals.entries()) {
        expect(start).toBeLessThan(end);
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeLessThanOrEqual(until);
        const [, before] = intervals[index - 1] ?? [0, -1];
        expect(start).toBeGreaterThan(before);
      }
      // The quarters of an hour at which anything can change, and what lies between.
      for (const offset of offsets) {
        const instant = Math.min(until - 1, Math.max(from, at + offset * 5 * MINUTE_MS));
        const isOpen = intervals.some(([start, end]) => instant >= start && instant < end);
        expect([new Date(instant).toISOString(), isOpen]).toEqual([
          new Date(instant).toISOString(),
          isOpenByWall(config, instant),
        ]);
      }
    },
  );
  fc.assert(property, { numRuns: 150 });
});
