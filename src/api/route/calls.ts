import { z } from 'zod';
import type { HangupRequested, HoldRequested, RetrieveRequested } from '../../core/input';
import type { CallView, Engine } from '../../engine/facade';
import type { Role } from '../../port/stores';
import { Problem } from '../problem';
import { EVERYONE, INSIDERS, type Route, route } from '../route';
import { agentsSeen, callFor, seesCall, type Viewer } from '../scope';
import { submit } from '../submission';
import { callView, idParameter, submitted } from '../view-schema';

const listCalls = route({
  method: 'get',
  path: '/v1/calls',
  operationId: 'listCalls',
  summary: 'Calls that are going on',
  roles: EVERYONE,
  success: {
    status: 200,
    description: 'calls that the token may see',
    schema: z.object({ calls: z.array(callView) }),
  },
  handle: ({ viewer }, { engine }) => ({ body: { calls: callsFor(viewer, engine) } }),
});

function callsFor(viewer: Viewer, engine: Engine): readonly CallView[] {
  const agents = agentsSeen(viewer, engine.centre());
  return engine
    .calls()
    .filter((call) => seesCall(viewer, call, agents))
    .map((call) => callFor(viewer, call));
}

/** The talk belongs to the one who has it, and to those who run the centre. */
const CONTROL_ROLES: readonly Role[] = [...INSIDERS, 'agent'];

type ControlType = (HoldRequested | RetrieveRequested | HangupRequested)['type'];

const control = (verb: string, type: ControlType, summary: string): Route =>
  route({
    method: 'post',
    path: `/v1/calls/{callId}/${verb}`,
    operationId: `${verb}Call`,
    summary,
    roles: CONTROL_ROLES,
    pathSchema: z.object({ callId: idParameter }),
    success: {
      status: 202,
      description: 'the switch was asked; the outcome is a fact in /v1/live',
      schema: submitted,
    },
    async handle({ viewer, path: { callId } }, { engine }) {
      if (!callsFor(viewer, engine).some((call) => call.callId === callId)) {
        throw new Problem(404, 'CALL_NOT_FOUND', 'no such call is going on');
      }
      const { seq, at } = await submit(engine, viewer, { type, callId });
      return { status: 202, body: { seq, at } };
    },
  });

export const callRoutes: readonly Route[] = [
  listCalls,
  control('hold', 'call.hold-requested', 'Put the caller on hold: music, the agent hears nothing'),
  control('retrieve', 'call.retrieve-requested', 'Take the caller back from hold'),
  control('hangup', 'call.hangup-requested', 'End the call'),
];
