import { z } from 'zod';
import type { InputBody, PartyDestination, TransferDestination } from '../../core/input';
import type { Engine } from '../../engine/facade';
import type { Role } from '../../port/stores';
import { visibleCall } from '../call-control';
import { Problem } from '../problem';
import { INSIDERS, type Route, route } from '../route';
import type { Viewer } from '../scope';
import { submit } from '../submission';
import { idParameter, submitted } from '../view-schema';

/** The talk belongs to the one who has it, and to those who run the centre. */
const ROLES: readonly Role[] = [...INSIDERS, 'agent'];

const ONE_OF_THEM = 'name exactly one of them';
const party = z
  .strictObject({
    agent: idParameter.optional().describe('an agent of the centre'),
    target: idParameter.optional().describe('a transfer target of the centre file'),
  })
  .refine(isOne, { message: ONE_OF_THEM });

const destination = z
  .strictObject({
    agent: idParameter.optional().describe('an agent of the centre'),
    target: idParameter.optional().describe('a transfer target of the centre file'),
    queue: idParameter.optional(),
    flow: idParameter.optional(),
    place: z
      .enum(['keep', 'end'])
      .optional()
      .describe('in the queue: with the age that it has (default), or at the end of the line'),
  })
  .refine(({ place: _, ...to }) => isOne(to), { message: ONE_OF_THEM })
  .refine(({ place, queue }) => place === undefined || queue !== undefined, {
    path: ['place'],
    message: 'only a queue has places',
  });

function isOne(named: Readonly<Record<string, unknown>>): boolean {
  return Object.values(named).filter((value) => value !== undefined).length === 1;
}

const partyOf = ({ agent, target }: z.output<typeof party>): PartyDestination =>
  agent === undefined
    ? { kind: 'target', targetId: target ?? '' }
    : { kind: 'agent', agentId: agent };

function destinationOf(written: z.output<typeof destination>): TransferDestination {
  const { queue, flow, place } = written;
  if (queue !== undefined) {
    return { kind: 'queue', queueId: queue, ...(place === 'end' && { place }) };
  }
  return flow === undefined ? partyOf(written) : { kind: 'flow', flowId: flow };
}

interface Operation<B> {
  /** Behind the call's path. */
  readonly verb: string;
  readonly operationId: string;
  readonly summary: string;
  readonly roles?: readonly Role[];
  readonly schema?: z.ZodType<B>;
  /** `asked`: the call, and the agent whom the token is of. */
  readonly input: (asked: { callId: string; agentId?: string }, body: B) => InputBody;
  /** Who may ask; default: who serves the call, and insiders. */
  readonly check?: (viewer: Viewer, engine: Engine, asked: { callId: string; body: B }) => void;
}

const operation = <B>({ verb, operationId, summary, ...rest }: Operation<B>): Route =>
  route<{ callId: string }, unknown, B>({
    method: 'post',
    path: `/v1/calls/{callId}/${verb}`,
    operationId,
    summary,
    roles: rest.roles ?? ROLES,
    pathSchema: z.object({ callId: idParameter }),
    ...(rest.schema && { bodySchema: rest.schema, bodyType: 'json' as const }),
    success: {
      status: 202,
      description: 'it is under way; the outcome is a fact in /v1/live',
      schema: submitted,
    },
    async handle({ viewer, path: { callId }, body }, { engine }) {
      if (rest.check) rest.check(viewer, engine, { callId, body });
      else visibleCall(viewer, engine, callId);
      const own = viewer.role === 'agent' ? { agentId: viewer.agentId ?? '' } : {};
      const { seq, at } = await submit(engine, viewer, rest.input({ callId, ...own }, body));
      return { status: 202, body: { seq, at } };
    },
  });

const CHANGES = {
  complete: 'The one consulted takes the call over: an attended transfer',
  cancel: 'Back to the customer, without the one consulted',
  swap: 'From the one consulted to the customer, or back',
  merge: 'All together: the one consulted takes part in a conference',
} as const;

const changes = (Object.keys(CHANGES) as (keyof typeof CHANGES)[]).map((change) =>
  operation({
    verb: `consult/${change}`,
    operationId: `${change}Consultation`,
    summary: CHANGES[change],
    input: (asked) => ({ type: 'call.consult-change-requested', ...asked, change }),
  }),
);

/** An agent answers for itself alone. */
function checkSelf(viewer: Viewer, _: Engine, { body }: { body: { agent: string } }): void {
  if (viewer.role !== 'agent' || viewer.agentId === body.agent) return;
  throw new Problem(403, 'OUT_OF_SCOPE', `the token is of agent "${viewer.agentId ?? ''}"`);
}

const agentBody = z.strictObject({ agent: idParameter });
const slotText = z.string().regex(/^[A-Za-z0-9][\w-]{0,15}$/, 'letters and digits, at most 16');

export const partyRoutes: readonly Route[] = [
  operation({
    verb: 'transfer',
    operationId: 'transferCall',
    summary: 'Send the call on, blindly: to a colleague, a target outside, a queue or a flow',
    schema: destination,
    input: (asked, body) => ({
      type: 'call.transfer-requested',
      ...asked,
      to: destinationOf(body),
    }),
  }),
  operation({
    verb: 'consult',
    operationId: 'consultOnCall',
    summary: 'Put the customer on hold and talk with somebody else first',
    schema: party,
    input: (asked, body) => ({ type: 'call.consult-requested', ...asked, to: partyOf(body) }),
  }),
  ...changes,
  operation({
    verb: 'conference',
    operationId: 'inviteToCall',
    summary: 'One more takes part, heard by all as soon as it answers',
    schema: party,
    input: (asked, body) => ({ type: 'call.conference-requested', ...asked, to: partyOf(body) }),
  }),
  operation({
    verb: 'leave',
    operationId: 'leaveCall',
    summary: 'One leaves a conference, or is taken out of it; the others go on',
    schema: party,
    check: (viewer, engine, { callId, body }) => {
      const isSelf = viewer.role === 'agent' && body.agent === viewer.agentId;
      visibleCall(viewer, engine, callId, { isForParties: isSelf });
    },
    input: (asked, body) => ({ type: 'call.leave-requested', ...asked, party: partyOf(body) }),
  }),
  operation({
    verb: 'park',
    operationId: 'parkCall',
    summary: 'The customer hears music in a slot until somebody picks the call up',
    schema: z.strictObject({ slot: slotText.optional().describe('default: the next free number') }),
    input: (asked, { slot }) => ({
      type: 'call.park-requested',
      ...asked,
      ...(slot !== undefined && { slot }),
    }),
  }),
  operation({
    verb: 'pick-up',
    operationId: 'pickUpCall',
    summary: "Take a parked call: the agent's phone rings, and is joined with the customer",
    schema: agentBody,
    check: checkSelf,
    input: ({ callId }, { agent }) => ({ type: 'call.pick-up-requested', callId, agentId: agent }),
  }),
  operation({
    verb: 'supervise',
    operationId: 'superviseCall',
    summary: "A supervisor's phone rings, and listens, whispers to the agent, or barges in",
    roles: INSIDERS,
    schema: z.strictObject({
      agent: idParameter.describe('the supervisor: an agent with `supervises`'),
      mode: z.enum(['listen', 'whisper', 'barge']),
    }),
    input: ({ callId }, { agent, mode }) => ({
      type: 'call.supervise-requested',
      callId,
      supervisorId: agent,
      mode,
    }),
  }),
  operation({
    verb: 'supervise/end',
    operationId: 'endSupervision',
    summary: 'The supervisor leaves; the call goes on',
    roles: INSIDERS,
    schema: agentBody,
    input: ({ callId }, { agent }) => ({
      type: 'call.supervise-end-requested',
      callId,
      supervisorId: agent,
    }),
  }),
];
