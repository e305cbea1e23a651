import Holidays from 'date-holidays';
import { DateTime } from 'luxon';
import { suggestion } from './nearest';
import type { Refusal } from './shape-problem';

/** `DE`, `DE-NW`, `US-LA-NO`: country, state, region in the words of date-holidays. */
const partsOf = (place: string): [string, string?, string?] =>
  place.split('-') as [string, string?, string?];

/** null, or COUNTRY_UNKNOWN with what there is. */
export function holidayPlaceRefusal(place: string): Refusal | null {
  const [country, state, region, ...more] = partsOf(place) as string[];
  const all = new Holidays();
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

/**
 * Local dates (`YYYY-MM-DD`) of the public holidays of these years. A holiday of several days, or
 * one that begins in the evening, counts with every date that it touches.
 */
export function holidayDates(place: string, years: readonly number[]): ReadonlySet<string> {
  const [country, state = '', region = ''] = partsOf(place);
  const calendar = new Holidays(country, state, region);
  const dates = new Set<string>();
  for (const year of years) {
    for (const holiday of calendar.getHolidays(year) ?? []) {
      if (holiday.type !== 'public') continue;
      const lengthMs = holiday.end.valueOf() - holiday.start.valueOf();
      const first = DateTime.fromSQL(holiday.date.slice(0, 19), { zone: 'utc' });
      const end = first.plus(lengthMs);
      for (let day = first.startOf('day'); day < end; day = day.plus({ days: 1 })) {
        dates.add(day.toFormat('yyyy-MM-dd'));
      }
    }
  }
  return dates;
}
