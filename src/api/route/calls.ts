import { z } from 'zod';
import type { HangupRequested, HoldRequested, RetrieveRequested } from '../../core/input';
import type { Role } from '../../port/stores';
import { callsFor, visibleCall } from '../call-control';
import { EVERYONE, INSIDERS, type Route, route } from '../route';
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
      visibleCall(viewer, engine, callId);
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
