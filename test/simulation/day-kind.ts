import type { AgentConfig, Centre, QueueConfig } from '../../src/core/centre';
import { SIMULATED_CENTRE } from './simulated-centre';

/** What is to do on a day, and who is there for it. */
export interface DayKind {
  readonly centre: Centre;
  readonly callsPerHour: number;
  /** So many call again and again. */
  readonly people: number;
  /** Of each agent. */
  readonly breaksPerHour: number;
}

export const USUAL_DAY: DayKind = {
  centre: SIMULATED_CENTRE,
  callsPerHour: 420,
  people: 100,
  breaksPerHour: 1,
};

const OPENING = Date.UTC(2026, 0, 5, 7);
/** Longer than the usual: who is left to an agent sees that one go on break. */
const HELD_MS = 30_000;
const NEW_HERE = { skill: 'new-here', levelMax: 0 } as const;

/** Whoever may take bookings is new here for some minutes, each for another time. */
const begun = (agent: AgentConfig, n: number): AgentConfig => {
  if (agent.skills['booking'] === undefined) return agent;
  const skillsUntil = { ...agent.skillsUntil, 'new-here': OPENING + (1 + n / 3) * 60_000 };
  return { ...agent, skills: { ...agent.skills, 'new-here': 1 }, skillsUntil };
};

const strained = (queue: QueueConfig): QueueConfig => {
  if (queue.queueId === 'booking') {
    const { overflowWhen: _, ...rest } = queue;
    return { ...rest, requirement: [...queue.requirement, NEW_HERE] };
  }
  return { ...queue, ...(queue.sticky && { sticky: { ...queue.sticky, holdMs: HELD_MS } }) };
};

/**
 * So many call, and few people again and again, that who comes first is asked all the time; agents
 * come and go, and some may not yet do what they will do soon.
 */
export const RUSH: DayKind = {
  centre: {
    ...SIMULATED_CENTRE,
    skills: [...SIMULATED_CENTRE.skills, NEW_HERE.skill],
    agents: SIMULATED_CENTRE.agents.map(begun),
    queues: SIMULATED_CENTRE.queues.map(strained),
  },
  callsPerHour: 1_200,
  people: 15,
  breaksPerHour: 12,
};
