import { z } from 'zod';
import type { Token } from '../../port/stores';
import type { StoredConsent } from '../../store/consent-store';
import { Problem } from '../problem';
import { type Desk, type Route, route } from '../route';
import { actorOutside, isInsider } from '../scope';
import { count, idParameter, named, ownWords as text, timestamp } from '../view-schema';
import { country, invalidNumbers, numberOf, numbersAsked, numbersOf } from './asked-number';
import { DNC_ROLES, ownClient } from './suppressions';

const status = z.enum(['granted', 'withdrawn']);

const change = z.strictObject({
  clientId: idParameter.optional().describe('of the token, where that is of a client'),
  status,
  ...numbersAsked,
  at: z.int().min(0).optional().describe('when it was said, ms since the epoch; else now'),
  kind: text.optional().describe('of what is granted: form, call, contract, …; else the source'),
  evidence: text.optional().describe('where its proof is found; what is granted needs it'),
  expiresAt: z.int().min(0).optional().describe('of what is granted, after `at`; else no end'),
  source: text.describe('where it was said: a form, a call, a letter'),
  channel: text.optional().describe('by what means: web, phone, post, …'),
  textVersion: text.optional().describe('which text was agreed to'),
  reason: text,
});

type Change = z.output<typeof change>;

const outcome = z.object({
  recorded: count,
  invalid: invalidNumbers,
});

const recordConsent = route({
  method: 'post',
  path: '/v1/consents',
  operationId: 'recordConsent',
  summary: 'Write down that consent to calls was given or withdrawn: it holds from now on',
  roles: DNC_ROLES,
  bodyType: 'json',
  bodySchema: change,
  success: { status: 200, description: 'how many were written down', schema: outcome },
  async handle({ viewer, body }, desk) {
    const entry = entryOf(viewer, desk, body);
    const { numbers, invalid } = numbersOf(body);
    if (numbers.length > 0) await desk.recordConsent({ ...entry, numbers });
    return { body: { recorded: numbers.length, invalid } };
  },
});

/** Throws OUT_OF_SCOPE, SCOPE_UNKNOWN, CONSENT_INCOMPLETE or TIME_INVALID. */
function entryOf(viewer: Token, desk: Desk, body: Change) {
  const { clientId, kind, evidence, expiresAt, channel, textVersion, ...said } = body;
  const now = desk.clock.now();
  const { at = now, source, reason } = said;
  if (at > now) throw timeInvalid('what is written down has been said before', '`at` is to come');
  if (expiresAt !== undefined && expiresAt <= at) {
    throw timeInvalid('consent ends after it was given', '`expiresAt` is not after `at`');
  }
  if (said.status === 'granted' && evidence === undefined) {
    throw new Problem(422, 'CONSENT_INCOMPLETE', 'consent that is granted wants its evidence', {
      remedy: 'say where the proof is found: a recording, a file, a letter',
    });
  }
  const isGranted = said.status === 'granted';
  return {
    clientId: ownClient(viewer, desk, clientId),
    ...{ status: said.status, at, source, reason, recordedAt: now },
    actor: `token:${viewer.tokenId}`,
    ...(isGranted && { kind: kind ?? source }),
    ...(evidence !== undefined && { evidence }),
    ...(isGranted && expiresAt !== undefined && { expiresAt }),
    ...(channel !== undefined && { channel }),
    ...(textVersion !== undefined && { textVersion }),
  };
}

const timeInvalid = (detail: string, remedy: string): Problem =>
  new Problem(422, 'TIME_INVALID', detail, { remedy: `look at the times: ${remedy}` });

const consent = named(
  'Consent',
  z.object({
    clientId: z.string(),
    number: z.string(),
    status,
    at: timestamp.describe('when it was given or withdrawn'),
    kind: z.string().optional(),
    expiresAt: timestamp.optional(),
    evidence: z.string().optional(),
    source: z.string(),
    channel: z.string().optional(),
    textVersion: z.string().optional(),
    reason: z.string(),
    recordedAt: timestamp,
    recordedBy: z.string().describe('`token:<tokenId>`; clients see `token`'),
  }),
);

const showConsents = route({
  method: 'get',
  path: '/v1/consents/{number}',
  operationId: 'showConsents',
  summary: 'What was said of consent to calls of a number, the newest first',
  roles: DNC_ROLES,
  pathSchema: z.object({ number: z.string().max(100) }),
  querySchema: z.strictObject({ country, client: idParameter.optional() }),
  success: {
    status: 200,
    description: 'the number as it is dialed, and its entries; those of imports are with the leads',
    schema: z.object({ number: z.string(), consents: z.array(consent) }),
  },
  async handle({ viewer, path, query }, desk) {
    const number = numberOf(path.number, query.country);
    const isOfAll = isInsider(viewer) && query.client === undefined;
    const own = isOfAll ? undefined : [ownClient(viewer, desk, query.client)];
    const found = await desk.consents.of(number, own);
    const consents = isInsider(viewer) ? found : found.map(withoutToken);
    return { body: { number, consents } };
  },
});

const withoutToken = (one: StoredConsent): StoredConsent => ({
  ...one,
  recordedBy: actorOutside(one.recordedBy),
});

export const consentRoutes: readonly Route[] = [recordConsent, showConsents];
