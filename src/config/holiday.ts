import type Holidays from 'date-holidays';
import { DateTime } from 'luxon';
import { suggestion } from './nearest';
import type { Refusal } from './shape-problem';

/** Its tables take 15 MB of memory: they are read when somebody asks for a holiday. */
const lists = (): typeof Holidays => require('date-holidays') as typeof Holidays;

/** `DE`, `DE-NW`, `US-LA-NO`: country, state, region in the words of date-holidays. */
const partsOf = (place: string): [string, string?, string?] =>
  place.split('-') as [string, string?, string?];

/** The list of places, read when it is first asked for. */
let places: Holidays | undefined;

/** null, or COUNTRY_UNKNOWN with what there is. */
export function holidayPlaceRefusal(place: string): Refusal | null {
  const [country, state, region, ...more] = partsOf(place) as string[];
  places ??= new (lists())();
  const all = places;
  const levels: [string | undefined, () => Record<string, string> | undefined][] = [
    [country, () => all.getCountries()],
    [state, () => all.getStates(country ?? '')],
    [region, () => all.getRegions(country ?? '', state ?? '')],
  ];
  for (const [name, list] of levels) {
    if (name === undefined) break;
    const known = Object.keys(list() ?? {});
    if (!known.includes(name)) return refusal(place, name, known);
  }
  return more.length === 0 ? null : refusal(place, more.join('-'), []);
}

function refusal(place: string, name: string, known: readonly string[]): Refusal {
  const listed =
    known.length > 0 && known.length <= 60 ? `one of ${known.join(', ')}` : 'like DE-NW';
  return {
    code: 'COUNTRY_UNKNOWN',
    reason: `the holidays of ${JSON.stringify(place.slice(0, 40))} are not known`,
    remedy: suggestion(name, known, listed),
  };
}

/** A year of a place takes some 50 ms to compute, and never changes. */
const datesByYear = new Map<string, readonly string[]>();
const YEARS_KEPT_MAX = 500;
const HOUR_MS = 3_600_000;

/**
 * Local dates (`YYYY-MM-DD`) of the public holidays of these years. A holiday of several days, or
 * one that begins in the evening, counts with every date that it touches.
 */
export const holidayDates = (place: string, years: readonly number[]): ReadonlySet<string> =>
  new Set(years.flatMap((year) => datesOf(place, year)));

function datesOf(place: string, year: number): readonly string[] {
  const key = `${place} ${year}`;
  const kept = datesByYear.get(key);
  if (kept) return kept;
  const dates = computeDates(place, year);
  if (datesByYear.size >= YEARS_KEPT_MAX) datesByYear.clear();
  datesByYear.set(key, dates);
  return dates;
}

function computeDates(place: string, year: number): readonly string[] {
  const [country, state = '', region = ''] = partsOf(place);
  const holidays = new (lists())(country, state, region).getHolidays(year) ?? [];
  return holidays
    .filter((holiday) => holiday.type === 'public')
    .flatMap((holiday) => {
      // Less an hour: the day on which summer time ends has 25.
      const lengthMs = holiday.end.valueOf() - holiday.start.valueOf() - HOUR_MS;
      const first = DateTime.fromSQL(holiday.date.slice(0, 19), { zone: 'utc' });
      const end = first.plus(lengthMs);
      const dates: string[] = [];
      for (let day = first.startOf('day'); day < end; day = day.plus({ days: 1 })) {
        dates.push(day.toFormat('yyyy-MM-dd'));
      }
      return dates;
    });
}
