import type { Agent } from '../agent/agent';
import type { QueueConfig } from '../centre';
import {
  agentsNeeded,
  type Demand,
  type Forecast,
  forecast,
  offeredLoad,
} from '../theory/forecast';
import type { World } from '../world';
import { type PaceSums, paceAt } from './queue-pace';
import { unmet } from './requirement';

/** What is asked; what is not said is taken from the queue's last hour. */
export interface StaffingQuestion {
  /** The share of callers who are to be answered within the time, above 0 and below 1. */
  readonly serviceLevel: number;
  /** Default: the queue's `serviceLevelMs`. */
  readonly withinMs?: number | undefined;
  readonly arrivalsPerHour?: number | undefined;
  readonly handleMs?: number | undefined;
  readonly patienceMs?: number | undefined;
}

/** Who serves a queue now. */
interface Duty {
  readonly onDuty: number;
  /** Of them: those whom other queues may have as well. */
  readonly shared: number;
  /** Whole agents that they make: each counts with the queue's part of the load it may serve. */
  readonly effective: number;
}

/**
 * What theory says of a queue, beside what was seen in its last hour: the agents that the goal
 * takes, and what to expect of some numbers of them. Theory knows agents who are all alike, calls
 * that come at random, exponential times, and one queue; see docs/performance.md for how far
 * routing follows it. Null for a queue that is not in the centre.
 */
export function staffingView(world: World, queueId: string, at: number, asked: StaffingQuestion) {
  const queue = world.directory.queues.get(queueId);
  if (!queue) return null;
  const { from, ...observed } = paceAt(world, queueId, at);
  const withinMs = asked.withinMs ?? queue.serviceLevelMs;
  const goal = { serviceLevel: asked.serviceLevel, withinMs };
  const agents = dutyOf(world, queue, at);
  const demand = demandOf(observed, at - from, asked);
  const needed = demand && agentsNeeded(demand, goal);
  return {
    queueId,
    clientId: queue.clientId,
    from,
    at,
    observed,
    goal,
    agents,
    ...(demand && { demand: { ...demand, load: offeredLoad(demand) } }),
    needed: needed ?? null,
    forecasts: demand
      ? sizes(agents.effective, needed).map((size) => told(forecast(demand, size, withinMs)))
      : [],
  };
}

/** JSON has no number without end: an endless wait is null. */
const told = (given: Forecast) => ({
  ...given,
  answeredWaitMs: Number.isFinite(given.answeredWaitMs) ? given.answeredWaitMs : null,
});

/** As many as there are, and those around what is needed. */
function sizes(effective: number, needed: number | null | undefined): number[] {
  const wanted = [Math.round(effective)];
  for (let by = -2; needed && by <= 2; by += 1) wanted.push(needed + by);
  return [...new Set(wanted)].filter((size) => size > 0).sort((a, b) => a - b);
}

const HOUR_MS = 3_600_000;
/** Shorter stretches say nothing of an hour. */
const LEAST_MS = 60_000;

/** Patience: waiting time of all / those who gave up, the estimate for censored waits. */
function demandOf(seen: PaceSums, overMs: number, asked: StaffingQuestion): Demand | null {
  const handleMs = asked.handleMs ?? (seen.handled > 0 ? seen.busyMs / seen.handled : 0);
  const seenPerHour = overMs >= LEAST_MS ? (seen.offered * HOUR_MS) / overMs : 0;
  const arrivalsPerHour = asked.arrivalsPerHour ?? seenPerHour;
  if (handleMs <= 0 || arrivalsPerHour <= 0) return null;
  const seenPatience = seen.abandoned > 0 ? seen.waitMs / seen.abandoned : undefined;
  const patienceMs = asked.patienceMs ?? seenPatience;
  if (patienceMs === undefined) return { arrivalsPerHour, handleMs };
  return { arrivalsPerHour, handleMs, patienceMs: Math.min(Math.max(patienceMs, 1), DAY_MS) };
}

const DAY_MS = 24 * HOUR_MS;

function dutyOf(world: World, queue: QueueConfig, at: number): Duty {
  const loads = world.centre.queues.map((other) => ({
    queue: other,
    load: paceAt(world, other.queueId, at).busyMs,
  }));
  const own = loads.find((entry) => entry.queue === queue)?.load ?? 0;
  let [onDuty, shared, effective] = [0, 0, 0];
  for (const agent of world.agents.values()) {
    if (agent.status !== 'available' && agent.state === 'idle') continue;
    if (!fits(world, agent, queue)) continue;
    const served = loads.filter((entry) => fits(world, agent, entry.queue));
    const whole = served.reduce((sum, { load }) => sum + load, 0);
    onDuty += 1;
    if (served.length > 1) shared += 1;
    effective += whole > 0 ? own / whole : 1 / served.length;
  }
  return { onDuty, shared, effective: Number(effective.toFixed(2)) };
}

const fits = (world: World, { config }: Agent, queue: QueueConfig): boolean =>
  world.directory.mayServe(config.providerId, queue.clientId) &&
  unmet(config.skills, queue.requirement) === null;
