import { z } from 'zod';
import type { CdrFilter } from '../../port/stores';
import { instant } from '../instant';
import { Problem } from '../problem';
import { type Desk, EVERYONE, type Route, route } from '../route';
import { narrow, recordFor, seesRecord, supplementsFor } from '../scope';
import { cdrDetail, cdrPage, idParameter, result } from '../view-schema';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 1000;

const limit = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, 'a whole number from 1 to 1000')
  .transform(Number)
  .refine((value) => value <= LIMIT_MAX, 'a whole number from 1 to 1000');

const listQuery = z.strictObject({
  from: instant.optional().describe('offered at or after; ISO 8601 or ms'),
  to: instant.optional().describe('offered before; ISO 8601 or ms'),
  queue: idParameter.optional(),
  campaign: idParameter.optional(),
  agent: idParameter.optional(),
  client: idParameter.optional(),
  provider: idParameter.optional(),
  result: result.optional(),
  limit: limit.optional().describe(`1 to ${LIMIT_MAX}, default ${LIMIT_DEFAULT}`),
  cursor: z.string().min(1).max(1000).optional().describe('`next` of the page before'),
});

const listCdrs = route({
  method: 'get',
  path: '/v1/cdrs',
  operationId: 'listCdrs',
  summary: 'Call records, newest first, in pages',
  roles: EVERYONE,
  querySchema: listQuery,
  success: { status: 200, description: 'a page of records', schema: cdrPage },
  async handle({ viewer, query, request }, { cdrs }) {
    if (query.from !== undefined && query.to !== undefined && query.from > query.to) {
      throw new Problem(400, 'QUERY_INVALID', '"from" is after "to"');
    }
    const filter = narrow(viewer, filterOf(query));
    const page = await cdrs.list(filter, query.limit ?? LIMIT_DEFAULT, query.cursor);
    const records = page.records
      // The store filters by the last party; this is the rule itself.
      .filter((record) => seesRecord(viewer, record))
      .map((record) => recordFor(viewer, record));
    if (page.next === undefined) return { body: { records } };
    const { next } = page;
    return {
      headers: { Link: `<${nextAddress(request.originalUrl, next)}>; rel="next"` },
      body: { records, next },
    };
  },
});

const filterOf = (query: z.output<typeof listQuery>): CdrFilter => ({
  ...(query.from === undefined ? {} : { from: query.from }),
  ...(query.to === undefined ? {} : { to: query.to }),
  ...(query.queue === undefined ? {} : { queueId: query.queue }),
  ...(query.campaign === undefined ? {} : { campaignId: query.campaign }),
  ...(query.agent === undefined ? {} : { agentId: query.agent }),
  ...(query.client === undefined ? {} : { clientIds: [query.client] }),
  ...(query.provider === undefined ? {} : { providerIds: [query.provider] }),
  ...(query.result === undefined ? {} : { result: query.result }),
});

function nextAddress(address: string, cursor: string): string {
  const [path = '', search = ''] = address.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('cursor', cursor);
  return `${path}?${parameters}`;
}

const getCdr = route({
  method: 'get',
  path: '/v1/cdrs/{callId}',
  operationId: 'getCdr',
  summary: 'One call record with what was learnt later',
  roles: EVERYONE,
  pathSchema: z.object({ callId: idParameter }),
  success: { status: 200, description: 'the record', schema: cdrDetail },
  async handle({ viewer, path }, { cdrs }: Desk) {
    const found = await cdrs.find(path.callId);
    // Not to be seen and not there look the same, so that nobody can probe for ids.
    if (!found || !seesRecord(viewer, found.record)) {
      throw new Problem(404, 'CALL_NOT_FOUND', 'there is no record of this call', {
        remedy: 'a call that is still going on has none yet: see /v1/calls',
      });
    }
    const { record, supplements } = found;
    return {
      body: {
        record: recordFor(viewer, record),
        supplements: supplementsFor(viewer, record, supplements),
      },
    };
  },
});

export const cdrRoutes: readonly Route[] = [listCdrs, getCdr];
