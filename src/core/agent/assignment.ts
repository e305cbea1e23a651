import { assert } from '../assert';
import type { Call } from '../call/call';
import type { Guest } from '../call/guest';
import type { Contact } from '../contact/contact';
import { noteAgentPhase } from '../dialer/agent-phase';
import { dialedIn } from '../dialer/do-not-call';
import { settleTalk } from '../dialer/talk-outcome';
import type { AgentState } from '../fact';
import type { AgentStatus } from '../input';
import { notePaceBusy } from '../queue/queue-pace';
import { noteHandled } from '../queue/wait-learning';
import { whyNot } from '../queue/why-not';
import { whyNotJoin } from '../queue/why-not-join';
import { emit, setTimer, type Turn } from '../turn';
import type { Agent } from './agent';
import { countStretch } from './agent-day';

interface AgentChange {
  readonly status?: AgentStatus;
  readonly reason?: string;
  readonly state?: AgentState;
}

const AGENT_NEXT = {
  idle: ['offered'],
  offered: ['talking', 'holding', 'consulting', 'supervising', 'idle'],
  talking: ['holding', 'consulting', 'wrap-up'],
  holding: ['talking', 'consulting', 'wrap-up'],
  consulting: ['talking', 'holding', 'wrap-up'],
  supervising: ['idle'],
  'wrap-up': ['idle'],
} as const satisfies Record<AgentState, readonly AgentState[]>;

/** The one setter of an agent's status and state. */
export function changeAgent(turn: Turn, agent: Agent, change: AgentChange): void {
  countStretch(agent, turn.at, change.state ?? agent.state);
  const { status: was, reason } = agent;
  if (change.status !== undefined) {
    agent.status = change.status;
    if (change.reason === undefined) agent.reason = undefined;
    else agent.reason = change.reason;
  }
  if (change.state !== undefined) {
    const legal: readonly AgentState[] = AGENT_NEXT[agent.state];
    assert(legal.includes(change.state), `${agent.agentId}: ${agent.state} to ${change.state}`);
    agent.state = change.state;
    noteAgentPhase(turn, agent);
  }
  agent.since = turn.at;
  turn.world.index.refreshAgent(agent);
  turn.world.crews.refreshAgent(agent);
  for (const queueId of turn.world.agentCount.refreshAgent(agent)) turn.freshStaff.add(queueId);
  turn.freshAgents.add(agent);
  const isOther = agent.status !== was || agent.reason !== reason;
  emit(
    turn,
    {
      type: 'agent.changed',
      agentId: agent.agentId,
      providerId: agent.config.providerId,
      status: agent.status,
      ...(agent.reason !== undefined && { reason: agent.reason }),
      state: agent.state,
      ...(agent.assignment && { callId: agent.assignment.callId }),
      ...(isOther && { was }),
    },
    agent.assignment?.clientId,
  );
}

/** Takes an agent for a contact. Nothing but this and `assignGuest` does, for no dialer either. */
export function assign(turn: Turn, agent: Agent, contact: Contact, legId: string): void {
  const clause = whyNot(turn.world, agent, contact);
  const dialed = dialedIn(turn.world, contact.callId);
  assert(!clause, `${agent.agentId} for ${contact.contactId}: ${clause?.clause ?? ''}`);
  agent.assignment = {
    contactId: contact.contactId,
    callId: contact.callId,
    clientId: contact.clientId,
    queueId: contact.queueId,
    legId,
    assignedAt: turn.at,
    legEnded: false,
    wrapUpMs: turn.world.directory.queues.get(contact.queueId)?.wrapUpMs ?? 0,
    wrapUpDone: false,
    ...(dialed && { dialed }),
  };
  changeAgent(turn, agent, { state: 'offered' });
}

type NewGuest = Pick<Guest, 'legId' | 'role'>;

/** Takes an agent as a further party of a call, whatever the contact asks of those who serve. */
export function assignGuest(turn: Turn, agent: Agent, call: Call, guest: NewGuest): void {
  const { legId, role } = guest;
  const clause = whyNotJoin(turn.world, agent, call, role);
  assert(!clause, `${agent.agentId} for ${call.callId}: ${clause?.clause ?? ''}`);
  const queue = turn.world.directory.queues.get(call.queueId ?? '');
  const dialed = dialedIn(turn.world, call.callId);
  agent.assignment = {
    contactId: call.contactId,
    callId: call.callId,
    clientId: call.clientId,
    queueId: call.queueId ?? '',
    legId,
    role,
    legEnded: false,
    wrapUpMs: queue?.wrapUpMs ?? 0,
    wrapUpDone: false,
    ...(dialed && { dialed }),
  };
  changeAgent(turn, agent, { state: 'offered' });
}

/** The agent that holds this assignment still, if it does. */
export function assignee(turn: Turn, agentId: string, legId: string): Agent | null {
  const agent = turn.world.agents.get(agentId);
  return agent?.assignment?.legId === legId ? agent : null;
}

/** An offer came to nothing: no wrap-up, and the agent is free as soon as the leg has ended. */
export function dropOffer(turn: Turn, agent: Agent): void {
  const { assignment } = agent;
  if (!assignment) return;
  assignment.wrapUpDone = true;
  freeIfDone(turn, agent, agent.idleSince);
}

const HELD_BACK_MS = 5_000;

/** The agent stays available, but is not rung at once again. */
export function holdBack(turn: Turn, agent: Agent, forMs = HELD_BACK_MS): void {
  agent.heldBackUntil = turn.at + forMs;
  setTimer(turn, { kind: 'held-back', agentId: agent.agentId }, agent.heldBackUntil);
}

export function endHoldBack(turn: Turn, agent: Agent): void {
  agent.heldBackUntil = undefined;
  turn.freshAgents.add(agent);
}

/** The agent's leg has ended. */
export function noteLegEnded(turn: Turn, agent: Agent): void {
  if (!agent.assignment) return;
  agent.assignment.legEnded = true;
  freeIfDone(turn, agent, agent.state === 'offered' ? agent.idleSince : turn.at);
}

/** One leg per agent: free only when the assignment is done and its leg is gone as well. */
export function freeIfDone(turn: Turn, agent: Agent, idleSince: number): void {
  const { assignment } = agent;
  if (!assignment?.legEnded || !assignment.wrapUpDone) return;
  noteHandled(turn, assignment);
  settleTalk(turn, agent, assignment);
  agent.assignment = undefined;
  notePaceBusy(turn, assignment);
  agent.idleSince = idleSince;
  changeAgent(turn, agent, { state: 'idle' });
  if (!agent.removed) return;
  // The last fact about an agent says that it does nothing: it may be put into the centre again.
  turn.world.agents.delete(agent.agentId);
  turn.world.index.dropAgent(agent);
  turn.world.agentCount.dropAgent(agent.agentId);
}
