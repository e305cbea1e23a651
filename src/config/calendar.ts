import { DateTime, IANAZone } from 'luxon';
import type { CalendarConfig, Centre } from '../core/centre';
import type { CalendarComputed } from '../core/input';
import { holidayDates } from './holiday';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Half-open, ms. */
type Interval = readonly [number, number];

/** Between two changes of the clock a zone has one offset to UTC. */
interface Stretch {
  readonly from: number;
  readonly until: number;
  readonly offsetMs: number;
}

/**
 * The input `calendar.computed`: when the calendar is open in [from, until), in ms UTC, ascending,
 * neither touching nor overlapping.
 *
 * An instant is open when the clock on the wall shows a time within the hours of a day. So hours
 * within the hour that the change to summer time skips do not happen, and those within the hour
 * that the change back repeats happen twice. Hours over midnight belong to the day on which they
 * begin: that day decides whether it is a holiday or an exception. An exception replaces the hours
 * of its day, a holiday's too.
 */
export function computeCalendar(
  calendar: CalendarConfig,
  from: number,
  until: number,
): CalendarComputed {
  const stretches = stretchesOf(IANAZone.create(calendar.zone), from, until);
  const hours = localHours(calendar, stretches);
  const open = stretches.flatMap((stretch) =>
    hours.flatMap(([start, end]): Interval[] => {
      const first = Math.max(start - stretch.offsetMs, stretch.from);
      const last = Math.min(end - stretch.offsetMs, stretch.until);
      return first < last ? [[first, last]] : [];
    }),
  );
  const { calendarId } = calendar;
  return { type: 'calendar.computed', calendarId, from, until, open: merge(open) };
}

const WEEK_DAYS = 7;
const DAY_INDEX = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

/** Open hours as times on the wall, written as if the wall were in UTC. */
function localHours(calendar: CalendarConfig, stretches: readonly Stretch[]): Interval[] {
  const walls = stretches.flatMap((s) => [s.from + s.offsetMs, s.until + s.offsetMs]);
  if (walls.length === 0) return [];
  // One day more before, for hours that run over midnight.
  const first = Math.floor(Math.min(...walls) / DAY_MS) - 1;
  const last = Math.floor(Math.max(...walls) / DAY_MS);
  const exceptions = new Map(calendar.exceptions.map((day) => [day.date, day.open]));
  const holidays = calendar.holidays
    ? holidayDates(calendar.holidays, yearsOf(first, last))
    : new Set<string>();
  const intervals: Interval[] = [];
  for (let day = first; day <= last; day++) {
    const midnight = DateTime.fromMillis(day * DAY_MS, { zone: 'utc' });
    const date = midnight.toFormat('yyyy-MM-dd');
    const weekly = holidays.has(date)
      ? []
      : calendar.weekly.filter((w) => w.days.some((d) => DAY_INDEX[d] === midnight.weekday));
    for (const { from, to } of exceptions.get(date) ?? weekly) {
      intervals.push(onDay(day * DAY_MS, from, to));
    }
  }
  return intervals;
}

function onDay(midnight: number, from: string, to: string): Interval {
  const start = midnight + clockMs(from);
  const end = midnight + clockMs(to);
  return [start, end > start ? end : end + DAY_MS];
}

/** `HH:MM` in ms since midnight; `24:00` is a whole day. */
function clockMs(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours ?? 0) * HOUR_MS + (minutes ?? 0) * MINUTE_MS;
}

function yearsOf(firstDay: number, lastDay: number): number[] {
  const year = (day: number): number => DateTime.fromMillis(day * DAY_MS, { zone: 'utc' }).year;
  const years: number[] = [];
  // A holiday of several days may begin in the year before.
  for (let next = year(firstDay - WEEK_DAYS); next <= year(lastDay); next++) years.push(next);
  return years;
}

/** No zone has changed its clock twice within so short a time. */
const PROBE_MS = 6 * HOUR_MS;

function stretchesOf(zone: IANAZone, from: number, until: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const offsetAt = (at: number): number => zone.offset(at) * MINUTE_MS;
  let start = from;
  for (let at = from; at < until; ) {
    const next = Math.min(at + PROBE_MS, until);
    if (offsetAt(next) !== offsetAt(start) && next > start) {
      const change = bisect(offsetAt, at, next);
      stretches.push({ from: start, until: change, offsetMs: offsetAt(start) });
      start = change;
      at = change;
    } else at = next;
  }
  if (start < until) stretches.push({ from: start, until, offsetMs: offsetAt(start) });
  return stretches;
}

/** The first instant after `low` with another offset than at `low`; `high` has another. */
function bisect(offsetAt: (at: number) => number, low: number, high: number): number {
  const offset = offsetAt(low);
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) before = middle;
    else after = middle;
  }
  return after;
}

function merge(intervals: readonly Interval[]): Interval[] {
  const merged: [number, number][] = [];
  for (const [from, until] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], until);
    else merged.push([from, until]);
  }
  return merged;
}

/** The hours of every calendar, from the day before `now` to `days` after it. */
export const computeCalendars = (
  centre: Pick<Centre, 'calendars'>,
  now: number,
  days: number,
): readonly CalendarComputed[] => {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const [from, until] = [today - DAY_MS, today + days * DAY_MS];
  return centre.calendars.map((calendar) => computeCalendar(calendar, from, until));
};
