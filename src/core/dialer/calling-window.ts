import type { CalendarConfig } from '../centre';
import type { CalendarComputed } from '../input';
import { isOpen, openingAt } from '../ivr/opening-hours';
import type { LawId, LawProfile } from './law-profile';

/** The calendar in which a profile's hours of a time zone arrive. */
export const hoursCalendarId = (profileId: LawId, zone: string): string =>
  `hours:${profileId}:${zone}`;

/**
 * A profile's hours as a calendar of one zone, for whoever computes calendars; undefined where the
 * profile has none. Holidays are those of the whole country: in which of its states somebody lives
 * a number does not tell. A campaign that wants a state's, too, names a calendar of its own.
 */
export function callingHours(profile: LawProfile, zone: string): CalendarConfig | undefined {
  const { hours } = profile;
  if (!hours) return undefined;
  return {
    calendarId: hoursCalendarId(profile.profileId, zone),
    zone,
    weekly: hours.weekly.map(({ days, from, to }) => ({ days: [...days], from, to })),
    ...(hours.holidays !== undefined && { holidays: hours.holidays }),
    exceptions: [],
  };
}

/** null: every calendar is open. Else whether one is unknown, or closed and until when. */
export type WindowVerdict =
  | { readonly clause: 'window-unknown' }
  | { readonly clause: 'window-closed'; readonly until: number };

/**
 * Whether a call may be started at an instant (ms, UTC): all calendars have to be open then. The
 * end of a window is for starting a call, a line that rings already goes on. `until` is the first
 * instant at which all of them are open; where none is known, the end of what is known.
 */
export function windowVerdict(
  calendars: readonly (CalendarComputed | undefined)[],
  at: number,
): WindowVerdict | null {
  const known = calendars.flatMap((calendar) => calendar ?? []);
  const states = known.map((calendar) => isOpen(calendar, at));
  if (known.length < calendars.length || states.includes(null)) return { clause: 'window-unknown' };
  if (!states.includes(false)) return null;
  return { clause: 'window-closed', until: nextOpening(known, at) };
}

/** The first instant after `at` at which all are open, or at which one is not known any more. */
function nextOpening(calendars: readonly CalendarComputed[], at: number): number {
  const end = Math.min(...calendars.map(({ until }) => until));
  let next = at;
  while (next < end) {
    const closed = calendars.filter((calendar) => isOpen(calendar, next) !== true);
    if (closed.length === 0) return next;
    // None of them opens before the last of these does.
    next = Math.max(...closed.map((calendar) => openingAt(calendar, next) ?? end));
  }
  return end;
}
