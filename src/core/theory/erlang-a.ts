import { erlangB } from './erlang';
import { normalHazard } from './normal';

/** M/M/n+M: callers come at random, handle times and patience are exponential. */
export interface ImpatientQueue {
  readonly servers: number;
  /** Erlang: calls that come in the mean time that one of them takes. */
  readonly load: number;
  /** Mean patience, in mean handle times. */
  readonly patience: number;
}

/** Shares are of all callers; waits are in mean handle times. */
export interface ImpatientFigures {
  readonly waitProbability: number;
  readonly abandonment: number;
  /** Of all callers, until they are served or leave. */
  readonly meanWait: number;
  /** Of those who are served. */
  readonly servedWait: number;
  /** Served within the time that was asked for. */
  readonly serviceLevel: number;
}

/** Sums over the callers who find all servers busy, k of them ahead in the line. */
interface WaitingSums {
  /** All weights are relative to the state in which all servers are busy and nobody waits. */
  mass: number;
  queued: number;
  servedInTime: number;
  servedWait: number;
  /** Weight of the states with a free server. */
  free: number;
}

const RESCALE_AT = 1e200;
const NEGLIGIBLE = 1e-18;

/**
 * Erlang A, exactly, from the birth-death process (Palm 1946; Mandelbaum and Zeltyn 2007). Who
 * finds k ahead is reached after a sum of k + 1 exponential stages of rates n + i/patience, and
 * exp(-sum/patience) is Beta(n * patience, k + 1): so the service level is exact as well, the
 * tail of a negative binomial distribution. Sums are rescaled: any size, any overload.
 */
export function erlangA(queue: ImpatientQueue, within: number): ImpatientFigures {
  const { servers, load, patience } = queue;
  if (load <= 0) return IDLE;
  const sums = sumStates(queue, within);
  const total = sums.free + sums.mass;
  const meanWait = sums.queued / total / load;
  const abandonment = meanWait / patience;
  return {
    waitProbability: servers > 0 ? sums.mass / total : 1,
    abandonment,
    meanWait,
    servedWait: servers > 0 ? sums.servedWait / total / (1 - abandonment) : 0,
    serviceLevel: (sums.free + sums.servedInTime) / total,
  };
}

const IDLE: ImpatientFigures = {
  waitProbability: 0,
  abandonment: 0,
  meanWait: 0,
  servedWait: 0,
  serviceLevel: 1,
};

function sumStates({ servers, load, patience }: ImpatientQueue, within: number): WaitingSums {
  const stages = servers * patience;
  const sums: WaitingSums = { mass: 0, queued: 0, servedInTime: 0, servedWait: 0, free: 0 };
  sums.free = 1 / erlangB(servers, load) - 1;
  // Of a free share without measure (few callers, many servers) nothing is left for the waiting.
  if (!Number.isFinite(sums.free)) return { ...sums, free: 1 };
  const late = lateShares(stages, within / patience);
  let weight = 1;
  let stageWaits = 0;
  for (let k = 0; ; k += 1) {
    const served = stages / (stages + k + 1);
    stageWaits += patience / (stages + k + 1);
    sums.mass += weight;
    sums.queued += weight * k;
    sums.servedWait += weight * served * stageWaits;
    sums.servedInTime += weight * served * (1 - late(k));
    const growth = load / (servers + (k + 1) / patience);
    weight *= growth;
    if (growth < 1 && weight < NEGLIGIBLE * (sums.free + sums.mass) * (1 - growth)) return sums;
    if (weight > RESCALE_AT) weight = rescale(sums, weight);
  }
}

function rescale(sums: WaitingSums, weight: number): number {
  for (const key of Object.keys(sums) as (keyof WaitingSums)[]) sums[key] /= weight;
  return 1;
}

/**
 * For k = 0, 1, …: the share of those reached with k ahead, given they are, for whom that took
 * longer than the time (in patiences). Each call adds one term of the negative binomial.
 */
function lateShares(stages: number, time: number): (k: number) => number {
  const a = stages + 1;
  const arrived = Math.log(-Math.expm1(-time));
  let logTerm = -a * time;
  let sum = 0;
  return (k) => {
    if (k > 0) logTerm += arrived + Math.log((a + k - 1) / k);
    sum += Math.exp(logTerm);
    return Math.min(1, sum);
  };
}

/**
 * The quality-and-efficiency-driven approximation of Erlang A, good from some twenty servers on
 * (Garnett, Mandelbaum and Reiman 2002): load = servers - beta * sqrt(servers).
 */
export function approximateErlangA(
  queue: ImpatientQueue,
): Pick<ImpatientFigures, 'waitProbability' | 'abandonment'> {
  const { servers, load, patience } = queue;
  const beta = (1 - load / servers) * Math.sqrt(servers);
  const scaled = beta * Math.sqrt(patience);
  const hazard = normalHazard(scaled);
  const ratio = hazard / Math.sqrt(patience) / normalHazard(-beta);
  const waitProbability = 1 / (1 + ratio);
  const ofWaiting = (hazard - scaled) / Math.sqrt(servers * patience);
  return { waitProbability, abandonment: waitProbability * ofWaiting };
}
