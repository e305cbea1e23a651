import { z } from 'zod';
import type { AgentView, Engine } from '../../engine/facade';
import type { CampaignView, LeadView, PreviewView } from '../../engine/facade/campaign-view';
import type { Role } from '../../port/stores';
import { entitledTo } from '../campaign-scope';
import { Problem } from '../problem';
import { INSIDERS, type Route, route } from '../route';
import { seesAgent, type Viewer } from '../scope';
import { submit } from '../submission';
import { changeReason, idParameter, named, submitted, timestamp } from '../view-schema';

/** Leads have names and numbers: a company's token does not see them, its agents' tokens do. */
const LEAD_ROLES: readonly Role[] = [...INSIDERS, 'agent'];

const agentPath = z.object({ agentId: idParameter });

const lead = {
  leadId: z.string(),
  listId: z.string(),
  numbers: z.array(
    z.object({
      number: z.string(),
      role: z.string(),
      zone: z.string(),
      isNext: z.literal(true).optional().describe('called unless another one is named'),
    }),
  ),
  fields: z.record(z.string(), z.string()).describe("the client's own columns"),
  attempts: z
    .array(z.object({ at: timestamp, number: z.string(), result: z.string() }))
    .describe('what was tried lately, the newest last'),
  callbackAt: timestamp.optional().describe('promised for then'),
};

const leadView = named('Lead', z.object({ campaignId: z.string(), ...lead }));

const previewView = named(
  'Preview',
  z.object({
    campaignId: z.string(),
    agentId: z.string(),
    since: timestamp,
    expiresAt: timestamp.describe('taken away then, and the agent goes on break'),
    ...lead,
  }),
);

const showLeads = route({
  method: 'get',
  path: '/v1/agents/{agentId}/leads',
  operationId: 'listAgentLeads',
  summary: 'The lead that the agent is shown, and in the mode manual those to pick from',
  roles: LEAD_ROLES,
  pathSchema: agentPath,
  success: {
    status: 200,
    description: 'leads of the campaigns that the agent may serve',
    schema: z.object({ preview: previewView.optional(), ready: z.array(leadView) }),
  },
  handle({ viewer, path }, { engine }) {
    const agent = visibleAgent(viewer, engine, path.agentId);
    return { body: leadsOf(engine, agent) };
  },
});

function leadsOf(engine: Engine, agent: AgentView) {
  const campaigns = campaignsOf(engine, agent);
  const preview = campaigns
    .flatMap(({ previews }): readonly PreviewView[] => previews)
    .find(({ agentId }) => agentId === agent.agentId);
  const ready = campaigns.flatMap(({ campaignId, ready: leads }) =>
    leads.map((one: LeadView) => ({ campaignId, ...one })),
  );
  return { ...(preview && { preview }), ready };
}

const campaignsOf = (engine: Engine, { providerId }: AgentView): readonly CampaignView[] =>
  engine.campaigns().filter((campaign) => entitledTo(campaign, engine).includes(providerId));

const number = z
  .string()
  .regex(/^\+\d{3,15}$/, 'a number as +49…')
  .optional()
  .describe('one of the lead; absent: its next one');

const taken = { status: 202, description: 'the line is dialed; the outcome is a fact' } as const;

const acceptPreview = route({
  method: 'post',
  path: '/v1/agents/{agentId}/preview/accept',
  operationId: 'acceptPreview',
  summary: 'Call the lead that the agent is shown, after the gate was asked again',
  roles: LEAD_ROLES,
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ number }),
  success: { ...taken, schema: submitted },
  async handle({ viewer, path, body }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    const picked = body.number === undefined ? {} : { number: body.number };
    const input = { type: 'preview.accept-requested', agentId, ...picked } as const;
    return answer(await submit(engine, viewer, input));
  },
});

const skipPreview = route({
  method: 'post',
  path: '/v1/agents/{agentId}/preview/skip',
  operationId: 'skipPreview',
  summary: 'Pass the lead on, as often in an hour as the campaign allows',
  roles: LEAD_ROLES,
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ reason: changeReason }),
  success: { status: 202, description: 'the lead is set aside', schema: submitted },
  async handle({ viewer, path, body: { reason } }, { engine }) {
    const { agentId } = visibleAgent(viewer, engine, path.agentId);
    const input = { type: 'preview.skip-requested', agentId, reason } as const;
    // The agent's own words are in the fact, and nowhere in the clear.
    return answer(await submit(engine, viewer, input));
  },
});

const dialLead = route({
  method: 'post',
  path: '/v1/agents/{agentId}/dial',
  operationId: 'dialLead',
  summary: 'In the mode manual: call a lead that is ready, or the next one, for this agent',
  roles: LEAD_ROLES,
  pathSchema: agentPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ campaign: idParameter, lead: idParameter.optional(), number }),
  success: { ...taken, schema: submitted },
  async handle({ viewer, path, body }, { engine }) {
    const agent = visibleAgent(viewer, engine, path.agentId);
    const { agentId } = agent;
    if (!campaignsOf(engine, agent).some(({ campaignId }) => campaignId === body.campaign)) {
      throw new Problem(404, 'CAMPAIGN_UNKNOWN', `there is no campaign "${body.campaign}" for it`, {
        remedy: 'a campaign whose queue the agent may serve',
      });
    }
    const input = {
      type: 'lead.dial-requested',
      campaignId: body.campaign,
      agentId,
      ...(body.lead !== undefined && { leadId: body.lead }),
      ...(body.number !== undefined && { number: body.number }),
    } as const;
    return answer(await submit(engine, viewer, input));
  },
});

const answer = ({ seq, at }: { readonly seq: number; readonly at: number }) => ({
  status: 202,
  body: { seq, at },
});

/** Throws 404 also for an agent that the viewer may not see. */
function visibleAgent(viewer: Viewer, engine: Engine, agentId: string): AgentView {
  const agent = engine.agents().find((entry) => entry.agentId === agentId);
  if (agent && seesAgent(viewer, agent)) return agent;
  throw new Problem(404, 'AGENT_NOT_FOUND', 'there is no such agent', {
    remedy: 'leitstand agent list, or GET /v1/agents, shows those there are',
  });
}

export const agentLeadRoutes: readonly Route[] = [showLeads, acceptPreview, skipPreview, dialLead];
