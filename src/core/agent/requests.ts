import type { AgentStatusRequested, WrapUpEndRequested } from '../input';
import { refuse, type Turn } from '../turn';
import type { Agent } from './agent';
import { changeAgent, endWrapUp } from './assignment';

/** Log in, break, log out. A change during a call counts from its end on; the call goes on. */
export function requestStatus(turn: Turn, request: AgentStatusRequested): void {
  const agent = find(turn, request.agentId);
  if (!agent) return;
  const same = agent.status === request.status && agent.reason === request.reason;
  if (same) return;
  if (agent.state === 'idle') {
    turn.world.index.dropAgent(agent);
    agent.idleSince = turn.at;
  }
  changeAgent(turn, agent, {
    status: request.status,
    ...(request.reason !== undefined && { reason: request.reason }),
  });
}

export function requestWrapUpEnd(turn: Turn, request: WrapUpEndRequested): void {
  const agent = find(turn, request.agentId);
  if (!agent) return;
  if (agent.state !== 'wrap-up') {
    const detail = `${agent.agentId} is ${agent.state}`;
    return refuse(turn, { code: 'AGENT_NOT_IN_WRAP_UP', detail });
  }
  endWrapUp(turn, agent);
}

function find(turn: Turn, agentId: string): Agent | null {
  const agent = turn.world.agents.get(agentId);
  if (agent && !agent.removed) return agent;
  refuse(turn, { code: 'AGENT_UNKNOWN', detail: agentId });
  return null;
}
