import { DateTime, IANAZone } from 'luxon';
import { CodedError } from '../port/coded-error';

export const REPORT_INTERVALS = ['15m', '30m', '1h', 'day', 'week', 'month', 'all'] as const;

export type ReportInterval = (typeof REPORT_INTERVALS)[number];

/** What a report covers: [from, to) in ms since the epoch (UTC), cut in an IANA zone. */
export interface ReportSpan {
  readonly from: number;
  readonly to: number;
  readonly interval: ReportInterval;
  readonly zone: string;
}

/** A month of quarters of an hour; more are no report that anybody reads. */
const INTERVALS_MAX = 3_000;
const MINUTE_MS = 60_000;

/**
 * Where the intervals begin, and at the end `to`: the first and the last may be cut short. A day
 * of a change of clocks has 23 or 25 hours, and each of its hours is there once for every time
 * that the clock shows it.
 *
 * @throws CodedError REPORT_ZONE, REPORT_SPAN, REPORT_INTERVALS
 */
export function intervalBounds({ from, to, interval, zone }: ReportSpan): readonly number[] {
  // `local` would be another zone on each machine.
  if (!IANAZone.isValidZone(zone)) {
    const remedy = 'Name a zone of the IANA list: Europe/Berlin, America/New_York, UTC.';
    throw new CodedError('REPORT_ZONE', `There is no time zone "${zone}".`, remedy);
  }
  if (from >= to) {
    const remedy = 'Give a span that begins before it ends.';
    throw new CodedError('REPORT_SPAN', 'The report would cover no time at all.', remedy);
  }
  const bounds = [from];
  for (let at = nextBound(from, interval, zone); at < to; at = nextBound(at, interval, zone)) {
    bounds.push(at);
    if (bounds.length <= INTERVALS_MAX) continue;
    const remedy = 'Ask for longer intervals or for less time.';
    const what = `The report would have more than ${INTERVALS_MAX} intervals.`;
    throw new CodedError('REPORT_INTERVALS', what, remedy);
  }
  return [...bounds, to];
}

/** The first instant after this one at which an interval begins. */
function nextBound(at: number, interval: ReportInterval, zone: string): number {
  const local = DateTime.fromMillis(at, { zone });
  switch (interval) {
    case '15m':
      return nextMinutes(local, 15);
    case '30m':
      return nextMinutes(local, 30);
    case '1h':
      return nextMinutes(local, 60);
    case 'day':
      return local.startOf('day').plus({ days: 1 }).startOf('day').toMillis();
    case 'week':
      return local.startOf('week').plus({ weeks: 1 }).startOf('day').toMillis();
    case 'month':
      return local.startOf('month').plus({ months: 1 }).startOf('day').toMillis();
    case 'all':
      return Number.POSITIVE_INFINITY;
  }
}

/** Where clocks are put by half an hour, the interval goes on to where they show a full one. */
function nextMinutes(local: DateTime, minutes: number): number {
  const stepMs = minutes * MINUTE_MS;
  const at = local.toMillis();
  const next = at + stepMs - (wallMs(local) % stepMs);
  const excess = wallMs(local.plus({ milliseconds: next - at })) % stepMs;
  return excess === 0 ? next : next + stepMs - excess;
}

/** What the clock on the wall shows, as if it were UTC. */
const wallMs = (local: DateTime): number => local.toMillis() + local.offset * MINUTE_MS;

/** `2026-10-25T02:00+01:00`: an instant as the zone writes it. */
export const instantText = (at: number, zone: string): string =>
  DateTime.fromMillis(at, { zone }).toISO({ suppressMilliseconds: true, suppressSeconds: true }) ??
  String(at);

/** Whether a day of the zone begins then. */
export const isDayStart = (at: number, zone: string): boolean =>
  IANAZone.isValidZone(zone) && DateTime.fromMillis(at, { zone }).startOf('day').toMillis() === at;
