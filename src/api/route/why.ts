import { z } from 'zod';
import { EXTRA_AGENT_FORM, parseExtraAgent } from '../../engine/facade/extra-agent';
import type { Role } from '../../port/stores';
import { Problem } from '../problem';
import { type Desk, INSIDERS, type Route, route } from '../route';
import { agentsSeen, isInsider, seesCall, seesRecord, type Viewer } from '../scope';
import { idParameter } from '../view-schema';
import { whyReport } from '../why-schema';
import { whyFor } from '../why-scope';

const WHY_ROLES: readonly Role[] = [...INSIDERS, 'client', 'provider'];

const extraAgent = z
  .string()
  .max(600)
  .transform((text, context) => {
    const extra = parseExtraAgent(text);
    if (!extra) context.addIssue({ code: 'custom', message: EXTRA_AGENT_FORM });
    return extra ?? z.NEVER;
  })
  .describe(`what one more agent would have changed first: ${EXTRA_AGENT_FORM}`);

const explainCall = route({
  method: 'get',
  path: '/v1/calls/{callId}/why',
  operationId: 'explainCall',
  summary: 'Why a call waited and who got it: each decision of routing, from the journal',
  roles: WHY_ROLES,
  pathSchema: z.object({ callId: idParameter }),
  querySchema: z.strictObject({ withAgent: extraAgent.optional() }),
  success: {
    status: 200,
    description: 'the decisions, as far as the token may see',
    schema: whyReport,
  },
  async handle({ viewer, path: { callId }, query: { withAgent } }, desk) {
    if (withAgent && !isInsider(viewer)) {
      throw new Problem(403, 'OUT_OF_SCOPE', 'what would have been tells of calls of others, too');
    }
    if (!isInsider(viewer) && !(await mayAsk(viewer, callId, desk))) {
      throw new Problem(404, 'CALL_NOT_FOUND', 'there is no such call');
    }
    const { providerId } = viewer;
    const first = providerId === undefined ? {} : { firstProviderId: providerId };
    return {
      body: whyFor(
        viewer,
        await desk.explain({ callId, ...first, ...(withAgent && { withAgent }) }),
      ),
    };
  },
});

/** A call that goes on is known without SQL; of one that ended there is a record. */
async function mayAsk(viewer: Viewer, callId: string, { engine, cdrs }: Desk): Promise<boolean> {
  const live = engine.calls().find((call) => call.callId === callId);
  if (live) return seesCall(viewer, live, agentsSeen(viewer, engine.centre()));
  const found = await cdrs.find(callId);
  return found !== null && found !== undefined && seesRecord(viewer, found.record);
}

export const whyRoutes: readonly Route[] = [explainCall];
