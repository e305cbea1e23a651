import type { HangupCause } from '../../port/hangup-cause';
import type { Destination } from '../../port/switch-command';
import type { Agent } from '../agent/agent';
import { assign, assignee, changeAgent, dropOffer, holdBack } from '../agent/assignment';
import { assert, known } from '../assert';
import { beginInterval, type Call, endInterval, moveCall, type Offer } from '../call/call';
import type { Leg } from '../call/leg';
import { hangUpLeg, joinLeg, newLeg } from '../call/leg-commands';
import type { RingNoAnswer } from '../centre';
import { send } from '../command';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { mintId } from '../ids';
import { emit, type Turn } from '../turn';
import type { World } from '../world';

/**
 * Rings the phones of agents for a waiting contact: of one, or of several at once, of whom the
 * first to answer has it. The contact keeps its place meanwhile.
 */
export function makeOffers(turn: Turn, contact: Contact, agents: readonly Agent[]): void {
  for (const agent of agents) makeOffer(turn, contact, agent);
  moveContact(turn, contact, 'offered');
}

function makeOffer(turn: Turn, contact: Contact, agent: Agent): void {
  const { world, at } = turn;
  turn.watch?.beforeOffer(world, contact, agent);
  const call = known(world.calls.get(contact.callId), `call ${contact.callId}`);
  const queue = known(world.directory.queues.get(contact.queueId), `queue ${contact.queueId}`);
  const { switchId } = call;
  const { agentId } = agent;
  const legId = mintId(world, 'leg');
  assign(turn, agent, contact, legId);
  newLeg(turn, {
    legId,
    switchId,
    owner: { kind: 'agent', callId: call.callId, agentId },
    clientId: call.clientId,
    phase: 'dialing',
  });
  call.offers.push({ agentId, legId });
  const { providerId } = agent.config;
  beginInterval(call, { legId, role: 'agent', agentId, providerId, kind: 'ring', startedAt: at });
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

/** An agent's phone was answered: who else rings is released, both legs go into one bridge. */
export function acceptOffer(turn: Turn, call: Call, agentLeg: Leg): void {
  const { world, at } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const offer = call.offers.find((one) => one.legId === agentLeg.legId);
  if (!offer || contact.phase !== 'offered' || agentLeg.hangup !== undefined) {
    hangUpLeg(turn, agentLeg, 'cancelled');
    return;
  }
  call.offers = call.offers.filter((one) => one !== offer);
  withdrawOffers(turn, call, contact, 'answered-elsewhere');
  delete assignee(turn, offer.agentId, offer.legId)?.missedOffers;
  call.agentId = offer.agentId;
  call.agentLegId = offer.legId;
  moveContact(turn, contact, 'assigned');
  moveCall(call, 'connecting', at);
  endInterval(call, offer.legId, at, 'answered');
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
 * The agent's leg ended before an answer. When no other phone rings the contact goes back to its
 * place; the agent goes on break with the reason, so that the same phone is not rung again and
 * again. Where the switch failed the agent stays available and is only held back for a moment.
 */
export function failOffer(turn: Turn, call: Call, leg: Leg, cause: HangupCause): void {
  const { world } = turn;
  const offer = call.offers.find((one) => one.legId === leg.legId);
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  if (!offer) return;
  const { agentId } = offer;
  const breakReason = breakReasonOf(world, leg, agentId, cause);
  const reason = breakReason ?? (cause === 'lost' ? 'switch-lost' : cause);
  closeOffer(turn, call, offer, { reason, cause, outcome: cause });
  const agent = assignee(turn, agentId, leg.legId);
  if (agent) {
    if (breakReason !== undefined) missOffer(turn, agent, contact.queueId, reason);
    else if (cause !== 'lost') holdBack(turn, agent);
    dropOffer(turn, agent);
  }
  waitOn(turn, call, contact);
}

const BREAK_AT_ONCE: RingNoAnswer = { action: 'break', after: 1, retryAfterMs: 5_000 };

/** The contact is in its line again as soon as no phone rings for it. */
function waitOn(turn: Turn, call: Call, contact: Contact): void {
  if (call.offers.length === 0) moveContact(turn, contact, 'waiting');
}

/** The agent or the phone did not take an offer: what the queue says of that follows. */
function missOffer(turn: Turn, agent: Agent, queueId: string, reason: string): void {
  const { ringNoAnswer } = turn.world.directory.queues.get(queueId) ?? {};
  const { action, after, retryAfterMs } = ringNoAnswer ?? BREAK_AT_ONCE;
  agent.missedOffers = (agent.missedOffers ?? 0) + 1;
  if (agent.status !== 'available') return;
  if (action === 'stay' || agent.missedOffers < after) return holdBack(turn, agent, retryAfterMs);
  const status = action === 'break' ? 'on-break' : 'logged-out';
  changeAgent(turn, agent, { status, reason });
}

/**
 * Takes all offers back: the caller left, or left the queue, or somebody else answered. The
 * agents are not to blame.
 */
export function withdrawOffers(turn: Turn, call: Call, contact: Contact, reason: string): void {
  assert(contact.phase === 'offered', `contact ${contact.contactId} is ${contact.phase}`);
  for (const offer of [...call.offers]) withdrawOffer(turn, call, offer, reason);
}

/** Takes one phone's offer back, by no fault of it; the contact waits again if it was the last. */
export function withdrawFrom(turn: Turn, call: Call, legId: string, reason: string): void {
  const offer = call.offers.find((one) => one.legId === legId);
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  if (!offer) return;
  withdrawOffer(turn, call, offer, reason);
  waitOn(turn, call, contact);
}

function withdrawOffer(turn: Turn, call: Call, offer: Offer, reason: string): void {
  closeOffer(turn, call, offer, { reason, cause: 'cancelled', outcome: reason });
  const agent = assignee(turn, offer.agentId, offer.legId);
  if (agent) dropOffer(turn, agent);
  const leg = turn.world.legs.get(offer.legId);
  if (leg) hangUpLeg(turn, leg, 'cancelled');
}

interface OfferEnd {
  readonly reason: string;
  readonly cause: HangupCause;
  /** Of the ringing, for the record. */
  readonly outcome: string;
}

/** This phone does not ring for the call any more. */
function closeOffer(turn: Turn, call: Call, offer: Offer, end: OfferEnd): void {
  const { agentId, legId } = offer;
  const { reason, cause, outcome } = end;
  call.offers = call.offers.filter((one) => one !== offer);
  endInterval(call, legId, turn.at, outcome);
  const { contactId, callId, queueId = '' } = call;
  emit(
    turn,
    { type: 'offer.failed', contactId, callId, queueId, agentId, reason, cause },
    call.clientId,
  );
}
