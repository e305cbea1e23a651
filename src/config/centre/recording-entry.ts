import { z } from 'zod';
import type { QueueConfig } from '../../core/centre';
import type { RecordingPolicy } from '../../core/recording/recording-policy';
import type { Known } from './known';
import { duration, reference, truth, wholeNumber } from './text-value';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** `ask` where nothing is said: in Germany recording without the caller's leave is a crime. */
const recordingSchema = z
  .strictObject({
    mode: z.enum(['off', 'all', 'share', 'on-demand']),
    share: wholeNumber({ min: 1, max: 100 }).optional(),
    consent: z.enum(['none', 'announce', 'ask']).prefault('ask'),
    maxLength: duration({ min: SECOND_MS, max: 24 * HOUR_MS }).prefault('1h'),
    pauseOnHold: truth.prefault('true'),
  })
  .refine(({ mode, share }) => (mode === 'share') === (share !== undefined), {
    path: ['share'],
    message: 'mode "share" and the key "share" (percent of the calls) belong together',
  });

const surveySchema = (known: Known) =>
  z.strictObject({
    flow: reference(known, 'flow'),
    share: wholeNumber({ min: 1, max: 100 }).prefault('100'),
  });

/** The keys of a queue about recordings, and about what callers are asked afterwards. */
export const recordingKeys = (known: Known) => ({
  recording: recordingSchema.optional(),
  survey: surveySchema(known).optional(),
});

type Written = z.output<z.ZodObject<ReturnType<typeof recordingKeys>>>;

export const recordingOf = ({
  recording,
  survey,
}: Written): Pick<QueueConfig, 'recording' | 'survey'> => ({
  ...(recording && { recording: policyOf(recording) }),
  ...(survey && { survey: { flowId: survey.flow, sharePercent: survey.share } }),
});

const policyOf = ({
  mode,
  share,
  consent,
  maxLength,
  pauseOnHold,
}: z.output<typeof recordingSchema>): RecordingPolicy => ({
  mode,
  ...(share !== undefined && { sharePercent: share }),
  consent,
  lengthMaxMs: maxLength,
  pauseOnHold,
});
