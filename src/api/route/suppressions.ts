import { z } from 'zod';
import type { Role, Token } from '../../port/stores';
import type { Suppression } from '../../store/suppression-store';
import { Problem } from '../problem';
import { type Desk, INSIDERS, type Route, route } from '../route';
import { actorOutside, isInsider } from '../scope';
import { count, idParameter, named, ownWords, timestamp } from '../view-schema';
import { country, invalidNumbers, numberOf, numbersAsked, numbersOf } from './asked-number';
import { clientOf } from './lists';

/** Who may say who is called. */
export const DNC_ROLES: readonly Role[] = [...INSIDERS, 'client'];

const scope = z.enum(['global', 'client', 'campaign']);

const addition = z.strictObject({
  scope: scope.describe('called by nobody, not for the client, or not for the campaign'),
  clientId: idParameter.optional().describe('of the scope client'),
  campaignId: idParameter.optional().describe('of the scope campaign'),
  ...numbersAsked,
  reason: ownWords,
  source: ownWords.optional().describe('agent, caller, a file; else api'),
});

type Addition = z.output<typeof addition>;

const outcome = z.object({
  added: count.describe('that were not on the list before'),
  known: count,
  invalid: invalidNumbers,
});

const addSuppressions = route({
  method: 'post',
  path: '/v1/suppressions',
  operationId: 'addSuppressions',
  summary: 'Put numbers on a do-not-call list: no call to them is launched from now on',
  roles: DNC_ROLES,
  bodyType: 'json',
  bodySchema: addition,
  success: { status: 200, description: 'how many are new', schema: outcome },
  async handle({ viewer, body }, desk) {
    const list = listOf(viewer, desk, body);
    const { numbers, invalid } = numbersOf(body);
    const { reason, source = 'api' } = body;
    const by = { reason, source, at: desk.clock.now(), actor: `token:${viewer.tokenId}` };
    const added = numbers.length === 0 ? 0 : await desk.suppress({ ...list, numbers, ...by });
    return { body: { added, known: numbers.length - added, invalid } };
  },
});

/** Whose list is meant, if the token may add to it. Throws OUT_OF_SCOPE or SCOPE_UNKNOWN. */
function listOf(viewer: Token, desk: Desk, { scope: wide, clientId, campaignId }: Addition) {
  if (wide === 'campaign') {
    if (campaignId === undefined) throw unnamed('campaignId');
    return { scope: wide, clientId: clientOf(viewer, desk, campaignId), campaignId };
  }
  if (wide === 'global') {
    if (isInsider(viewer)) return { scope: wide };
    throw new Problem(403, 'OUT_OF_SCOPE', 'a client adds to lists of its own', {
      remedy: 'the scope client or campaign; an operator adds for everybody',
    });
  }
  return { scope: wide, clientId: ownClient(viewer, desk, clientId) };
}

/** The client that is named, or that of the token. Throws OUT_OF_SCOPE or SCOPE_UNKNOWN. */
export function ownClient(viewer: Token, desk: Desk, clientId: string | undefined): string {
  const own = clientId ?? viewer.clientId;
  if (own === undefined) throw unnamed('clientId');
  if (!isInsider(viewer) && own !== viewer.clientId) {
    throw new Problem(403, 'OUT_OF_SCOPE', `the token is of client "${viewer.clientId ?? ''}"`, {
      remedy: 'leave clientId out: it is the one of the token then',
    });
  }
  if (!desk.engine.centre().clients.some((one) => one.clientId === own)) {
    throw new Problem(422, 'SCOPE_UNKNOWN', 'clientId names nothing in the centre', {
      remedy: 'a client of the centre file; GET /v1/centre shows them',
    });
  }
  return own;
}

const unnamed = (field: string): Problem =>
  new Problem(422, 'SCOPE_UNKNOWN', `this scope wants a ${field}`, { remedy: `say ${field}` });

const suppression = named(
  'Suppression',
  z.object({
    scope,
    clientId: z.string().optional(),
    campaignId: z.string().optional(),
    number: z.string(),
    reason: z.string(),
    source: z.string(),
    addedAt: timestamp,
    addedBy: z.string().describe('`token:<tokenId>`; clients see `token`'),
  }),
);

const checkNumber = route({
  method: 'get',
  path: '/v1/suppressions/{number}',
  operationId: 'checkNumber',
  summary: 'Which do-not-call lists a number is on, the widest first',
  roles: DNC_ROLES,
  pathSchema: z.object({ number: z.string().max(100) }),
  querySchema: z.strictObject({
    country,
  }),
  success: {
    status: 200,
    description: 'the number as it is dialed, and its entries; none: it may be called',
    schema: z.object({ number: z.string(), suppressions: z.array(suppression) }),
  },
  async handle({ viewer, path, query }, { suppressions }) {
    const number = numberOf(path.number, query.country);
    const own = isInsider(viewer) ? undefined : [viewer.clientId ?? ''];
    const found = await suppressions.check(number, own);
    return { body: { number, suppressions: own ? found.map(withoutToken) : found } };
  },
});

const withoutToken = (one: Suppression): Suppression => ({
  ...one,
  addedBy: actorOutside(one.addedBy),
});

export const suppressionRoutes: readonly Route[] = [addSuppressions, checkNumber];
