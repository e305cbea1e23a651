import { z } from 'zod';
import type { PacingSettings } from '../../core/dialer/campaign-config';
import type { Expectation } from '../../core/dialer/expectation';
import type { Engine } from '../../engine/facade';
import type { PacingForecast } from '../../engine/facade/pacing-forecast-view';
import { pacingBounds, pacingChange, pacingChangeBody, pacingSettings } from '../campaign-schema';
import { visibleCampaign } from '../campaign-scope';
import { INSIDERS, type Route, route } from '../route';
import type { Viewer } from '../scope';
import { submit } from '../submission';
import { changeReason, named } from '../view-schema';
import { CAMPAIGN_ROLES, campaignPath } from './campaigns';

const pacingView = named(
  'Pacing',
  z.object({
    campaignId: z.string(),
    pacing: pacingSettings,
    bounds: pacingBounds.describe('what was agreed: a change beyond it is refused'),
    lastChange: pacingChange.optional(),
  }),
);

function pacingOf(viewer: Viewer, engine: Engine, id: string) {
  const { campaignId, pacing, bounds, changes } = visibleCampaign(viewer, engine, id);
  const lastChange = changes.at(-1);
  return { campaignId, pacing, bounds, ...(lastChange && { lastChange }) };
}

const getPacing = route({
  method: 'get',
  path: '/v1/campaigns/{campaignId}/pacing',
  operationId: 'getPacing',
  summary: 'How a campaign is paced, and between which bounds that may be changed',
  roles: CAMPAIGN_ROLES,
  pathSchema: campaignPath,
  success: { status: 200, description: 'the settings that hold', schema: pacingView },
  handle: ({ viewer, path: { campaignId } }, { engine }) => ({
    body: pacingOf(viewer, engine, campaignId),
  }),
});

function expectationOf({ horizonMs, changed }: PacingForecast): Expectation {
  const { occupancyPct, abandonPct } = changed;
  return { horizonMs, occupancyPct, abandonPct };
}

const setPacing = route({
  method: 'patch',
  path: '/v1/campaigns/{campaignId}/pacing',
  operationId: 'setPacing',
  summary: 'Change the pace at once, within the bounds; what is not named stays as it is',
  roles: INSIDERS,
  pathSchema: campaignPath,
  bodyType: 'json',
  bodySchema: z.strictObject({
    change: pacingChangeBody,
    reason: changeReason,
    simulate: z
      .boolean()
      .optional()
      .describe('foretell it first, and keep that with the change; takes seconds'),
  }),
  success: { status: 200, description: 'the settings that hold now', schema: pacingView },
  async handle({ viewer, path: { campaignId }, body: asked }, { engine, forecast }) {
    visibleCampaign(viewer, engine, campaignId);
    const change = asked.change as Partial<PacingSettings>;
    const now = asked.simulate ? engine.floorNow(campaignId) : null;
    const expected = now && expectationOf(await forecast({ now, change }));
    const body = { type: 'pacing.change-requested', campaignId, change } as const;
    await submit(engine, viewer, { ...body, ...(expected && { expected }) }, asked.reason);
    return { body: pacingOf(viewer, engine, campaignId) };
  },
});

const undoPacing = route({
  method: 'post',
  path: '/v1/campaigns/{campaignId}/pacing/undo',
  operationId: 'undoPacing',
  summary: 'Take the last change of the pace back; once more, the one before it',
  roles: INSIDERS,
  pathSchema: campaignPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ reason: changeReason }),
  success: { status: 200, description: 'the settings that hold now', schema: pacingView },
  async handle({ viewer, path: { campaignId }, body: { reason } }, { engine }) {
    visibleCampaign(viewer, engine, campaignId);
    await submit(engine, viewer, { type: 'pacing.undo-requested', campaignId }, reason);
    return { body: pacingOf(viewer, engine, campaignId) };
  },
});

const listChanges = route({
  method: 'get',
  path: '/v1/campaigns/{campaignId}/pacing/history',
  operationId: 'listPacingChanges',
  summary: 'Who changed the pace, when, from what to what, and why; the newest first',
  roles: CAMPAIGN_ROLES,
  pathSchema: campaignPath,
  success: {
    status: 200,
    description: 'the last changes, at most 100',
    schema: z.object({ campaignId: z.string(), changes: z.array(pacingChange) }),
  },
  handle({ viewer, path }, { engine }) {
    const { campaignId, changes } = visibleCampaign(viewer, engine, path.campaignId);
    return { body: { campaignId, changes: [...changes].reverse() } };
  },
});

export const pacingRoutes: readonly Route[] = [getPacing, setPacing, undoPacing, listChanges];
