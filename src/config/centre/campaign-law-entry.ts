import { z } from 'zod';
import type { CampaignLaw } from '../../core/dialer/campaign-law';
import { LAW_IDS } from '../../core/dialer/law-profile';
import type { RetryRules } from '../../core/dialer/retry';
import type { Known } from './known';
import { numberText } from './number-text';
import { decimal, duration, idText, reference, wholeNumber } from './text-value';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PREFIXES_MAX = 200;

const prefixes = z
  .array(
    z
      .string()
      .transform(numberText)
      .pipe(z.string().regex(/^\+[1-9]\d{0,14}$/, 'how numbers begin, from the + on')),
  )
  .max(PREFIXES_MAX);

const cap = wholeNumber({ min: 1, max: 1_000 }).optional();

/** `law:` of a campaign: by whose rules it dials, and what it asks of itself beside them. */
export const campaignLawSchema = (known: Known) =>
  z.strictObject({
    profiles: z.array(z.enum(LAW_IDS, `one of ${LAW_IDS.join(', ')}`)).prefault([]),
    hours: reference(known, 'calendar').pipe(idText).optional(),
    attempts: z
      .strictObject({ perDay: cap, perWeek: cap, per30Days: cap, perCampaign: cap })
      .prefault({}),
    gap: duration({ min: 0, max: 30 * DAY_MS }).prefault('1h'),
    allow: prefixes.min(1, 'a prefix is missing: without one nobody could be called'),
    deny: prefixes.prefault([]),
    falsePositivePct: decimal({ min: 0, max: 100 }).prefault('3'),
  });

type Written = z.output<ReturnType<typeof campaignLawSchema>>;

export function campaignLawOf(written: Written, retry: RetryRules): CampaignLaw {
  const { perDay, perWeek, per30Days, perCampaign } = written.attempts;
  return {
    profileIds: [...new Set(written.profiles)],
    ...(written.hours !== undefined && { calendarId: written.hours }),
    attempts: {
      ...(perDay !== undefined && { perDay }),
      ...(perWeek !== undefined && { perWeek }),
      ...(per30Days !== undefined && { per30Days }),
      ...(perCampaign !== undefined && { perCampaign }),
    },
    gapMs: written.gap,
    numbers: { allow: written.allow, deny: written.deny },
    retry,
    falsePositivePct: written.falsePositivePct,
  };
}
