import { z } from 'zod';
import type { QueueConfig } from '../../core/centre';
import { refine } from '../shape-problem';
import { duration, idRefusal, wholeNumber } from './text-value';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** The keys of a queue about what agents do, or fail to do, around a call. */
export const wrapUpKeys = {
  wrapUpMax: duration({ min: 0, max: HOUR_MS }).optional(),
  dispositions: z.array(z.string().superRefine(refine(idRefusal))).optional(),
  dispositionRequired: z.enum(['true', 'false']).optional(),
  ringNoAnswer: z
    .strictObject({
      action: z.enum(['break', 'log-out', 'stay']).prefault('break'),
      after: wholeNumber({ min: 1, max: 100 }).prefault('1'),
      retryAfter: duration({ min: SECOND_MS, max: HOUR_MS }).prefault('5s'),
    })
    .optional(),
};

type Written = z.output<z.ZodObject<typeof wrapUpKeys>>;

type WrapUpConfig = Pick<
  QueueConfig,
  'wrapUpMaxMs' | 'dispositions' | 'dispositionRequired' | 'ringNoAnswer'
>;

export function wrapUpOf(written: Written): WrapUpConfig {
  const { wrapUpMax, dispositions, dispositionRequired, ringNoAnswer } = written;
  return {
    ...(wrapUpMax !== undefined && { wrapUpMaxMs: wrapUpMax }),
    ...(dispositions && { dispositions: [...new Set(dispositions)] }),
    ...(dispositionRequired === 'true' && { dispositionRequired: true }),
    ...(ringNoAnswer && {
      ringNoAnswer: {
        action: ringNoAnswer.action,
        after: ringNoAnswer.after,
        retryAfterMs: ringNoAnswer.retryAfter,
      },
    }),
  };
}
