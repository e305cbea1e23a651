import { DateTime } from 'luxon';
import { parseDuration } from '../config/duration';

/** `2026-03-01 14:05:09 CET`: local time with its zone. `zone`: IANA name; else the machine's. */
export const formatTime = (at: number, zone?: string): string =>
  inZone(at, zone).setLocale('en-GB').toFormat('yyyy-LL-dd HH:mm:ss ZZZZ');

/** `14:05:09`: where the day and the zone stand in a heading. */
export const formatClock = (at: number, zone?: string): string =>
  inZone(at, zone).toFormat('HH:mm:ss');

/** The zone's short name at that instant, `CET` or `GMT+3`. */
export const zoneName = (at: number, zone?: string): string =>
  inZone(at, zone).setLocale('en-GB').toFormat('ZZZZ');

const inZone = (at: number, zone?: string): DateTime =>
  DateTime.fromMillis(at, { zone: zone ?? 'local' });

/**
 * Reads an instant as people write it: ISO 8601 (without an offset: local time), a date, `today`,
 * `yesterday`, `now`, or a duration back from now (`2h`, `7d`). null when it is none of these.
 */
export const parseInstant = (text: string, now: number, zone?: string): number | null =>
  instantOf(text, { now, zone, durations: -1 });

/** The same for what is to come: a duration is one from now on (`2h`: in two hours). */
export const parseFuture = (text: string, now: number, zone?: string): number | null =>
  instantOf(text, { now, zone, durations: 1 });

interface Reading {
  readonly now: number;
  readonly zone: string | undefined;
  /** To which side of now they lead. */
  readonly durations: 1 | -1;
}

function instantOf(text: string, { now, zone, durations }: Reading): number | null {
  const today = inZone(now, zone).startOf('day');
  if (text === 'now') return now;
  if (text === 'today') return today.toMillis();
  if (text === 'yesterday') return today.minus({ days: 1 }).toMillis();
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return now + durations * durationMs;
  const parsed = DateTime.fromISO(text, { zone: zone ?? 'local' });
  return parsed.isValid ? parsed.toMillis() : null;
}
