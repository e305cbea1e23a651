/**
 * Which contact an agent who becomes free takes: one score, in ms of waiting, comparable across
 * all queues. It is what the contact has waited, bent by its queue's curve and weight, and what its
 * priority is worth. The order within a line never changes while it waits: all of a line share
 * queue and priority, and every curve rises but the last, with which the place decides in a line.
 *
 * - longest-wait: the wait itself.
 * - wait-to-target: the wait over the target, so that queues keep their targets in step (the
 *   practical form of queue-and-idleness-ratio control: Gurvich and Whitt, "Queue-and-Idleness-
 *   Ratio Controls in Many-Server Service Systems", Math. Oper. Res. 34, 2009).
 * - deadline: the generalised c-mu rule, the marginal cost of waiting times the service rate
 *   (Mandelbaum and Stolyar, "Scheduling Flexible Servers with Convex Delay Costs", Oper. Res. 52,
 *   2004), with a marginal cost that rises ever faster towards the target and, since that target is
 *   then missed, by the wait alone after it.
 * - in-time-first: the wait and half of the target, times the service rate; once the target is
 *   missed a fifth of the wait: an agent takes a line whose first caller can still be answered in
 *   time before one where that is lost already, so that more are answered in time. A late one is
 *   level with newcomers after 2.5 targets, with all who are in time after 7.5.
 */
export const URGENCY_CURVES = [
  'longest-wait',
  'wait-to-target',
  'deadline',
  'in-time-first',
] as const;
export type UrgencyCurve = (typeof URGENCY_CURVES)[number];

/** As a centre has it; each part may be absent. */
export interface UrgencyConfig {
  readonly curve?: UrgencyCurve;
  /** 0.1 to 10: how much a wait in this queue counts. */
  readonly weight?: number;
  /** One level of priority counts as so much waiting. */
  readonly priorityWorthMs?: number;
  /** Of the curves that have one; absent: the queue's service level. */
  readonly targetMs?: number;
}

export interface Urgency extends Required<UrgencyConfig> {}

const PRIORITY_MAX = 9;
export const PRIORITY_WORTH_MS = 600_000;
/**
 * From then on each ms of a wait counts as one ms, whatever weight and curve say: the lead that
 * they give is bounded, and with it how long anybody can be passed over.
 */
const EVEN_AFTER_MS = 600_000;
/** With this target a ratio of wait and target counts as the wait itself. */
const USUAL_TARGET_MS = 20_000;
const USUAL_HANDLE_MS = 180_000;
/** A service rate counts four times at most, and a quarter at least. */
const RATE_MAX = 4;
const SOONEST_MS = USUAL_HANDLE_MS / RATE_MAX;
const LATEST_MS = USUAL_HANDLE_MS * RATE_MAX;
/** At its target a wait counts (1 + this) times. */
const DEADLINE_RISE = 3;
/** What in-time-first adds while its target can be kept, in targets, and counts after that. */
const IN_TIME_LEAD = 0.5;
const LATE_SHARE = 0.2;

/** Whether a longer wait may count less than a shorter one. */
export const mayFall = ({ curve }: Urgency): boolean => curve === 'in-time-first';

export interface Urgent {
  readonly serviceLevelMs: number;
  readonly urgency?: UrgencyConfig;
}

export const urgencyOf = ({ urgency = {}, serviceLevelMs }: Urgent): Urgency => ({
  curve: 'longest-wait',
  weight: 1,
  priorityWorthMs: PRIORITY_WORTH_MS,
  targetMs: serviceLevelMs,
  ...urgency,
});

export interface Waited {
  /** 0 to 9. */
  readonly priority: number;
  readonly waitedMs: number;
  /** Agent time that a contact of the queue takes, as given or learnt: 1 / mu. */
  readonly handleMs: number;
}

/** What the wait counts as, in ms. It rises with `waitedMs`, but for `mayFall`. */
export function scoreMs(urgency: Urgency, { priority, waitedMs, handleMs }: Waited): number {
  const bentMs = Math.min(Math.max(0, waitedMs), EVEN_AFTER_MS);
  const factor = urgency.weight * rate(urgency, handleMs);
  return priority * urgency.priorityWorthMs + factor * bent(urgency, bentMs) + waitedMs - bentMs;
}

function rate({ curve, targetMs }: Urgency, handleMs: number): number {
  switch (curve) {
    case 'longest-wait':
      return 1;
    case 'wait-to-target':
      return USUAL_TARGET_MS / targetMs;
    case 'deadline':
    case 'in-time-first':
      return Math.min(RATE_MAX, Math.max(1 / RATE_MAX, USUAL_HANDLE_MS / handleMs));
  }
}

function bent({ curve, targetMs }: Urgency, waitedMs: number): number {
  if (curve === 'in-time-first') {
    return waitedMs <= targetMs ? waitedMs + IN_TIME_LEAD * targetMs : LATE_SHARE * waitedMs;
  }
  if (curve !== 'deadline') return waitedMs;
  const near = Math.min(waitedMs, targetMs);
  return waitedMs + DEADLINE_RISE * near * (near / targetMs) ** 2;
}

/**
 * The bound on starvation: no contact is passed over, by an agent who could have had either, for
 * one that came later than this after it. 9 levels of priority, and what the curves and weights of
 * the most and of the least favoured queue are apart at most. In one line: 9 levels.
 */
export function passedOverMaxMs(urgencies: readonly Urgency[]): number {
  const worths = urgencies.map(({ priorityWorthMs }) => priorityWorthMs);
  const leads = urgencies.map(leadMaxMs);
  const lags = urgencies.map(lagMaxMs);
  return PRIORITY_MAX * Math.max(0, ...worths) + Math.max(0, ...leads) + Math.max(0, ...lags);
}

/** How much more than itself a wait may count, priority apart. */
function leadMaxMs(urgency: Urgency): number {
  const factor = urgency.weight * rate(urgency, SOONEST_MS);
  const instants = [0, Math.min(urgency.targetMs, EVEN_AFTER_MS), EVEN_AFTER_MS];
  return Math.max(0, ...instants.map((ms) => factor * bent(urgency, ms) - ms));
}

/** How much less: by a factor below 1, or by having missed a target. */
function lagMaxMs(urgency: Urgency): number {
  const factor = urgency.weight * rate(urgency, LATEST_MS);
  const share = mayFall(urgency) ? LATE_SHARE : 1;
  return Math.max(0, 1 - factor * share) * EVEN_AFTER_MS;
}
