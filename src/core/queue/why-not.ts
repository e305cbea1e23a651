import type { Agent } from '../agent/agent';
import { unreachable } from '../agent/reach';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { eligibleFrom } from './eligible-from';
import { meets, unmet } from './requirement';
import { lackText } from './requirement-text';
import { reservingQueue } from './reserve';

/** Every reason for which an agent cannot be offered a contact. A closed list. */
export type Clause =
  /** The contact does not wait (any more). */
  | 'contact-not-waiting'
  /** The contact's switch is down, or not reconciled yet. */
  | 'contact-switch-down'
  /** Logged out or on break. */
  | 'status'
  /** Has an assignment: an offer, a call, or wrap-up. */
  | 'state'
  /** The last offer to this agent failed a moment ago. */
  | 'held-back'
  /** The agent's provider may not work for the contact's client. */
  | 'entitlement'
  /** The agent's own level for the contact's queue is 0. */
  | 'not-for-queue'
  /** The queue is served by agents of other providers, or so far. */
  | 'provider'
  /** A skill is missing, not good enough, or one that is not wanted. */
  | 'requirement'
  /** The agent's switch is down, or not reconciled yet. */
  | 'agent-switch-down'
  /** The agent's phone is on another switch than the caller, and no tie line leads there. */
  | 'other-switch'
  /** The switch says that the tie line to the agent's switch cannot be reached. */
  | 'tie-line-unreachable'
  /** The agent's nailed-up line does not stand. */
  | 'line-down'
  /** The switch says that the agent's phone cannot be reached. */
  | 'phone-unreachable'
  /** For a while it is left to the caller's own or last agent, who is there to take it. */
  | 'sticky-hold'
  /** Another queue keeps its last idle agents for itself. */
  | 'reserve'
  /** The agent is kept for whoever answers a line that rings. */
  | 'reserved-for-dialer';

/**
 * Whether a clause is about the single contact, so that one behind it in its line may be free of
 * it. All others hold of the agent, or of agent and line.
 */
export const IS_OF_CONTACT: Readonly<Record<Clause, boolean>> = {
  'contact-not-waiting': true,
  'contact-switch-down': false,
  status: false,
  state: false,
  'held-back': false,
  entitlement: false,
  'not-for-queue': false,
  provider: false,
  requirement: false,
  'agent-switch-down': false,
  'other-switch': false,
  'tie-line-unreachable': false,
  'line-down': false,
  'phone-unreachable': false,
  'sticky-hold': true,
  reserve: false,
  'reserved-for-dialer': true,
};

export interface WhyNot {
  readonly clause: Clause;
  readonly detail: string;
  /** When the clause ends by itself (ms, UTC); a timer is set for then. */
  readonly expiresAt?: number;
}

/**
 * Why this agent cannot be offered this contact now: the first clause that forbids it, or null.
 * Total and without side effects; routing, `leitstand why` and the tests of law 3 all use it.
 */
export function whyNot(world: World, agent: Agent, contact: Contact): WhyNot | null {
  if (contact.phase !== 'waiting') {
    return { clause: 'contact-not-waiting', detail: contact.phase };
  }
  return (
    agentBusy(world, agent) ??
    keptForLine(agent, contact) ??
    agentUnfit(world, agent, contact) ??
    unreachable(world, agent, contact) ??
    stickyHold(world, agent, contact) ??
    inReserve(world, agent, contact)
  );
}

/** Why this agent could not take this contact if it were on the line; or null. */
export function whyUnable(world: World, agent: Agent, contact: Contact): WhyNot | null {
  return (
    agentBusy(world, agent) ??
    keptForLine(agent, contact) ??
    agentUnfit(world, agent, contact) ??
    unreachable(world, agent, contact) ??
    inReserve(world, agent, contact)
  );
}

/** Whether the agent wants, and is free for, anything at all. */
export function agentBusy(world: World, agent: Agent): WhyNot | null {
  if (agent.status !== 'available') {
    return { clause: 'status', detail: agent.reason ?? agent.status };
  }
  if (agent.state === 'idle' && !agent.assignment) return heldBack(agent);
  const timer = world.timers.get(`wrap-up:${agent.agentId}`);
  return { clause: 'state', detail: agent.state, ...(timer && { expiresAt: timer.at }) };
}

/** Whether a line rings for the agent that is not this attempt's, if it is one's at all. */
export function keptForLine(
  { reservedFor }: Agent,
  { attemptId }: Pick<Contact, 'attemptId'>,
): WhyNot | null {
  if (reservedFor === undefined || reservedFor === attemptId) return null;
  return { clause: 'reserved-for-dialer', detail: 'a line rings for this agent' };
}

function heldBack({ heldBackUntil }: Agent): WhyNot | null {
  if (heldBackUntil === undefined) return null;
  return { clause: 'held-back', detail: 'the last offer failed', expiresAt: heldBackUntil };
}

function agentUnfit(world: World, agent: Agent, contact: Contact): WhyNot | null {
  if (!world.directory.mayServe(agent.config.providerId, contact.clientId)) {
    return { clause: 'entitlement', detail: `${agent.config.providerId} for ${contact.clientId}` };
  }
  if (agent.config.queues?.[contact.queueId] === 0) {
    return { clause: 'not-for-queue', detail: `level 0 for ${contact.queueId}` };
  }
  return notItsProvider(world, agent, contact) ?? notSkilled(world, agent, contact);
}

function notItsProvider(world: World, agent: Agent, contact: Contact): WhyNot | null {
  const { providerIds } = contact;
  const { providerId } = agent.config;
  if (!providerIds || providerIds.includes(providerId)) return null;
  const expiresAt = eligibleFrom(
    world,
    agent,
    contact,
    (stage) => stage.providerIds?.includes(providerId) ?? true,
  );
  const detail = `${providerId} for ${contact.queueId}`;
  return { clause: 'provider', detail, ...(expiresAt !== undefined && { expiresAt }) };
}

function notSkilled(world: World, agent: Agent, contact: Contact): WhyNot | null {
  const { skills } = agent.config;
  const lacking = unmet(skills, contact.requirement);
  if (!lacking) return null;
  const expiresAt = eligibleFrom(world, agent, contact, ({ requirement }, had) =>
    meets(had, requirement),
  );
  const detail = lackText(skills, lacking);
  return { clause: 'requirement', detail, ...(expiresAt !== undefined && { expiresAt }) };
}

/**
 * Nothing is held for an agent who is logged out or on break, or who may not or cannot take it;
 * one who is merely busy is waited for.
 */
function stickyHold(world: World, agent: Agent, contact: Contact): WhyNot | null {
  const { preferred } = contact;
  if (preferred?.heldUntil === undefined || preferred.agentId === agent.agentId) return null;
  const wanted = world.agents.get(preferred.agentId);
  if (wanted?.status !== 'available') return null;
  const isAway = agentUnfit(world, wanted, contact) ?? unreachable(world, wanted, contact);
  // A line that is down comes back, or sends its agent on break.
  if (isAway && isAway.clause !== 'line-down') return null;
  const detail = `for its ${preferred.why} agent`;
  return { clause: 'sticky-hold', detail, expiresAt: preferred.heldUntil };
}

/** Another client's queue is not named: those who read of their own are not to hear of it. */
function inReserve(world: World, agent: Agent, contact: Contact): WhyNot | null {
  const queue = reservingQueue(world, agent, contact.queueId);
  if (!queue) return null;
  const isOwn = queue.clientId === contact.clientId;
  return { clause: 'reserve', detail: `for ${isOwn ? queue.queueId : 'another queue'}` };
}
