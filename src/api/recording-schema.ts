import { z } from 'zod';

const timestamp = z.int().describe('ms since the epoch, UTC');
const count = z.int().min(0);

const consentFields = {
  given: z.boolean(),
  how: z.enum(['not-asked', 'announced', 'key', 'spoken', 'by-speaking']),
  at: timestamp,
  key: z.string().optional(),
  prompt: z.array(z.string()).optional().describe('what was played'),
  flowId: z.string().optional(),
  node: z.string().optional(),
  agentId: z.string().optional().describe('to whom it was spoken'),
};

/** Whether the caller agreed to be recorded, as a supplement of the call's record. */
export const consentSupplement = z.object({ kind: z.literal('consent'), ...consentFields });

/** What the caller said after the call, as a supplement of its record. */
export const surveySupplement = z.object({
  kind: z.literal('survey'),
  flowId: z.string(),
  queueId: z.string(),
  agentId: z.string(),
  providerId: z.string(),
  startedAt: timestamp,
  rating: z.int().min(1).max(5).optional(),
  solved: z.boolean().optional(),
  commentId: z.string().optional().describe('the recording of what the caller said'),
});

/** A recording and what proves its file, as a supplement of the call's record. */
export const recordingSupplement = z.object({
  kind: z.literal('recording'),
  recordingId: z.string(),
  purpose: z.enum(['talk', 'comment', 'voicemail']),
  switchId: z.string(),
  queueId: z.string().optional(),
  agentId: z.string().optional(),
  providerId: z.string().optional(),
  consent: z.object(consentFields),
  startedAt: timestamp.optional(),
  endedAt: timestamp.optional(),
  pauses: z
    .array(z.object({ startedAt: timestamp, endedAt: timestamp.optional() }))
    .describe('stretches of silence'),
  file: z.string().optional(),
  sizeBytes: count.optional(),
  audioMs: count.optional().describe('length of the sound'),
  sha256: z.string().optional().describe('of the file, hexadecimal'),
  missing: z
    .object({ code: z.string(), detail: z.string() })
    .optional()
    .describe('why there is no file that could be proven'),
});
