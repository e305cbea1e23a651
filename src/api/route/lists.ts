import { z } from 'zod';
import type { Role } from '../../port/stores';
import { zoneNamed } from '../../store/import/country-zone';
import { parseMapping } from '../../store/import/import-mapping';
import { PROBLEMS, type ProblemCode } from '../../store/import/import-problem';
import { ENCODINGS } from '../../store/import/import-source';
import { isCountry } from '../../store/import/phone-number';
import { visibleCampaign } from '../campaign-scope';
import { codedProblem, Problem } from '../problem';
import { type Desk, INSIDERS, type Route, route } from '../route';
import type { Viewer } from '../scope';
import { count, idParameter, named, ownWords, timestamp } from '../view-schema';

/** Leads belong to the client; companies see them one at a time, at their agents' phones. */
const LIST_ROLES: readonly Role[] = [...INSIDERS, 'client'];

const campaignPath = z.object({ campaignId: idParameter });
const listPath = campaignPath.extend({
  listId: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens'),
});

const dialList = named(
  'DialList',
  z.object({
    clientId: z.string(),
    campaignId: z.string(),
    listId: z.string(),
    weight: count.describe('part of the hopper among lists of the same priority'),
    priority: z.int(),
    active: z.boolean(),
    leadOrder: z.enum(['retries-first', 'new-first']),
    country: z.string().optional(),
    zone: z.string().optional(),
    leads: count.describe('that came in, whatever became of them'),
    createdAt: timestamp,
    leadsNow: z
      .object({
        remaining: count.describe('new, or to be tried again'),
        inHopper: count.describe('ready to be called, or being called'),
        done: count,
      })
      .optional()
      .describe('what has become of them; absent in the answer to a change'),
  }),
);

/** The client that the campaign is of. Throws CAMPAIGN_UNKNOWN, for those out of scope as well. */
export const clientOf = (viewer: Viewer, { engine }: Desk, campaignId: string): string =>
  visibleCampaign(viewer, engine, campaignId).clientId;

const listLists = route({
  method: 'get',
  path: '/v1/campaigns/{campaignId}/lists',
  operationId: 'listDialLists',
  summary: 'Lists of a campaign as they are served: the highest priority first',
  roles: LIST_ROLES,
  pathSchema: campaignPath,
  success: {
    status: 200,
    description: 'its lists',
    schema: z.object({ lists: z.array(dialList) }),
  },
  async handle({ viewer, path: { campaignId } }, desk) {
    const clientId = clientOf(viewer, desk, campaignId);
    return { body: { lists: await desk.lists.list(clientId, campaignId) } };
  },
});

const listChange = z.strictObject({
  weight: z.int().min(1).max(1000).optional(),
  priority: z.int().min(-100).max(100).optional(),
  active: z.boolean().optional().describe('false: none of its leads is taken'),
  leadOrder: z.enum(['retries-first', 'new-first']).optional(),
  reason: ownWords.describe('kept with the change'),
});

const changeList = route({
  method: 'patch',
  path: '/v1/campaigns/{campaignId}/lists/{listId}',
  operationId: 'changeDialList',
  summary: 'Change the part that a list has; holds from the next leads on that are taken',
  roles: LIST_ROLES,
  pathSchema: listPath,
  bodyType: 'json',
  bodySchema: listChange,
  success: { status: 200, description: 'the list as it is now', schema: dialList },
  async handle({ viewer, path: { campaignId, listId }, body: { reason, ...change } }, desk) {
    const clientId = clientOf(viewer, desk, campaignId);
    const said = Object.fromEntries(
      Object.entries(change).filter(([, value]) => value !== undefined),
    );
    const by = { reason, actor: `token:${viewer.tokenId}`, at: desk.clock.now() };
    const list = await desk.lists.change({ clientId, campaignId, listId, change: said, ...by });
    if (list) return { body: list };
    throw new Problem(404, 'LIST_UNKNOWN', 'the campaign has no such list', {
      remedy: 'a list is made by its first import',
    });
  },
});

const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

const importReport = named(
  'ImportReport',
  z.object({
    importId: z.string(),
    rows: count,
    leads: count.describe('that came in'),
    refused: count,
    duplicates: z.object({
      inFile: count.describe('rows whose numbers stand in the file before'),
      inCampaign: count.describe('rows whose numbers the campaign had already'),
    }),
    problems: z.partialRecord(z.enum(PROBLEM_CODES), count).describe('how often each was met'),
    firstProblems: z
      .array(
        z.object({
          line: count,
          code: z.enum(PROBLEM_CODES),
          column: z.string().optional(),
          remedy: z.string(),
        }),
      )
      .describe('at most 1,000'),
  }),
);

const importQuery = z.strictObject({
  country: z
    .string()
    .refine(isCountry, 'ISO 3166-1 alpha-2, DE')
    .optional()
    .describe('of numbers without a country code; kept with the list'),
  zone: z
    .string()
    .refine((text) => zoneNamed(text) !== null, 'an IANA name, Europe/Berlin')
    .optional()
    .describe('of leads whose country has several zones; kept with the list'),
  encoding: z.enum(ENCODINGS).optional().describe('default utf-8'),
  map: z
    .string()
    .max(4_000)
    .optional()
    .describe('target=column, ...: number=Telefon,number:mobile=Mobil,key=Nr,field:name=Name'),
});

/** A sender that sends nothing for so long is gone. */
const SILENCE_MAX_MS = 120_000;

const importList = route({
  method: 'post',
  path: '/v1/campaigns/{campaignId}/lists/{listId}/import',
  operationId: 'importDialList',
  summary: 'Import leads from CSV or NDJSON into a list: all of them, or none if the file breaks',
  roles: LIST_ROLES,
  pathSchema: listPath,
  querySchema: importQuery,
  bodyType: 'lead-list',
  success: { status: 200, description: 'what came in and what did not', schema: importReport },
  async handle({ viewer, path: { campaignId, listId }, query, request, requestId }, desk) {
    const clientId = clientOf(viewer, desk, campaignId);
    const { country, zone, encoding = 'utf-8', map = '' } = query;
    const order = {
      ...{ list: { clientId, campaignId, listId }, importId: requestId, encoding },
      format: request.is('text/csv') ? ('csv' as const) : ('ndjson' as const),
      mapping: mappingOf(map),
      defaults: { ...(country !== undefined && { country }), ...(zone !== undefined && { zone }) },
      ...{ actor: `token:${viewer.tokenId}`, at: desk.clock.now() },
    };
    request.setTimeout(SILENCE_MAX_MS, () => request.destroy());
    // Then it waits for us: for its turn, and for millions of rows.
    const waitForUs = () => request.setTimeout(0);
    request.once('end', waitForUs);
    try {
      // Who reads no further leaves the request open, or the answer would not get through.
      const bytes = request.iterator({ destroyOnReturn: false });
      return { body: await desk.importLeads(order, bytes) };
    } finally {
      // What was not read of a file that is refused; the connection has limits of its own again.
      request.off('end', waitForUs);
      request.resume();
    }
  },
});

function mappingOf(map: string): ReturnType<typeof parseMapping> {
  try {
    return parseMapping(map);
  } catch (error) {
    const { code, message, remedy } = error as { code: string; message: string; remedy?: string };
    throw codedProblem(code, message, remedy);
  }
}

export const listRoutes: readonly Route[] = [listLists, changeList, importList];
