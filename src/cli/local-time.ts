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
export function parseInstant(text: string, now: number, zone?: string): number | null {
  const today = inZone(now, zone).startOf('day');
  if (text === 'now') return now;
  if (text === 'today') return today.toMillis();
  if (text === 'yesterday') return today.minus({ days: 1 }).toMillis();
  const backMs = parseDuration(text);
  if (backMs !== undefined) return now - backMs;
  const parsed = DateTime.fromISO(text, { zone: zone ?? 'local' });
  return parsed.isValid ? parsed.toMillis() : null;
}
