import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { CalendarConfig } from '../../core/centre';
import { holidayPlaceRefusal } from '../holiday';
import { type Refusal, refine } from '../shape-problem';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Day = (typeof DAYS)[number];

const isDay = (text: string): text is Day => (DAYS as readonly string[]).includes(text);

/** `mon-fri`, `sat`, `mon, wed, fri-sun`; a range may run over the end of the week. */
export function parseDays(text: string): readonly Day[] | null {
  const days = new Set<Day>();
  for (const part of text.split(',')) {
    const [first = '', last = first, ...more] = part.trim().toLowerCase().split('-');
    if (!isDay(first) || !isDay(last) || more.length > 0) return null;
    for (let index = DAYS.indexOf(first); ; index++) {
      const day: Day = DAYS[index % DAYS.length] ?? last;
      days.add(day);
      if (day === last) break;
    }
  }
  return DAYS.filter((day) => days.has(day));
}

interface Hours {
  readonly from: string;
  readonly to: string;
}

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)\s*-\s*(([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** `08:00-18:00`; over midnight: `22:00-06:00`; to its end: `08:00-24:00`. */
function hoursRefusal(text: string): Refusal | null {
  const { from, to } = hoursOf(text);
  if (HOURS.test(text) && from !== to) return null;
  return {
    code: 'HOURS_INVALID',
    reason: `${JSON.stringify(text.slice(0, 40))} are no hours`,
    remedy: from === to ? 'the whole day is 00:00-24:00' : 'like 08:00-18:00 or 22:00-06:00',
  };
}

function hoursOf(text: string): Hours {
  const [from = '', to = ''] = text.split('-').map((part) => part.trim());
  return { from, to };
}

const hours = z.string().superRefine(refine(hoursRefusal)).transform(hoursOf);

const severalHours = z
  .union([z.string().transform((text) => [text]), z.array(z.string()).max(12)])
  .pipe(z.array(hours));

const hoursOrClosed = z
  .union([
    z.string().transform((text) => (text === 'closed' ? [] : [text])),
    z.array(z.string()).max(12),
  ])
  .pipe(z.array(hours));

const days = z
  .string()
  .superRefine(
    refine((text: string) =>
      parseDays(text)
        ? null
        : {
            code: 'DAYS_INVALID',
            reason: `${JSON.stringify(text.slice(0, 40))} are no days`,
            remedy: 'like mon-fri, or sat, sun',
          },
    ),
  )
  .transform((text) => parseDays(text) ?? []);

export const zone = z.string().superRefine(
  refine((name: string) =>
    IANAZone.isValidZone(name)
      ? null
      : {
          code: 'ZONE_UNKNOWN',
          reason: `there is no time zone ${JSON.stringify(name.slice(0, 40))}`,
          remedy: 'an IANA name, like Europe/Berlin',
        },
  ),
);

const date = z.string().superRefine(
  refine((text: string) =>
    z.iso.date().safeParse(text).success
      ? null
      : {
          code: 'DATE_INVALID',
          reason: `${JSON.stringify(text.slice(0, 40))} is no day of the calendar`,
          remedy: 'year-month-day, like 2026-12-24',
        },
  ),
);

export const calendarSchema = z.strictObject({
  zone,
  weekly: z
    .array(z.strictObject({ days, hours: severalHours }))
    .max(50)
    .prefault([]),
  holidays: z.string().superRefine(refine(holidayPlaceRefusal)).optional(),
  /** By date: hours, or `closed`. */
  exceptions: z.record(date, hoursOrClosed).prefault({}),
});

export function calendarOf(
  calendarId: string,
  written: z.output<typeof calendarSchema>,
): CalendarConfig {
  return {
    calendarId,
    zone: written.zone,
    weekly: written.weekly.flatMap((entry) =>
      entry.hours.map(({ from, to }) => ({ days: [...entry.days], from, to })),
    ),
    ...(written.holidays === undefined ? {} : { holidays: written.holidays }),
    exceptions: Object.entries(written.exceptions)
      .map(([day, open]) => ({ date: day, open }))
      .sort((a, b) => (a.date < b.date ? -1 : 1)),
  };
}
