import { z } from 'zod';
import { hasErrors } from '../../config/file-problem';
import type { Centre } from '../../core/centre';
import { centreOutcome } from '../centre-schema';
import { Problem } from '../problem';
import { INSIDERS, type Route, route } from '../route';

const getCentre = route({
  method: 'get',
  path: '/v1/centre',
  operationId: 'getCentre',
  summary: 'The centre as it was applied last',
  roles: INSIDERS,
  success: {
    status: 200,
    description: 'clients, providers, skills, agents, queues, flows, numbers, calendars',
    schema: z.looseObject({}),
  },
  handle: (_, { engine }) => ({ body: withoutPins(engine.centre()) }),
});

/** A PIN has few digits: its hash is as good as the PIN to who has an hour. */
const withoutPins = (centre: Centre): Centre => ({
  ...centre,
  agents: centre.agents.map((agent) =>
    agent.signIn ? { ...agent, signIn: { ...agent.signIn, pinHash: '***' } } : agent,
  ),
});

const applyCentre = route({
  method: 'post',
  path: '/v1/centre',
  operationId: 'applyCentre',
  summary: 'Replace the centre by that of a centre file, whole or not at all',
  roles: ['operator'],
  querySchema: z.strictObject({
    dryRun: z
      .enum(['true', 'false'])
      .optional()
      .describe('true: say what would change, and change nothing'),
  }),
  bodyType: 'yaml',
  success: { status: 200, description: 'what changed, or would', schema: centreOutcome },
  async handle({ viewer, query, body }, desk) {
    const outcome = await desk.applyCentre(String(body), {
      dryRun: query.dryRun === 'true',
      cause: { actor: `token:${viewer.tokenId}`, reason: 'api' },
    });
    if (hasErrors(outcome.problems)) {
      const errors = outcome.problems.filter((problem) => problem.severity === 'error');
      throw new Problem(422, 'CENTRE_REFUSED', `the centre file has ${errors.length} mistakes`, {
        remedy: 'mend the places named under "problems"; nothing was applied',
        members: { problems: outcome.problems },
      });
    }
    return { body: outcome };
  },
});

export const centreRoutes: readonly Route[] = [getCentre, applyCentre];
