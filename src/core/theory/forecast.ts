import { erlangC, erlangServiceLevel, erlangWait } from './erlang';
import { approximateErlangA, erlangA } from './erlang-a';

const HOUR_MS = 3_600_000;

/** What comes to a group of agents. */
export interface Demand {
  readonly arrivalsPerHour: number;
  /** Mean time that a caller takes an agent: ringing, talk, hold and wrap-up. */
  readonly handleMs: number;
  /** Mean time until a caller who waits gives up; absent: callers wait for ever. */
  readonly patienceMs?: number;
}

/** What theory says of agents who serve nobody else. Shares are of all callers, 0 to 1. */
export interface Forecast {
  readonly agents: number;
  readonly waitProbability: number;
  /** Answered within the time. */
  readonly serviceLevel: number;
  /** Mean wait of those answered; infinite where the load outgrows agents without end. */
  readonly answeredWaitMs: number;
  readonly abandonment: number;
  /** The share of their time that agents spend with callers. */
  readonly occupancy: number;
}

/** In Erlang: how many agents would be busy if nobody left. */
export const offeredLoad = ({ arrivalsPerHour, handleMs }: Demand): number =>
  (arrivalsPerHour / HOUR_MS) * handleMs;

/** Erlang A where patience is known, Erlang C where it is not. */
export function forecast(demand: Demand, agents: number, withinMs: number): Forecast {
  const load = offeredLoad(demand);
  const { handleMs, patienceMs } = demand;
  const within = withinMs / handleMs;
  if (patienceMs === undefined) {
    return {
      agents,
      waitProbability: erlangC(agents, load),
      serviceLevel: erlangServiceLevel(agents, load, within),
      answeredWaitMs: erlangWait(agents, load) * handleMs,
      abandonment: 0,
      occupancy: Math.min(1, load / agents),
    };
  }
  const queue = { servers: agents, load, patience: patienceMs / handleMs };
  const figures = erlangA(queue, within);
  return {
    agents,
    waitProbability: figures.waitProbability,
    serviceLevel: figures.serviceLevel,
    answeredWaitMs: figures.servedWait * handleMs,
    abandonment: figures.abandonment,
    occupancy: agents > 0 ? (load * (1 - figures.abandonment)) / agents : 0,
  };
}

/** What is wanted: so many answered within the time, or at most so many who have to wait. */
export type StaffingGoal =
  | { readonly serviceLevel: number; readonly withinMs: number }
  | { readonly waitProbability: number };

/** More than this many agents are never proposed. */
export const AGENTS_MAX = 20_000;

/**
 * The fewest agents with whom theory meets the goal, or null where AGENTS_MAX do not. Search
 * begins at the square-root rule n = R + beta * sqrt(R): beta is a number near 1 for any size.
 */
export function agentsNeeded(demand: Demand, goal: StaffingGoal): number | null {
  const meetsGoal = (agents: number): boolean => isMet(demand, agents, goal);
  const load = offeredLoad(demand);
  const guess = Math.max(1, Math.min(AGENTS_MAX, Math.ceil(load + Math.sqrt(load))));
  let [least, most] = [0, guess];
  for (let stride = 1; !meetsGoal(most); stride *= 2) {
    if (most === AGENTS_MAX) return null;
    least = most;
    most = Math.min(AGENTS_MAX, most + stride);
  }
  while (most - least > 1) {
    const middle = (least + most) >>> 1;
    if (meetsGoal(middle)) most = middle;
    else least = middle;
  }
  return most;
}

function isMet(demand: Demand, agents: number, goal: StaffingGoal): boolean {
  if ('serviceLevel' in goal) {
    return forecast(demand, agents, goal.withinMs).serviceLevel >= goal.serviceLevel;
  }
  return waitProbability(demand, agents) <= goal.waitProbability;
}

/** From this many agents on the approximation is within a point of the exact value. */
const APPROXIMATE_FROM = 2_000;

function waitProbability(demand: Demand, agents: number): number {
  const { handleMs, patienceMs } = demand;
  if (patienceMs === undefined || agents < APPROXIMATE_FROM) {
    return forecast(demand, agents, 0).waitProbability;
  }
  const patience = patienceMs / handleMs;
  return approximateErlangA({ servers: agents, load: offeredLoad(demand), patience })
    .waitProbability;
}
