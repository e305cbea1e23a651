import type { AgentView } from '../engine/facade';
import type { Paint } from './paint';

/** The status with the break's reason: `on-break (lunch)`. */
export const agentStatusText = (agent: Pick<AgentView, 'status' | 'reason'>): string =>
  agent.status === 'on-break' && agent.reason !== undefined
    ? `on-break (${agent.reason})`
    : agent.status;

/** Status and state in one word or two, as far as a reader wants to know. */
export function agentStateText(agent: AgentView): string {
  if (agent.status === 'available' && agent.state === 'idle' && agent.line === 'dialing') {
    return 'line rings';
  }
  if (agent.status === 'available') return agent.state;
  if (agent.state === 'idle') return agentStatusText(agent);
  return `${agent.state}, then ${agentStatusText(agent)}`;
}

export function paintAgentState(paint: Paint, text: string, agent: AgentView): string {
  if (agent.state === 'talking' || agent.state === 'holding') return paint.info(text);
  if (agent.state === 'offered') return paint.warn(text);
  if (agent.state === 'wrap-up') return paint.faint(text);
  return agent.status === 'available' ? paint.good(text) : paint.faint(text);
}

/** Talk, hold and wrap-up, and all time in which the agent was there for calls (`occupancy`). */
export function occupied(today: AgentView['today']): { busyMs: number; staffedMs: number } {
  const busyMs = today.talkMs + today.holdMs + today.wrapUpMs;
  return { busyMs, staffedMs: busyMs + today.ringMs + today.idleMs };
}

/** `63 %`, or `-` where the agent was not there today. */
export function occupancyText(today: AgentView['today']): string {
  const { busyMs, staffedMs } = occupied(today);
  return staffedMs === 0 ? '-' : `${Math.round((100 * busyMs) / staffedMs)} %`;
}
