import { z } from 'zod';
import type { AgentView, Engine } from '../../engine/facade';
import type { Role } from '../../port/stores';
import { instant } from '../instant';
import { Problem } from '../problem';
import { INSIDERS, type Route, route } from '../route';
import { seesAgent, type Viewer } from '../scope';
import { submit } from '../submission';
import { agentStatus, agentView, idParameter } from '../view-schema';

const AGENT_ROLES: readonly Role[] = [...INSIDERS, 'provider', 'agent'];

const agentPath = z.object({ agentId: idParameter });

const listAgents = route({
  method: 'get',
  path: '/v1/agents',
  operationId: 'listAgents',
  summary: 'Agents now: status, what they do, and since when',
  roles: AGENT_ROLES,
  success: {
    status: 200,
    description: 'agents that the token may see',
    schema: z.object({ agents: z.array(agentView) }),
  },
  handle: ({ viewer }, { engine }) => ({
    body: { agents: engine.agents().filter((agent) => seesAgent(viewer, agent)) },
  }),
});

const setStatus = route({
  method: 'post',
  path: '/v1/agents/{agentId}/status',
  operationId: 'setAgentStatus',
  summary: 'Log an agent in or out, or send it on break',
  roles: AGENT_ROLES,
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z
    .strictObject({
      status: agentStatus,
      reason: z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, 'a word or two: lunch, training')
        .optional()
        .describe('why on break'),
    })
    .refine((body) => body.reason === undefined || body.status === 'on-break', {
      path: ['reason'],
      message: 'only a break has a reason',
    }),
  success: { status: 200, description: 'the agent as it is now', schema: agentView },
  async handle({ viewer, path, body }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    const reason = body.reason === undefined ? {} : { reason: body.reason };
    const { status } = body;
    await submit(engine, viewer, { type: 'agent.status-requested', agentId, status, ...reason });
    return { body: visibleAgent(viewer, engine, agentId) };
  },
});

const endWrapUp = route({
  method: 'post',
  path: '/v1/agents/{agentId}/wrap-up/end',
  operationId: 'endWrapUp',
  summary: 'The agent is done with wrap-up before its time',
  roles: AGENT_ROLES,
  pathSchema: agentPath,
  success: { status: 200, description: 'the agent as it is now', schema: agentView },
  async handle({ viewer, path }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    await submit(engine, viewer, { type: 'agent.wrap-up-end-requested', agentId });
    return { body: visibleAgent(viewer, engine, agentId) };
  },
});

const extendWrapUp = route({
  method: 'post',
  path: '/v1/agents/{agentId}/wrap-up/extend',
  operationId: 'extendWrapUp',
  summary: 'The agent needs longer for wrap-up, within what the queue allows',
  roles: AGENT_ROLES,
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ seconds: z.int().min(1).max(3600) }),
  success: { status: 200, description: 'the agent as it is now', schema: agentView },
  async handle({ viewer, path, body }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    const byMs = body.seconds * 1000;
    await submit(engine, viewer, { type: 'agent.wrap-up-extend-requested', agentId, byMs });
    return { body: visibleAgent(viewer, engine, agentId) };
  },
});

/** A call that is promised to a lead, with a disposition that means a callback. */
const callbackSchema = z.strictObject({
  at: z.union([z.int().min(0), instant]).describe('ms since the epoch, or ISO 8601 with an offset'),
  sameAgent: z.boolean().optional().describe('this agent makes the call'),
});

const noteDisposition = route({
  method: 'post',
  path: '/v1/agents/{agentId}/disposition',
  operationId: 'noteDisposition',
  summary: "How the agent's call came out, in one of the queue's words",
  roles: AGENT_ROLES,
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ disposition: idParameter, callback: callbackSchema.optional() }),
  success: { status: 200, description: 'the agent as it is now', schema: agentView },
  async handle({ viewer, path, body }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    const { disposition, callback } = body;
    const promise = callback && {
      callback: {
        at: callback.at,
        ...(callback.sameAgent === true && { sameAgent: true as const }),
      },
    };
    const noted = { disposition, ...promise };
    await submit(engine, viewer, { type: 'agent.disposition-requested', agentId, ...noted });
    return { body: visibleAgent(viewer, engine, agentId) };
  },
});

const forceLogOut = route({
  method: 'post',
  path: '/v1/agents/{agentId}/log-out',
  operationId: 'forceLogOut',
  summary: 'Log out an agent who does not; with "now" the caller in talk waits again, at the head',
  roles: [...INSIDERS, 'provider'],
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z.strictObject({
    when: z.enum(['after-call', 'now']).prefault('after-call'),
    reason: idParameter.max(200).describe('why, for the record of the change'),
  }),
  success: { status: 200, description: 'the agent as it is now', schema: agentView },
  async handle({ viewer, path, body }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    await submit(engine, viewer, { type: 'agent.log-out-forced', agentId, ...body });
    return { body: visibleAgent(viewer, engine, agentId) };
  },
});

/** Throws 404 also for an agent that the viewer may not see. */
function visibleAgent(viewer: Viewer, engine: Engine, agentId: string): AgentView {
  const agent = engine.agents().find((entry) => entry.agentId === agentId);
  if (agent && seesAgent(viewer, agent)) return agent;
  throw new Problem(404, 'AGENT_NOT_FOUND', 'there is no such agent', {
    remedy: 'leitstand agent list, or GET /v1/agents, shows those there are',
  });
}

export const agentRoutes: readonly Route[] = [
  listAgents,
  setStatus,
  endWrapUp,
  extendWrapUp,
  noteDisposition,
  forceLogOut,
];
