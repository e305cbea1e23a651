import { z } from 'zod';
import { INSIDERS, type Route, route } from '../route';
import { count, named, timestamp } from '../view-schema';

const upkeepRun = named(
  'ListUpkeep',
  z.object({
    at: timestamp,
    campaigns: z
      .array(
        z.object({
          clientId: z.string(),
          campaignId: z.string(),
          consentsErased: count.describe('proofs that nobody has to keep any more'),
          leadsClosed: count.describe('open still 30 days after the end of their campaign'),
          claimsReleased: count.describe('that the engine did not have, a day after the claim'),
        }),
      )
      .describe('those to which anything was done'),
  }),
);

const keepLists = route({
  method: 'post',
  path: '/v1/lists/upkeep',
  operationId: 'keepLists',
  summary: 'The daily upkeep of all lists, now: what has to go is erased, what was lost comes back',
  roles: INSIDERS,
  success: { status: 200, description: 'what was done', schema: upkeepRun },
  async handle({ viewer }, desk) {
    const { at, campaigns } = await desk.keepLists(`token:${viewer.tokenId}`);
    return { body: { at, campaigns } };
  },
});

export const listUpkeepRoutes: readonly Route[] = [keepLists];
