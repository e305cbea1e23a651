import { z } from 'zod';
import { URGENCY_CURVES, type UrgencyConfig } from '../../core/queue/urgency';
import { decimal, duration } from './text-value';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** How the waits of a queue count when an agent may serve several. */
export const urgencySchema = z
  .strictObject({
    curve: z.enum(URGENCY_CURVES).optional(),
    weight: decimal({ min: 0.1, max: 10 }).optional(),
    priorityWorth: duration({ min: 0, max: 24 * HOUR_MS }).optional(),
    target: duration({ min: SECOND_MS, max: HOUR_MS }).optional(),
  })
  .optional();

/** A key that is not written stays absent: the core knows what it means then. */
export function urgencyPartOf(written: z.output<typeof urgencySchema>): {
  readonly urgency?: UrgencyConfig;
} {
  if (!written) return {};
  const { curve, weight, priorityWorth, target } = written;
  return {
    urgency: {
      ...(curve && { curve }),
      ...(weight !== undefined && { weight }),
      ...(priorityWorth !== undefined && { priorityWorthMs: priorityWorth }),
      ...(target !== undefined && { targetMs: target }),
    },
  };
}
