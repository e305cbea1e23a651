import type { HangupCause } from '../../port/hangup-cause';
import type { Destination } from '../../port/switch-command';
import type { Agent } from '../agent/agent';
import { assign, assignee, changeAgent, dropOffer, holdBack } from '../agent/assignment';
import { known } from '../assert';
import { type Call, moveCall, moveParty } from '../call/call';
import type { Leg } from '../call/leg';
import { hangUpLeg, joinLeg, newLeg } from '../call/leg-commands';
import { send } from '../command';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { mintId } from '../ids';
import { emit, type Turn } from '../turn';
import type { World } from '../world';

/** Rings an agent's phone for a waiting contact. The contact keeps its place meanwhile. */
export function makeOffer(turn: Turn, contact: Contact, agent: Agent): void {
  const { world, at } = turn;
  turn.watch?.beforeOffer(world, contact, agent);
  const call = known(world.calls.get(contact.callId), `call ${contact.callId}`);
  const queue = known(world.directory.queues.get(contact.queueId), `queue ${contact.queueId}`);
  const { switchId } = call;
  const { agentId } = agent;
  const legId = mintId(world, 'leg');
  assign(turn, agent, contact, legId);
  moveContact(turn, contact, 'offered');
  newLeg(turn, {
    legId,
    switchId,
    owner: { kind: 'agent', callId: call.callId, agentId },
    clientId: call.clientId,
    phase: 'dialing',
  });
  call.agentId = agentId;
  call.agentLegId = legId;
  const { providerId } = agent.config;
  moveParty(call, { legId, role: 'agent', agentId, providerId, kind: 'ring', startedAt: at }, at);
  send(turn, switchId, {
    type: 'originate',
    legId,
    to: phoneOf(turn.world, agent, switchId),
    callerNumber: call.ani,
    callerName: queue.name,
    ringTimeoutMs: queue.ringTimeoutMs,
  });
  const { contactId, callId, queueId, waitingSince } = contact;
  const waitedMs = at - waitingSince;
  emit(
    turn,
    { type: 'offer.made', contactId, callId, queueId, agentId, legId, waitedMs },
    call.clientId,
  );
}

/** How a switch calls an agent's phone: as its own, or through the tie line to the phone's. */
function phoneOf(world: World, agent: Agent, switchId: string): Destination {
  const { device, switchId: home } = agent.config.phone;
  if (home === switchId) return { kind: 'device', device };
  const { trunk } = known(world.directory.tieLine(switchId, home), `tie line to ${home}`);
  return { kind: 'number', number: device, trunk };
}

/** The agent's phone was answered: both legs go into one bridge. */
export function acceptOffer(turn: Turn, call: Call, agentLeg: Leg): void {
  const { world, at } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const isWanted = contact.phase === 'offered' && call.agentLegId === agentLeg.legId;
  if (!isWanted || agentLeg.hangup !== undefined) {
    hangUpLeg(turn, agentLeg, 'cancelled');
    return;
  }
  moveContact(turn, contact, 'assigned');
  moveCall(call, 'connecting', at);
  moveParty(call, null, at, 'answered');
  call.bridgeId = mintId(world, 'bridge');
  const customer = known(world.legs.get(call.legId), `leg ${call.legId}`);
  customer.rejoins = 0;
  if (customer.phase === 'offered') {
    send(turn, customer.switchId, { type: 'answer', legId: customer.legId });
  }
  joinLeg(turn, customer, call.bridgeId);
  joinLeg(turn, agentLeg, call.bridgeId);
}

/** Why an agent goes on break: what the phone did. For a switch's faults nobody is to blame. */
const BREAK_REASON: Partial<Record<HangupCause, string>> = {
  'no-answer': 'ring-no-answer',
  rejected: 'offer-rejected',
  busy: 'phone-busy',
  unreachable: 'phone-unreachable',
  'unallocated-number': 'phone-unreachable',
};

/** A phone that a tie line did not reach may well be there: the line failed, not the agent. */
function breakReasonOf(
  world: World,
  leg: Leg,
  agentId: string,
  cause: HangupCause,
): string | undefined {
  const home = world.agents.get(agentId)?.config.phone.switchId;
  const isByTieLine = home !== undefined && home !== leg.switchId;
  return isByTieLine && cause === 'unreachable' ? undefined : BREAK_REASON[cause];
}

/**
 * The agent's leg ended before an answer. The contact goes back to its place; the agent goes on
 * break with the reason, so that the same phone is not rung again and again. Where the switch
 * failed the agent stays available and is only held back for a moment.
 */
export function failOffer(turn: Turn, call: Call, leg: Leg, cause: HangupCause): void {
  if (call.agentLegId !== leg.legId || leg.owner.kind !== 'agent') return;
  const { world } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  if (contact.phase !== 'offered') return;
  const breakReason = breakReasonOf(world, leg, leg.owner.agentId, cause);
  const reason = breakReason ?? (cause === 'lost' ? 'switch-lost' : cause);
  leaveAgent(turn, call, cause);
  const { contactId, callId, queueId } = contact;
  const { agentId } = leg.owner;
  emit(
    turn,
    { type: 'offer.failed', contactId, callId, queueId, agentId, reason, cause },
    call.clientId,
  );
  const agent = assignee(turn, agentId, leg.legId);
  if (agent) {
    const isBreak = breakReason !== undefined && agent.status === 'available';
    if (isBreak) changeAgent(turn, agent, { status: 'on-break', reason });
    else if (cause !== 'lost') holdBack(turn, agent);
    dropOffer(turn, agent);
  }
  moveContact(turn, contact, 'waiting');
}

/** Takes the offer back: the caller left, or left the queue. The agent is not to blame. */
export function withdrawOffer(turn: Turn, call: Call, contact: Contact, reason: string): void {
  const leg = call.agentLegId === undefined ? undefined : turn.world.legs.get(call.agentLegId);
  if (leg?.owner.kind !== 'agent') return;
  const { contactId, callId, queueId } = contact;
  const { agentId } = leg.owner;
  leaveAgent(turn, call, reason);
  emit(
    turn,
    { type: 'offer.failed', contactId, callId, queueId, agentId, reason, cause: 'cancelled' },
    call.clientId,
  );
  const agent = assignee(turn, agentId, leg.legId);
  if (agent) dropOffer(turn, agent);
  hangUpLeg(turn, leg, 'cancelled');
}

/** The call has no agent any more. */
function leaveAgent(turn: Turn, call: Call, outcome: string): void {
  moveParty(call, null, turn.at, outcome);
  delete call.agentId;
  delete call.agentLegId;
}
