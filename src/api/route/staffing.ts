import { z } from 'zod';
import type { StaffingView } from '../../engine/facade';
import type { Role } from '../../port/stores';
import { Problem } from '../problem';
import { INSIDERS, type Route, route } from '../route';
import { isInsider } from '../scope';
import { count, idParameter, named, timestamp } from '../view-schema';

const STAFFING_ROLES: readonly Role[] = [...INSIDERS, 'client'];

const share = z.number().min(0).max(1);
const ms = z.number().min(0);

const staffing = named(
  'Staffing',
  z.object({
    queueId: z.string(),
    clientId: z.string(),
    from: timestamp,
    at: timestamp,
    observed: z
      .object({
        offered: count,
        answered: count,
        answeredInTime: count.describe('within the `serviceLevelMs` of the queue'),
        abandoned: count,
        answeredWaitMs: count.describe('sum of the waits of those answered'),
        waitMs: count.describe('sum of all waits that ended'),
        handled: count.describe('conversations whose agent was free again'),
        busyMs: count.describe('what offers of the queue took of agents, wrap-up included'),
      })
      .describe('from `from` to `at`'),
    goal: z.object({ serviceLevel: share, withinMs: ms }),
    agents: z.object({
      onDuty: count,
      shared: count.describe('of them: whom other queues may have as well'),
      effective: z.number().min(0).describe('each counted by the part of its load of this queue'),
    }),
    demand: z
      .object({
        arrivalsPerHour: z.number(),
        handleMs: ms,
        patienceMs: ms.optional().describe('absent: nobody gave up'),
        load: z.number().describe('Erlang'),
      })
      .optional()
      .describe('absent: too little was seen, and nothing else was said'),
    needed: count.nullable().describe('agents with whom the goal is met'),
    forecasts: z.array(
      z.object({
        agents: count,
        waitProbability: share,
        serviceLevel: share,
        answeredWaitMs: ms.nullable().describe('mean of those answered; null: without end'),
        abandonment: share,
        occupancy: share,
      }),
    ),
  }),
);

const DAY_MS = 86_400_000;
const DEFAULT_PCT = 80;

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,8}(\.\d{1,6})?$/, `a number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `a number from ${least} to ${most}`)
    .optional();

const staffingQuery = z.strictObject({
  serviceLevelPct: number(1, 99.9).describe(`default ${DEFAULT_PCT}`),
  withinMs: number(0, DAY_MS).describe('default: `serviceLevelMs` of the queue'),
  arrivalsPerHour: number(0.001, 1_000_000).describe('default: as in the last hour'),
  handleMs: number(1, DAY_MS).describe('default: as in the last hour'),
  patienceMs: number(1, DAY_MS).describe('mean time until who waits gives up; default: as seen'),
});

const staffQueue = route({
  method: 'get',
  path: '/v1/queues/{queueId}/staffing',
  operationId: 'staffQueue',
  summary: 'How many agents a queue needs by theory (Erlang), beside what its last hour was like',
  roles: STAFFING_ROLES,
  pathSchema: z.object({ queueId: idParameter }),
  querySchema: staffingQuery,
  success: { status: 200, description: 'theory and observation', schema: staffing },
  handle({ viewer, path: { queueId }, query }, { engine }) {
    const { serviceLevelPct = DEFAULT_PCT, ...asked } = query;
    const found = engine.staffing(queueId, { serviceLevel: serviceLevelPct / 100, ...asked });
    const isSeen = found && (isInsider(viewer) || found.clientId === viewer.clientId);
    if (!isSeen) throw new Problem(404, 'QUEUE_NOT_FOUND', 'there is no such queue');
    return { body: found satisfies StaffingView };
  },
});

export const staffingRoutes: readonly Route[] = [staffQueue];
