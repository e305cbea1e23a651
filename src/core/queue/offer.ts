import type { HangupCause } from '../../port/hangup-cause';
import type { Agent } from '../agent/agent';
import { assign, assignee, changeAgent, dropOffer, holdBack } from '../agent/assignment';
import { lineOf, returnLine } from '../agent/line';
import { destinationOf } from '../agent/reach';
import { assert, known } from '../assert';
import {
  beginInterval,
  type Call,
  customerNumber,
  endInterval,
  moveCall,
  type Offer,
} from '../call/call';
import { callOf, type Leg } from '../call/leg';
import { hangUpLeg, joinLeg, newLeg, playTo } from '../call/leg-commands';
import type { RingNoAnswer } from '../centre';
import { send } from '../command';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { mintId } from '../ids';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import type { World } from '../world';
import { whyNot } from './why-not';

/**
 * Rings the phones of agents for a waiting contact: of one, or of up to `ringMax` at once, of whom
 * the first to answer has it. The contact keeps its place meanwhile. A line that stands is as good
 * as answered: where one is among them, its agent alone is offered the contact, and no phone rings.
 */
export function makeOffers(
  turn: Turn,
  contact: Contact,
  agents: readonly Agent[],
  ringMax: number,
): readonly Agent[] {
  const standing = agents.slice(0, ringMax).find((agent) => lineOf(turn, agent));
  const rung = standing ? [standing] : [];
  if (standing) makeOffer(turn, contact, standing);
  for (const agent of standing ? [] : agents) {
    if (rung.length >= ringMax) break;
    // Each one who rings makes what others keep in reserve smaller by one.
    if (rung.length > 0 && (lineOf(turn, agent) || whyNot(turn.world, agent, contact))) continue;
    makeOffer(turn, contact, agent);
    rung.push(agent);
  }
  moveContact(turn, contact, 'offered');
  const call = known(turn.world.calls.get(contact.callId), `call ${contact.callId}`);
  const lent = call.offers.find(({ legId }) => turn.world.legs.get(legId)?.owner.kind === 'line');
  if (lent) takeOffer(turn, call, lent);
  return rung;
}

function makeOffer(turn: Turn, contact: Contact, agent: Agent): void {
  const { world, at } = turn;
  turn.watch?.beforeOffer(world, contact, agent);
  const call = known(world.calls.get(contact.callId), `call ${contact.callId}`);
  const { agentId } = agent;
  const line = lineOf(turn, agent);
  const legId = line?.legId ?? mintId(world, 'leg');
  assign(turn, agent, contact, legId);
  call.offers.push({ agentId, legId });
  const { providerId } = agent.config;
  beginInterval(call, { legId, role: 'agent', agentId, providerId, kind: 'ring', startedAt: at });
  if (!line) ring(turn, call, agent, legId);
  const { contactId, callId, queueId, waitingSince } = contact;
  const waitedMs = at - waitingSince;
  emit(
    turn,
    { type: 'offer.made', contactId, callId, queueId, agentId, legId, waitedMs },
    call.clientId,
  );
}

function ring(turn: Turn, call: Call, agent: Agent, legId: string): void {
  const { world } = turn;
  const { switchId, callId, clientId, queueId = '' } = call;
  const queue = known(world.directory.queues.get(queueId), `queue ${queueId}`);
  const owner = { kind: 'agent', callId, agentId: agent.agentId } as const;
  newLeg(turn, { legId, switchId, owner, clientId, phase: 'dialing' });
  send(turn, switchId, {
    type: 'originate',
    legId,
    to: destinationOf(world, agent, switchId),
    callerNumber: customerNumber(call),
    callerName: queue.name,
    ringTimeoutMs: queue.ringTimeoutMs,
  });
}

/** The agent's phone was answered; where a mailbox may answer, a key has to be pressed first. */
export function acceptOffer(turn: Turn, call: Call, agentLeg: Leg): void {
  const offer = call.offers.find((one) => one.legId === agentLeg.legId);
  if (!offer || agentLeg.hangup !== undefined) return hangUpLeg(turn, agentLeg, 'cancelled');
  const agent = turn.world.agents.get(offer.agentId);
  if (agent?.config.phone.confirm) return askToConfirm(turn, call, agentLeg);
  takeOffer(turn, call, offer);
}

/** How long somebody who answered has to press the key. */
const CONFIRM_MS = 15_000;

export function askToConfirm(turn: Turn, { language }: Call, { legId }: Leg): void {
  playTo(turn, legId, { media: [`sound:${language}/leitstand/agent-confirm`], bargeIn: true });
  setTimer(turn, { kind: 'confirm', legId }, turn.at + CONFIRM_MS);
}

/** A digit on an agent's leg: who was asked to confirm an offer takes it with 1. */
export function confirmOffer(turn: Turn, call: Call, leg: Leg, digit: string): void {
  const offer = call.offers.find((one) => one.legId === leg.legId);
  if (!offer || !turn.world.timers.has(`confirm:${leg.legId}`)) return;
  if (digit === '1') return takeOffer(turn, call, offer);
  refuseOffer(turn, call, leg, 'rejected');
}

/** Nobody pressed the key: a mailbox, most likely. */
export function noteUnconfirmed(turn: Turn, legId: string): void {
  const leg = turn.world.legs.get(legId);
  const call = leg && callOf(turn.world, leg);
  if (leg && call) refuseOffer(turn, call, leg, 'no-answer');
}

function refuseOffer(turn: Turn, call: Call, leg: Leg, cause: 'rejected' | 'no-answer'): void {
  failOffer(turn, call, leg, cause);
  hangUpLeg(turn, leg, cause);
}

/** An agent has the call: who else rings is released, both legs go into one bridge. */
function takeOffer(turn: Turn, call: Call, offer: Offer): void {
  const { world, at } = turn;
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  const agentLeg = known(world.legs.get(offer.legId), `leg ${offer.legId}`);
  clearTimer(turn, { kind: 'confirm', legId: offer.legId });
  call.offers = call.offers.filter((one) => one !== offer);
  withdrawOffers(turn, call, contact, 'answered-elsewhere');
  const agent = assignee(turn, offer.agentId, offer.legId);
  if (agent) agent.missedOffers = undefined;
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
  if (agent && leg?.owner.kind === 'line') returnLine(turn, agent, leg);
  else if (leg) hangUpLeg(turn, leg, 'cancelled');
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
  clearTimer(turn, { kind: 'confirm', legId });
  call.offers = call.offers.filter((one) => one !== offer);
  endInterval(call, legId, turn.at, outcome);
  const { contactId, callId, queueId = '' } = call;
  emit(
    turn,
    { type: 'offer.failed', contactId, callId, queueId, agentId, reason, cause },
    call.clientId,
  );
}
