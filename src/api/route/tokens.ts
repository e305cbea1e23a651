import { z } from 'zod';
import type { Engine } from '../../engine/facade';
import { Problem } from '../problem';
import { type Route, route } from '../route';
import { idParameter, role, tokenView } from '../view-schema';

const EXPIRES_DAYS_MAX = 3660;
const DAY_MS = 86_400_000;

/** Which scope a role has to name, and no other. */
const SCOPE = {
  operator: undefined,
  supervisor: undefined,
  client: 'clientId',
  provider: 'providerId',
  agent: 'agentId',
} as const;

const SCOPES = ['clientId', 'providerId', 'agentId'] as const;

const newToken = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(80)
      .regex(/^[^\p{Cc}]*$/u, 'no control characters')
      .describe('what it is for'),
    role,
    clientId: idParameter.optional(),
    providerId: idParameter.optional(),
    agentId: idParameter.optional(),
    expiresInDays: z.int().min(1).max(EXPIRES_DAYS_MAX).optional().describe('absent: never'),
  })
  .superRefine((body, context) => {
    const wanted = SCOPE[body.role];
    for (const scope of SCOPES) {
      const isGiven = body[scope] !== undefined;
      if (isGiven === (scope === wanted)) continue;
      const message = isGiven
        ? `a token of role "${body.role}" has no ${scope}`
        : `a token of role "${body.role}" names its ${scope}`;
      context.addIssue({ code: 'custom', path: [scope], message });
    }
  });

const listTokens = route({
  method: 'get',
  path: '/v1/tokens',
  operationId: 'listTokens',
  summary: 'Tokens without their secrets, which are kept nowhere',
  roles: ['operator'],
  success: {
    status: 200,
    description: 'all tokens',
    schema: z.object({ tokens: z.array(tokenView) }),
  },
  handle: async (_, { tokens }) => ({ body: { tokens: await tokens.list() } }),
});

const createToken = route({
  method: 'post',
  path: '/v1/tokens',
  operationId: 'createToken',
  summary: 'Make a token; its secret is told this once',
  roles: ['operator'],
  bodyType: 'json',
  bodySchema: newToken,
  success: {
    status: 201,
    description: 'the token and its secret',
    schema: z.object({ token: tokenView, secret: z.string() }),
  },
  async handle({ body }, { tokens, engine, clock }) {
    judgeScope(body, engine);
    const { expiresInDays, name, role: tokenRole, clientId, providerId, agentId } = body;
    const created = await tokens.create({
      name,
      role: tokenRole,
      ...(clientId === undefined ? {} : { clientId }),
      ...(providerId === undefined ? {} : { providerId }),
      ...(agentId === undefined ? {} : { agentId }),
      ...(expiresInDays === undefined ? {} : { expiresAt: clock.now() + expiresInDays * DAY_MS }),
    });
    return { status: 201, body: created };
  },
});

/** A scope that names nothing in the centre is most likely a slip. */
function judgeScope(body: z.output<typeof newToken>, engine: Engine): void {
  const { clients, providers, agents } = engine.centre();
  const unknown: readonly (readonly [string, string | undefined, readonly string[]])[] = [
    ['clientId', body.clientId, clients.map((entry) => entry.clientId)],
    ['providerId', body.providerId, providers.map((entry) => entry.providerId)],
    ['agentId', body.agentId, agents.map((entry) => entry.agentId)],
  ];
  for (const [field, id, known] of unknown) {
    if (id === undefined || known.includes(id)) continue;
    const message = 'the centre has nothing of this id';
    throw new Problem(422, 'SCOPE_UNKNOWN', `${field} names nothing in the centre`, {
      errors: [{ field: `body.${field}`, code: 'SCOPE_UNKNOWN', message }],
    });
  }
}

const revokeToken = route({
  method: 'delete',
  path: '/v1/tokens/{tokenId}',
  operationId: 'revokeToken',
  summary: 'Revoke a token; live feeds that it opened end with the next heartbeat',
  roles: ['operator'],
  pathSchema: z.object({ tokenId: idParameter }),
  success: { status: 204, description: 'it is good for nothing any more' },
  async handle({ viewer, path: { tokenId } }, { tokens }) {
    if (tokenId === viewer.tokenId) {
      throw new Problem(409, 'TOKEN_IN_USE', 'this is the token that asks', {
        remedy: 'revoke it with another one, so that you do not lock yourself out',
      });
    }
    if (await tokens.revoke(tokenId)) return { status: 204 };
    throw new Problem(404, 'TOKEN_NOT_FOUND', 'there is no such token');
  },
});

export const tokenRoutes: readonly Route[] = [listTokens, createToken, revokeToken];
