import { z } from 'zod';
import { AGENT_RULES } from '../core/queue/agent-rule';
import { count, named, result, timestamp } from './view-schema';

const clause = z
  .string()
  .nullable()
  .describe('null: eligible; status, state, requirement, entitlement, phone-unreachable, …');

const score = z.object({ rule: z.enum(AGENT_RULES), figure: z.number() });

const standing = z.object({
  agentId: z.string(),
  providerId: z.string(),
  detail: z.string().optional(),
  expiresAt: timestamp.optional(),
  idleMs: count.optional(),
  scores: z.array(score).optional().describe('of an eligible agent: by what the queue chooses'),
});

const group = named(
  'CensusGroup',
  z.object({
    clause,
    count: count.describe('agents of whom whyNot said this'),
    fitting: count.describe('how many of them are entitled and skilled'),
    agents: z.array(standing).describe('the first of them; eligible ones in the order of routing'),
  }),
);

const moment = named(
  'WhyMoment',
  z.object({
    kind: z.enum([
      'queued',
      'relaxed',
      'requeued',
      'agent-free',
      'outvoted',
      'offer-made',
      'offer-failed',
      'switch-up',
      'switch-down',
      'centre-applied',
      'connected',
      'left',
    ]),
    at: timestamp,
    seq: count.describe('of the input, as in the journal'),
    cause: z.object({ actor: z.string(), reason: z.string() }),
    queueId: z.string(),
    requirement: z.string(),
    providerIds: z.array(z.string()).optional().describe('whose agents it takes by now'),
    priority: z.int(),
    queuedAt: timestamp,
    waitedMs: count,
    step: count.optional().describe('of relaxation, from 1'),
    steps: count.optional(),
    agentId: z.string().optional(),
    providerId: z.string().optional(),
    verdict: z.object({ clause, detail: z.string().optional() }).optional(),
    reason: z.string().optional(),
    groups: z.array(group),
    chosen: z
      .object({
        agentId: z.string().optional(),
        providerId: z.string().optional(),
        strategy: z.enum([...AGENT_RULES, 'agent-id']).describe('the rule that decided'),
        idleMs: count,
        eligible: count,
        scores: z
          .array(score.extend({ next: z.number().optional() }))
          .describe('what each rule compared; next: of who would have been taken otherwise'),
      })
      .optional(),
    preferredAgent: z
      .object({
        agentId: z.string().optional(),
        providerId: z.string().optional(),
        why: z.enum(['own', 'last']),
        heldUntil: timestamp.optional(),
      })
      .optional()
      .describe('of one that joined a sticky queue: to whom it is left until then'),
    preferred: z
      .object({
        callId: z.string().optional(),
        clientId: z.string().optional(),
        queueId: z.string().optional(),
        agentId: z.string().optional(),
        providerId: z.string().optional(),
        priority: z.int(),
        queuedAt: timestamp,
        scoreMs: z.int().describe('what its wait counted as'),
        ownScoreMs: z.int().describe('what the wait of this call counted as'),
        rule: z.enum(['priority', 'longer-wait', 'urgency', 'id', 'turn']),
      })
      .optional()
      .describe('the contact that was served before this one'),
  }),
);

const whatIf = named(
  'WhatIf',
  z.object({
    agentId: z.string(),
    providerId: z.string(),
    skills: z.record(z.string(), z.number()),
    availableFrom: timestamp.describe('when the call joined its first queue'),
    change: z
      .object({
        at: timestamp,
        callId: z.string(),
        waitedMs: count,
        insteadOf: z.object({ agentId: z.string(), waitedMs: count }).optional(),
      })
      .optional()
      .describe('the first offer to this agent; what would have followed nobody can know'),
  }),
);

export const whyReport = named(
  'WhyReport',
  z.object({
    callId: z.string(),
    contactId: z.string(),
    clientId: z.string(),
    offeredAt: timestamp,
    endedAt: timestamp.optional(),
    result: result.optional(),
    build: z.string().describe('the build that decided'),
    isSameBuild: z.boolean().describe('false: this build may decide otherwise than that one did'),
    moments: z.array(moment),
    whatIf: whatIf.optional().describe('of a question with one more agent'),
    omitted: count.describe('moments that a bound left out'),
  }),
);
