import { z } from 'zod';
import { CALL_RESULTS, PARTY_KINDS, PARTY_ROLES, SEGMENT_KINDS } from '../port/call-record';
import { HANGUP_CAUSES } from '../port/hangup-cause';
import { consentSupplement, recordingSupplement, surveySupplement } from './recording-schema';

/** Everything that has a name in the OpenAPI document. */
export const components = z.registry<{ id: string }>();

export const named = <T extends z.ZodType>(id: string, schema: T): T => {
  components.add(schema, { id });
  return schema;
};

/** Databases take no NUL, and logs no line breaks. */
export const idParameter = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'no control characters');
export const REASON_MISSING = 'this needs a reason';
/** Why somebody changes what others are held to: kept with the change. */
export const changeReason = z
  .string({ error: ({ input }) => (input === undefined ? REASON_MISSING : 'a text') })
  .trim()
  .min(1, REASON_MISSING)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'no control characters')
  .describe('why; kept with the change');
/** What people write in their own words. */
export const ownWords = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'no control characters');
export const timestamp = z.int().describe('ms since the epoch, UTC');
export const count = z.int().min(0);

export const cause = z.enum(HANGUP_CAUSES);
export const result = z.enum(CALL_RESULTS);
const raw = z.object({
  q850: z.int().optional(),
  sip: z.int().optional(),
  text: z.string().optional(),
});

const segment = named(
  'Segment',
  z.object({
    index: count,
    kind: z.enum(SEGMENT_KINDS),
    startedAt: timestamp,
    endedAt: timestamp,
    queueId: z.string().optional(),
    agentId: z.string().optional(),
    flowId: z.string().optional(),
    targetId: z.string().optional().describe('of a talk with somebody outside'),
  }),
);

const party = named(
  'PartyInterval',
  z.object({
    legId: z.string(),
    role: z.enum(PARTY_ROLES),
    agentId: z.string().optional(),
    providerId: z.string().optional(),
    targetId: z.string().optional().describe('somebody outside, as in the centre file'),
    kind: z.enum(PARTY_KINDS),
    startedAt: timestamp,
    endedAt: timestamp,
    outcome: z.string().optional(),
  }),
);

const waitForecast = named(
  'WaitForecast',
  z.object({
    queueId: z.string(),
    at: timestamp.describe('when the caller joined the queue'),
    medianMs: count,
    lowMs: count,
    highMs: count,
  }),
);

const recordAttempt = named(
  'RecordAttempt',
  z.object({
    attemptId: z.string(),
    campaignId: z.string(),
    listId: z.string(),
    leadId: z.string(),
  }),
);

export const callRecord = named(
  'CallRecord',
  z.object({
    schema: z.literal(1),
    callId: z.string(),
    contactId: z.string(),
    clientId: z.string(),
    direction: z.enum(['inbound', 'outbound']),
    switchId: z.string(),
    legId: z.string(),
    ani: z.string().describe('number of the caller; a customer is masked for providers and agents'),
    dnis: z.string().describe('number that was called; likewise'),
    flowId: z.string().optional(),
    queueId: z.string().optional(),
    agentId: z.string().optional(),
    providerId: z.string().optional(),
    offeredAt: timestamp,
    answeredAt: timestamp.optional(),
    queuedAt: timestamp.optional(),
    connectedAt: timestamp.optional(),
    endedAt: timestamp,
    queueMs: count,
    talkMs: count,
    holdMs: count,
    result,
    endedBy: z.enum(['caller', 'agent', 'engine', 'unknown']),
    cause,
    raw: raw.optional(),
    variables: z.record(z.string(), z.string()),
    segments: z.array(segment),
    parties: z.array(party),
    attempt: recordAttempt.optional().describe('which attempt of a campaign it was'),
    waitForecasts: z
      .array(waitForecast)
      .optional()
      .describe('told to who joined a queue and found no agent free'),
  }),
);

const supplement = named(
  'RecordSupplement',
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('wrap-up'),
      agentId: z.string(),
      startedAt: timestamp,
      endedAt: timestamp,
    }),
    z.object({
      kind: z.literal('disposition'),
      agentId: z.string(),
      disposition: z.string(),
      at: timestamp,
      replaces: z
        .object({ epoch: z.number().int(), seq: z.number().int(), fact: z.number().int() })
        .optional()
        .describe('the fact that noted another disposition before'),
    }),
    z.object({
      kind: z.literal('witness'),
      source: z.string(),
      legId: z.string(),
      startedAt: timestamp,
      answeredAt: timestamp.optional(),
      endedAt: timestamp,
      cause: cause.optional(),
      raw: raw.optional(),
      differences: z.array(z.string()),
    }),
    recordingSupplement,
    consentSupplement,
    surveySupplement,
  ]),
);

export const cdrPage = named(
  'CdrPage',
  z.object({
    records: z.array(callRecord),
    next: z.string().optional().describe('cursor of the next page; absent on the last one'),
  }),
);

export const cdrDetail = named(
  'CdrDetail',
  z.object({ record: callRecord, supplements: z.array(supplement) }),
);

export const agentStatus = z.enum(['logged-out', 'available', 'on-break']);

export const agentView = named(
  'Agent',
  z.object({
    agentId: z.string(),
    name: z.string(),
    providerId: z.string(),
    status: agentStatus,
    reason: z.string().optional(),
    state: z.enum([
      'idle',
      'offered',
      'talking',
      'holding',
      'consulting',
      'supervising',
      'previewing',
      'wrap-up',
    ]),
    since: timestamp,
    callId: z.string().optional(),
    reachable: z.boolean(),
    phone: z.object({
      switchId: z.string(),
      device: z.string().describe('a phone that registers; with a trunk, a number'),
      trunk: z.string().optional(),
      confirm: z.boolean().optional(),
      line: z.literal('nailed-up').optional(),
    }),
    line: z.enum(['up', 'dialing', 'down']).optional().describe('of a nailed-up phone'),
    skills: z.record(z.string(), z.int().min(1).max(10)),
    skillsUntil: z
      .record(z.string(), timestamp)
      .optional()
      .describe('of skills that will expire: until when they are had'),
    queues: z
      .record(z.string(), z.int().min(0).max(10))
      .optional()
      .describe('levels for single queues, above what the skills say; 0: not for this queue'),
    ratings: z.object({ count, sum: count }).optional().describe('marks of callers, 1 to 5'),
    today: z
      .object({
        calls: count.describe('conversations that began'),
        talkMs: count,
        holdMs: count,
        wrapUpMs: count,
        ringMs: count,
        idleMs: count,
        breakMs: count,
      })
      .describe('since midnight UTC, what goes on included'),
  }),
);

export const callView = named(
  'Call',
  z.object({
    callId: z.string(),
    clientId: z.string(),
    direction: z.literal('outbound').optional().describe('absent: the customer called'),
    phase: z.string(),
    ani: z.string(),
    dnis: z.string(),
    offeredAt: timestamp,
    since: timestamp,
    queueId: z.string().optional(),
    agentId: z.string().optional(),
    targetId: z.string().optional().describe('who serves it outside of the centre'),
    guests: z
      .array(
        z.object({
          role: z.enum(['transfer', 'consult', 'conference', 'supervisor']),
          phase: z.enum(['ringing', 'joining', 'present', 'held', 'gone']),
          agentId: z.string().optional(),
          targetId: z.string().optional(),
          mode: z.enum(['listen', 'whisper', 'barge']).optional(),
        }),
      )
      .optional()
      .describe('who else is in it; absent: nobody'),
    parked: z
      .object({ slot: z.string(), agentId: z.string().optional(), until: timestamp })
      .optional(),
    recording: z.enum(['starting', 'running', 'paused']).optional(),
    switchId: z.string(),
  }),
);

export const switchView = named(
  'Switch',
  z.object({
    switchId: z.string(),
    up: z.boolean(),
    version: z.string().optional(),
    reason: z.string().optional(),
  }),
);

export const role = z.enum(['operator', 'supervisor', 'client', 'provider', 'agent']);

export const tokenView = named(
  'Token',
  z.object({
    tokenId: z.string(),
    name: z.string(),
    role,
    clientId: z.string().optional(),
    providerId: z.string().optional(),
    agentId: z.string().optional(),
    createdAt: timestamp,
    expiresAt: timestamp.optional(),
  }),
);

export const submitted = named(
  'Submitted',
  z.object({ seq: z.int().describe('of the input in the journal'), at: timestamp }),
);

export const fileProblem = named(
  'FileProblem',
  z.object({
    file: z.string(),
    line: count,
    column: count,
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    path: z.string(),
    reason: z.string(),
    remedy: z.string().optional(),
  }),
);

export const readiness = named(
  'Readiness',
  z.object({
    ready: z.boolean(),
    status: z.enum(['ready', 'degraded', 'unready']),
    reasons: z.array(z.object({ part: z.string(), detail: z.string() })),
  }),
);

export const problemView = named(
  'Problem',
  z.looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string().describe('stable, for scripts'),
    remedy: z.string().optional(),
    errors: z
      .array(z.object({ field: z.string(), code: z.string(), message: z.string() }))
      .optional(),
    problems: z.array(fileProblem).optional(),
  }),
);
