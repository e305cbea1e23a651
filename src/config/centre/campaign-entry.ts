import { DateTime } from 'luxon';
import { z } from 'zod';
import {
  type CampaignConfig,
  DIAL_MODES,
  type PacingBounds,
  type PacingSettings,
} from '../../core/dialer/campaign-config';
import { type Refusal, refine } from '../shape-problem';
import { campaignLawOf, campaignLawSchema } from './campaign-law-entry';
import type { Known } from './known';
import { numberText } from './number-text';
import { retryOf, retrySchema } from './retry-entry';
import { decimal, duration, idText, nameText, reference, truth, wholeNumber } from './text-value';

const SECOND_MS = 1000;

/** With an offset: whose evening it is must not be guessed. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

function instantRefusal(text: string): Refusal | null {
  if (INSTANT.test(text) && DateTime.fromISO(text).isValid) return null;
  return {
    code: 'DATE_INVALID',
    reason: `${JSON.stringify(text.slice(0, 40))} is no instant`,
    remedy: 'a day, a time and an offset, like 2027-03-31T20:00+02:00',
  };
}

const instant = z
  .string()
  .superRefine(refine(instantRefusal))
  .transform((text) => DateTime.fromISO(text).toMillis());

const mode = z.enum(DIAL_MODES, `one of ${DIAL_MODES.join(', ')}`);

/** `pacing:` of a campaign: where it begins, and between what a supervisor may change it. */
const pacing = z.strictObject({
  mode: mode.prefault('progressive'),
  modes: z.array(mode).min(1, 'at least one mode').optional(),
  linesPerAgent: decimal({ min: 1, max: 10 }).prefault('2'),
  linesPerAgentMax: decimal({ min: 1, max: 10 }).optional(),
  ratio: decimal({ min: 1, max: 10 }).prefault('1'),
  ratioMax: decimal({ min: 1, max: 10 }).optional(),
  abandonPct: decimal({ min: 0, max: 5 }).optional(),
  abandonMaxPct: decimal({ min: 0, max: 5 }).prefault('3'),
});

/** One entry of `campaigns:`. */
export const campaignSchema = (known: Known) =>
  z.strictObject({
    client: reference(known, 'client').pipe(idText),
    name: nameText,
    queue: reference(known, 'queue').pipe(idText),
    providers: z.array(reference(known, 'provider')).min(1).optional(),
    priority: wholeNumber({ min: 0, max: 100 }).prefault('10'),
    switch: reference(known, 'switch').pipe(idText),
    trunk: idText,
    callerNumber: z.string().regex(/^\+?[\d\s()/-]{3,32}$/, 'a telephone number'),
    language: z.enum(['de', 'en'], 'de or en').prefault('en'),
    startsAt: instant.optional(),
    endsAt: instant,
    onDrop: reference(known, 'flow').pipe(idText),
    machineDetection: truth.prefault('false'),
    onMachine: reference(known, 'flow').pipe(idText).optional(),
    ringTimeout: duration({ min: 15 * SECOND_MS, max: 60 * SECOND_MS }).prefault('25s'),
    linesMax: wholeNumber({ min: 1, max: 10_000 }),
    callsPerSecondMax: wholeNumber({ min: 1, max: 1_000 }).prefault('10'),
    hopperMax: wholeNumber({ min: 10, max: 2_000 }).prefault('500'),
    previewSkipsPerHour: wholeNumber({ min: 0, max: 1_000 }).optional(),
    pacing: pacing.prefault({}),
    law: campaignLawSchema(known),
    retry: retrySchema.prefault({}),
  });

type Written = z.output<ReturnType<typeof campaignSchema>>;

export const campaignOf = (campaignId: string, written: Written): CampaignConfig => ({
  campaignId,
  clientId: written.client,
  name: written.name,
  queueId: written.queue,
  ...(written.providers && { providerIds: [...new Set(written.providers)].sort() }),
  priority: written.priority,
  switchId: written.switch,
  trunk: written.trunk,
  callerNumber: numberText(written.callerNumber),
  language: written.language,
  ...(written.startsAt !== undefined && { startsAt: written.startsAt }),
  endsAt: written.endsAt,
  dropFlowId: written.onDrop,
  machineDetection: written.machineDetection,
  ...(written.onMachine !== undefined && { machineFlowId: written.onMachine }),
  ringTimeoutMs: written.ringTimeout,
  linesMax: written.linesMax,
  callsPerSecondMax: written.callsPerSecondMax,
  hopperMax: written.hopperMax,
  ...(written.previewSkipsPerHour !== undefined && {
    previewSkipsPerHourMax: written.previewSkipsPerHour,
  }),
  pacing: settingsOf(written.pacing),
  bounds: boundsOf(written.pacing),
  law: campaignLawOf(written.law, retryOf(written.retry)),
});

const settingsOf = (written: Written['pacing']): PacingSettings => ({
  mode: written.mode,
  linesPerAgentMax: written.linesPerAgent,
  ratio: written.ratio,
  abandonMaxPct: written.abandonPct ?? written.abandonMaxPct,
});

/** What is not named is agreed as it stands: no supervisor goes beyond it. */
const boundsOf = (written: Written['pacing']): PacingBounds => ({
  modes: [...new Set([written.mode, ...(written.modes ?? [])])],
  linesPerAgentMax: Math.max(written.linesPerAgent, written.linesPerAgentMax ?? 0),
  ratioMax: Math.max(written.ratio, written.ratioMax ?? 0),
  abandonMaxPct: written.abandonMaxPct,
});
