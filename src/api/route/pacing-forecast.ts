import { z } from 'zod';
import type { PacingSettings } from '../../core/dialer/campaign-config';
import { pacingChangeBody } from '../campaign-schema';
import { visibleCampaign } from '../campaign-scope';
import { pacingForecast } from '../forecast-schema';
import { codedProblem } from '../problem';
import { INSIDERS, type Route, route } from '../route';
import { campaignPath } from './campaigns';

const simulatePacing = route({
  method: 'post',
  path: '/v1/campaigns/{campaignId}/pacing/simulate',
  operationId: 'simulatePacing',
  summary:
    'What a change of the pace would bring, beside what is expected without; changes nothing',
  roles: [...INSIDERS, 'client'],
  pathSchema: campaignPath,
  bodyType: 'json',
  bodySchema: z.strictObject({ change: pacingChangeBody }),
  success: { status: 200, description: 'both, with intervals', schema: pacingForecast },
  async handle({ viewer, path: { campaignId }, body }, { engine, forecast }) {
    visibleCampaign(viewer, engine, campaignId);
    const change = body.change as Partial<PacingSettings>;
    const now = engine.floorNow(campaignId);
    if (!now) throw codedProblem('CAMPAIGN_UNKNOWN', campaignId);
    return { body: await forecast({ now, change }) };
  },
});

export const forecastRoutes: readonly Route[] = [simulatePacing];
