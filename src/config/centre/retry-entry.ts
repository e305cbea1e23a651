import { z } from 'zod';
import {
  type AfterTalk,
  RETRY_DEFAULTS,
  type RetryRule,
  type RetryRules,
} from '../../core/dialer/retry';
import { duration, nameText, truth, wholeNumber } from './text-value';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** Shorter, a busy line would be called while the same talk goes on. */
const AFTER = { min: 10 * SECOND_MS, max: 90 * DAY_MS };
const ATTEMPTS_MAX = 100;
const DISPOSITIONS_MAX = 100;

const AFTER_TALK = [
  'done',
  'refused',
  'do-not-call',
  'wrong-number',
  'machine',
  'retry',
  'callback',
] as const satisfies readonly AfterTalk[];

/** What is not written stays as it is by default. */
const ruleSchema = z.strictObject({
  max: wholeNumber({ min: 0, max: ATTEMPTS_MAX }).optional(),
  after: duration(AFTER).optional(),
  nextNumber: truth.optional(),
  varyTime: truth.optional(),
});

const rule = ruleSchema.optional();

/** Results after which somebody may be called again; after a talk its disposition says it. */
const resultsSchema = z.strictObject({
  dropped: rule,
  'hung-up': rule,
  machine: rule,
  busy: rule,
  'no-answer': rule,
  rejected: rule,
  unreachable: rule,
  congestion: rule,
  failed: rule,
  unknown: rule,
});

type Retried = keyof z.output<typeof resultsSchema>;

const RETRIED = Object.keys(resultsSchema.shape) as readonly Retried[];

/** `retry:` of a campaign: who is called again, when, and at which number. */
export const retrySchema = z.strictObject({
  max: wholeNumber({ min: 1, max: ATTEMPTS_MAX }).optional(),
  nextNumberAfter: duration(AFTER).optional(),
  varyBy: duration({ min: 0, max: 6 * HOUR_MS }).optional(),
  results: resultsSchema.prefault({}),
  dispositions: z
    .record(nameText, z.enum(AFTER_TALK, `one of ${AFTER_TALK.join(', ')}`))
    .refine((all) => Object.keys(all).length <= DISPOSITIONS_MAX, 'too many of them')
    .prefault({}),
  talkedAgainAfter: duration(AFTER).optional(),
});

type Written = z.output<typeof retrySchema>;

/** The rules of a campaign: the defaults, with what it says itself. */
export function retryOf(written: Written): RetryRules {
  const after = { ...RETRY_DEFAULTS.after };
  for (const result of RETRIED) after[result] = ruleOf(after[result], written.results[result]);
  return {
    after,
    dispositions: { ...written.dispositions },
    talkedAgainAfterMs: written.talkedAgainAfter ?? RETRY_DEFAULTS.talkedAgainAfterMs,
    nextNumberAfterMs: written.nextNumberAfter ?? RETRY_DEFAULTS.nextNumberAfterMs,
    attemptsMax: written.max ?? RETRY_DEFAULTS.attemptsMax,
    varyByMs: written.varyBy ?? RETRY_DEFAULTS.varyByMs,
  };
}

const ruleOf = (usual: RetryRule, written: z.output<typeof ruleSchema> = {}): RetryRule => ({
  max: written.max ?? usual.max,
  afterMs: written.after ?? usual.afterMs,
  nextNumber: written.nextNumber ?? usual.nextNumber,
  vary: written.varyTime ?? usual.vary,
});
