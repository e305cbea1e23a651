import { known } from '../assert';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import type { TransferDestination, TransferRequested } from '../input';
import { enterFlow, enterNode } from '../ivr/interpreter';
import { enqueue } from '../queue/enqueue';
import { forgetAgent } from '../queue/last-agent';
import { emit, type Turn } from '../turn';
import { type Call, stopServing } from './call';
import { talkers } from './guest';
import { callIn, leaveBehind, waitForTransfer } from './guest-events';
import { whyNotInvite } from './invite';
import { refused, servedCall } from './served-call';

/** How often a call may be sent on; more is a circle. */
const TRANSFERS_MAX = 10;

/** Whether a call was sent on too often already; a fact says so, and the request is refused. */
export function isSentOnTooOften(turn: Turn, call: Call): boolean {
  if ((call.transfers ?? 0) < TRANSFERS_MAX) return false;
  emit(turn, { type: 'bound.reached', bound: 'transfers of a call', limit: TRANSFERS_MAX });
  refused(turn, 'TRANSFERS_MAX', `${call.callId} was sent on ${TRANSFERS_MAX} times`);
  return true;
}

/**
 * Blind transfer: who serves is free at once, and the customer goes on to a colleague or a target
 * (music while the phone rings, back into the queue when it does not answer), a queue, or a flow.
 */
export function requestTransfer(turn: Turn, request: TransferRequested): void {
  const call = servedCall(turn, request);
  if (!call || isSentOnTooOften(turn, call)) return;
  const { callId, contactId, agentId } = call;
  const [other] = talkers(call);
  if (other) {
    const detail = `${other.agentId ?? other.targetId} takes part`;
    return void refused(turn, 'CALL_HAS_PARTIES', detail);
  }
  const { to } = request;
  if (!mayGoTo(turn, call, to)) return;
  call.transfers = (call.transfers ?? 0) + 1;
  const from = agentId === undefined ? {} : { fromAgentId: agentId };
  emit(
    turn,
    { type: 'call.transferred', callId, contactId, kind: 'blind', to, ...from },
    call.clientId,
  );
  leaveBehind(turn, call);
  send(turn, call, to);
}

function mayGoTo(turn: Turn, call: Call, to: TransferDestination): boolean {
  const { world } = turn;
  switch (to.kind) {
    case 'queue':
      return mayGoToQueue(turn, call, to.queueId);
    case 'flow': {
      const flow = world.flows.get(`${to.flowId}@${world.centreVersion}`);
      if (!flow) refused(turn, 'FLOW_UNKNOWN', to.flowId);
      else if (flow.clientId !== call.clientId) {
        refused(turn, 'FLOW_OTHER_CLIENT', `${to.flowId} is not of ${call.clientId}`);
      }
      return flow?.clientId === call.clientId;
    }
    default: {
      const found = whyNotInvite(world, call, { to, role: 'transfer' });
      if (found) refused(turn, found.code, found.detail);
      return !found;
    }
  }
}

function mayGoToQueue(turn: Turn, call: Call, queueId: string): boolean {
  const { directory, index } = turn.world;
  const queue = directory.queues.get(queueId);
  if (!queue) refused(turn, 'QUEUE_UNKNOWN', queueId);
  else if (queue.clientId !== call.clientId) {
    refused(turn, 'QUEUE_OTHER_CLIENT', `${queueId} is not of ${call.clientId}`);
  } else if (index.waitingIn(queueId) >= queue.waitingMax) {
    refused(turn, 'QUEUE_FULL', `${queue.waitingMax} wait in ${queueId}`);
  } else return true;
  return false;
}

/** The nodes of its flow that a contact goes to, from whichever queue. */
function exitsOf({ onTimeout, onFull, onLongWait, onNoAgents, onClosed, keys }: Contact) {
  return {
    onTimeout,
    onFull,
    ...(onLongWait !== undefined && { onLongWait }),
    ...(onNoAgents !== undefined && { onNoAgents }),
    ...(onClosed !== undefined && { onClosed }),
    ...(keys && { keys }),
  };
}

function send(turn: Turn, call: Call, to: TransferDestination): void {
  if (to.kind === 'agent' || to.kind === 'target') {
    waitForTransfer(turn, call);
    callIn(turn, call, { to, role: 'transfer' });
    return;
  }
  const { world } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  stopServing(call);
  call.bridgeId = undefined;
  contact.firstOfferAt = undefined;
  forgetAgent(turn, call);
  if (to.kind === 'flow') {
    moveContact(turn, contact, 'new');
    enterFlow(turn, call, `${to.flowId}@${world.centreVersion}`);
    return;
  }
  const { queueId, place } = to;
  const { priority, queuedAt } = contact;
  const skills = queueId === contact.queueId ? contact.asked : [];
  if (place === 'end') contact.leftPlace = undefined;
  else contact.leftPlace = { queueId, queuedAt };
  const next = enqueue(turn, call, {
    type: 'queue',
    queueId,
    skills,
    priority,
    ...exitsOf(contact),
  });
  if (next !== null) enterNode(turn, call, next);
}
