import { z } from 'zod';
import type { CampaignAction } from '../../core/dialer/dialer-input';
import type { CampaignView } from '../../engine/facade/campaign-view';
import type { Role } from '../../port/stores';
import { campaignView } from '../campaign-schema';
import { campaignsSeen, visibleCampaign } from '../campaign-scope';
import { INSIDERS, type Route, route } from '../route';
import { submit } from '../submission';
import { changeReason, idParameter } from '../view-schema';

/** Who sees campaigns; changes are for insiders. */
export const CAMPAIGN_ROLES: readonly Role[] = [...INSIDERS, 'client', 'provider'];

export const campaignPath = z.object({ campaignId: idParameter });

/** With the last change of pacing alone. History and leads are asked for by themselves. */
function shown({ changes, previews: _, ready: __, ...campaign }: CampaignView) {
  const lastChange = changes.at(-1);
  return { ...campaign, ...(lastChange && { lastChange }) };
}

const listCampaigns = route({
  method: 'get',
  path: '/v1/campaigns',
  operationId: 'listCampaigns',
  summary: 'Campaigns now: state, pace, agents, lines, and how far each limit on drops is used',
  roles: CAMPAIGN_ROLES,
  success: {
    status: 200,
    description: 'campaigns that the token may see',
    schema: z.object({ campaigns: z.array(campaignView) }),
  },
  handle: ({ viewer }, { engine }) => ({
    body: { campaigns: campaignsSeen(viewer, engine).map(shown) },
  }),
});

const getCampaign = route({
  method: 'get',
  path: '/v1/campaigns/{campaignId}',
  operationId: 'getCampaign',
  summary: 'One campaign now',
  roles: CAMPAIGN_ROLES,
  pathSchema: campaignPath,
  success: { status: 200, description: 'the campaign', schema: campaignView },
  handle: ({ viewer, path: { campaignId } }, { engine }) => ({
    body: shown(visibleCampaign(viewer, engine, campaignId)),
  }),
});

/** Answers when it is in the journal and stepped: no line is launched against it after that. */
const changeState = (action: CampaignAction, summary: string): Route =>
  route({
    method: 'post',
    path: `/v1/campaigns/{campaignId}/${action}`,
    operationId: `${action}Campaign`,
    summary,
    roles: INSIDERS,
    pathSchema: campaignPath,
    bodyType: 'json',
    bodySchema: z.strictObject({ reason: changeReason }),
    success: { status: 200, description: 'the campaign as it is now', schema: campaignView },
    async handle({ viewer, path: { campaignId }, body: { reason } }, { engine }) {
      visibleCampaign(viewer, engine, campaignId);
      const body = { type: 'campaign.state-requested', campaignId, action } as const;
      await submit(engine, viewer, body, reason);
      return { body: shown(visibleCampaign(viewer, engine, campaignId)) };
    },
  });

export const campaignRoutes: readonly Route[] = [
  listCampaigns,
  getCampaign,
  changeState('start', 'Dial: leads are fetched and called'),
  changeState('pause', 'Dial nothing new; leads that are ready stay, lines that ring go on'),
  changeState('drain', 'Dial the leads that are ready, fetch no more, then stop'),
  changeState('stop', 'Dial nothing new, and give the leads that are ready back'),
];
