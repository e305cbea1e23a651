import { never } from '../assert';
import type { Call } from '../call/call';
import { guestAt } from '../call/guest';
import { dismiss, succeed } from '../call/guest-events';
import { requeue } from '../call/talk';
import type {
  AgentStatusRequested,
  DispositionRequested,
  LogOutForced,
  WrapUpEndRequested,
  WrapUpExtendRequested,
} from '../input';
import { withdrawFrom } from '../queue/offer';
import { emit, refuse, type Turn } from '../turn';
import type { Agent } from './agent';
import { changeAgent } from './assignment';
import { endWrapUp, extendWrapUp, noteDisposition, requestWrapUpEnd } from './wrap-up';

/** What an agent, or somebody for the agent, asks for. */
export type AgentRequest =
  | AgentStatusRequested
  | WrapUpEndRequested
  | WrapUpExtendRequested
  | DispositionRequested
  | LogOutForced;

export function handleAgentRequest(turn: Turn, request: AgentRequest): void {
  const agent = find(turn, request.agentId);
  if (!agent) return;
  switch (request.type) {
    case 'agent.status-requested':
      return requestStatus(turn, agent, request);
    case 'agent.wrap-up-end-requested':
      return requestWrapUpEnd(turn, agent);
    case 'agent.wrap-up-extend-requested':
      return extendWrapUp(turn, agent, request);
    case 'agent.disposition-requested':
      return noteDisposition(turn, agent, request);
    case 'agent.log-out-forced':
      return forceLogOut(turn, agent, request);
    default:
      return never(request);
  }
}

/** Log in, break, log out. A change during a call counts from its end on; the call goes on. */
export function requestStatus(
  turn: Turn,
  agent: Agent,
  request: Pick<AgentStatusRequested, 'status' | 'reason'>,
): void {
  const same = agent.status === request.status && agent.reason === request.reason;
  if (same) return;
  if (request.status === 'available') agent.missedOffers = undefined;
  if (agent.state === 'idle') {
    turn.world.index.dropAgent(agent);
    agent.idleSince = turn.at;
  }
  changeAgent(turn, agent, {
    status: request.status,
    ...(request.reason !== undefined && { reason: request.reason }),
  });
}

/** Logs an agent out for somebody else; nobody whom the agent has on the line is lost by it. */
function forceLogOut(turn: Turn, agent: Agent, { when, reason }: LogOutForced): void {
  const { agentId, assignment } = agent;
  emit(turn, {
    type: 'agent.log-out-forced',
    agentId,
    providerId: agent.config.providerId,
    when,
    reason,
    ...(assignment && { callId: assignment.callId }),
  });
  requestStatus(turn, agent, { status: 'logged-out' });
  if (when === 'now') letGo(turn, agent);
}

/** Others who take part go on with the caller; else the contact waits again. */
function takeOut(turn: Turn, call: Call, legId: string): void {
  const guest = guestAt(call, legId);
  if (guest) return dismiss(turn, call, guest, 'logged-out');
  if (call.agentLegId !== legId) return;
  if (call.phase === 'connecting' || !succeed(turn, call)) requeue(turn, call);
}

/** Takes from an agent what it does: the caller goes back to the place that the contact had. */
function letGo(turn: Turn, agent: Agent): void {
  const { assignment } = agent;
  const call = turn.world.calls.get(assignment?.callId ?? '');
  if (assignment && call && !assignment.legEnded) {
    const isRinging = call.offers.some((offer) => offer.legId === assignment.legId);
    if (isRinging) withdrawFrom(turn, call, assignment.legId, 'logged-out');
    else if (call.phase !== 'ending') takeOut(turn, call, assignment.legId);
  }
  endWrapUp(turn, agent);
}

function find(turn: Turn, agentId: string): Agent | null {
  const agent = turn.world.agents.get(agentId);
  if (agent && !agent.removed) return agent;
  refuse(turn, { code: 'AGENT_UNKNOWN', detail: agentId });
  return null;
}
