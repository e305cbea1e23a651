import type { CalendarComputed } from '../input';

/**
 * When a calendar that is open closes, or when one that is closed did last (ms, UTC). An instant
 * of which nothing was computed counts as the end.
 */
export function closingAt(calendar: CalendarComputed | undefined, at: number): number {
  if (!calendar || at < calendar.from) return at;
  const begun = calendar.open.filter(([start]) => start <= at);
  return begun.at(-1)?.[1] ?? calendar.from;
}

/** When a calendar opens next after an instant (ms, UTC), as far as it was computed. */
export const openingAt = (calendar: CalendarComputed | undefined, at: number): number | undefined =>
  calendar?.open.find(([start]) => start > at)?.[0];

/**
 * Whether a calendar is open at an instant (ms, UTC). null: the instant lies outside of what was
 * computed. Boundaries: open from the first millisecond on, closed at the last.
 */
export function isOpen(calendar: CalendarComputed | undefined, at: number): boolean | null {
  if (!calendar || at < calendar.from || at >= calendar.until) return null;
  let low = 0;
  let high = calendar.open.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [start, end] = calendar.open[middle] as readonly [number, number];
    if (at < start) high = middle;
    else if (at >= end) low = middle + 1;
    else return true;
  }
  return false;
}
