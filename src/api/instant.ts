import { DateTime } from 'luxon';
import { z } from 'zod';

/**
 * An instant in a query: ms since the epoch, or ISO 8601 with an offset (`2026-11-22T08:00:00Z`,
 * `…+01:00`); a date alone is its midnight in UTC. A time without an offset is refused: it would
 * mean another instant on each machine.
 */
export const instant = z
  .string()
  .max(40)
  // A plus that was not encoded arrives as a space.
  .transform((text) => text.trim().replace(/ (?=\d\d:\d\d$)/, '+'))
  .refine((text) => parseInstant(text) !== undefined, {
    message: 'ms since the epoch, or ISO 8601 with an offset: 2026-11-22T08:00:00Z',
  })
  .transform((text) => parseInstant(text) ?? 0);

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})$/;

function parseInstant(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  if (!ISO_DATE.test(text) && !ISO_INSTANT.test(text)) return undefined;
  const parsed = DateTime.fromISO(text, { zone: 'utc' });
  return parsed.isValid ? parsed.toMillis() : undefined;
}
