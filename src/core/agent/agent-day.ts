import type { AgentState } from '../fact';
import type { Agent } from './agent';

const DAY_MS = 86_400_000;

/** What an agent did since the day (UTC) began; an open stretch is not in it yet. */
export interface AgentDay {
  day: number;
  /** Conversations that began. */
  calls: number;
  talkMs: number;
  holdMs: number;
  wrapUpMs: number;
  /** While the phone rang. */
  ringMs: number;
  /** Available, with nothing to do. */
  idleMs: number;
  breakMs: number;
}

type Stretch = Exclude<keyof AgentDay, 'day' | 'calls'>;

const STRETCH: Readonly<Record<Exclude<AgentState, 'idle'>, Stretch>> = {
  offered: 'ringMs',
  talking: 'talkMs',
  holding: 'holdMs',
  consulting: 'talkMs',
  // Who listens to others is not there for calls.
  supervising: 'breakMs',
  'wrap-up': 'wrapUpMs',
};

/** What the agent's time counts as now; null: logged out. */
function stretchOf({ status, state }: Agent): Stretch | null {
  if (state !== 'idle') return STRETCH[state];
  if (status === 'available') return 'idleMs';
  return status === 'on-break' ? 'breakMs' : null;
}

const newAgentDay = (day: number): AgentDay => ({
  day,
  calls: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUpMs: 0,
  ringMs: 0,
  idleMs: 0,
  breakMs: 0,
});

/** Today's figures with the open stretch in them, begun anew at midnight UTC. */
export function agentDayAt(agent: Agent, at: number): AgentDay {
  const figures = { ...dayOf(agent, at) };
  addStretch(figures, agent, at);
  return figures;
}

const TALKS: ReadonlySet<AgentState> = new Set(['talking', 'consulting', 'holding']);

/** To be called before an agent's status or state changes: closes the stretch of the old one. */
export function countStretch(agent: Agent, at: number, next: AgentState): void {
  const figures = dayOf(agent, at);
  addStretch(figures, agent, at);
  if (agent.state === 'offered' && TALKS.has(next)) figures.calls += 1;
  agent.today = figures;
}

function dayOf({ today }: Agent, at: number): AgentDay {
  const day = Math.floor(at / DAY_MS);
  return today?.day === day ? today : newAgentDay(day);
}

/** Of the open stretch what lies in the day. */
function addStretch(figures: AgentDay, agent: Agent, at: number): void {
  const stretch = stretchOf(agent);
  const from = Math.max(agent.since, figures.day * DAY_MS);
  if (stretch) figures[stretch] += Math.max(0, at - from);
}

/** Talk, hold and wrap-up out of all time in which the agent was there for calls, 0 to 1. */
export function occupancy(day: AgentDay): number {
  const busyMs = busyMsOf(day);
  const staffedMs = busyMs + day.ringMs + day.idleMs;
  return staffedMs === 0 ? 0 : busyMs / staffedMs;
}

export const busyMsOf = ({ talkMs, holdMs, wrapUpMs }: AgentDay): number =>
  talkMs + holdMs + wrapUpMs;
