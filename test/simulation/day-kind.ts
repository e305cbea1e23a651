import type { AgentConfig, Centre, QueueConfig } from '../../src/core/centre';
import { DIALLED, SIMULATED_CENTRE } from './simulated-centre';

/** What is to do on a day, and who is there for it. */
export interface DayKind {
  readonly centre: Centre;
  readonly callsPerHour: number;
  /** So many call again and again. */
  readonly people: number;
  /** What callers dial, and how often. 999 is nobody's number. */
  readonly dialled: Readonly<Record<string, number>>;
  /** Of each agent. */
  readonly breaksPerHour: number;
}

export const USUAL_DAY: DayKind = {
  centre: SIMULATED_CENTRE,
  callsPerHour: 420,
  people: 100,
  dialled: DIALLED,
  breaksPerHour: 1,
};

const OPENING = Date.UTC(2026, 0, 5, 7);
/** Longer than the usual: who is left to an agent sees that one go on break. */
const HELD_MS = 30_000;
const NEW_HERE = { skill: 'new-here', levelMax: 0 } as const;

type Desk = Pick<AgentConfig, 'skills' | 'skillsUntil' | 'queues' | 'supervises'>;

const desks = (mark: string, count: number, desk: (n: number) => Desk): readonly AgentConfig[] =>
  Array.from({ length: count }, (_, n) => ({
    agentId: `${mark}${n}`,
    name: `${mark}${n}`,
    providerId: 'one',
    phone: { switchId: n % 2 === 0 ? 'north' : 'south', device: `${mark}${n}` },
    ...desk(n),
  }));

/**
 * They take bookings and nothing else, one after the other; until they may they learn, by listening
 * to others.
 */
const beginners = desks('n', 8, (n) => ({
  skills: { booking: 9, 'new-here': 1 },
  skillsUntil: { 'new-here': OPENING + (2 + n) * 60_000 },
  queues: { billing: 0, outage: 0 },
  supervises: { providerIds: ['one', 'two'], clientIds: ['acme', 'bora'] },
}));

/** At times they idle while a caller waits for an agent of their own. */
const clerks = desks('c', 4, () => ({ skills: { billing: 9 }, queues: { outage: 0, booking: 0 } }));

const strained = (queue: QueueConfig): QueueConfig => {
  if (queue.queueId === 'booking') {
    const { overflowWhen: _, ...rest } = queue;
    return { ...rest, requirement: [...queue.requirement, NEW_HERE] };
  }
  if (queue.queueId === 'outage') return { ...queue, urgency: { ...queue.urgency, weight: 5 } };
  return { ...queue, ...(queue.sticky && { sticky: { ...queue.sticky, holdMs: HELD_MS } }) };
};

/**
 * So many call, and few people again and again, that who comes first is asked all the time; agents
 * come and go, and beginners may not yet do what they will do soon.
 */
export const RUSH: DayKind = {
  centre: {
    ...SIMULATED_CENTRE,
    skills: [...SIMULATED_CENTRE.skills, NEW_HERE.skill],
    agents: [...SIMULATED_CENTRE.agents, ...beginners, ...clerks],
    queues: SIMULATED_CENTRE.queues.map(strained),
  },
  callsPerHour: 1_200,
  people: 15,
  // A call that is over at once is one whose events may come after its end.
  dialled: { ...DIALLED, '999': 10 },
  breaksPerHour: 12,
};
