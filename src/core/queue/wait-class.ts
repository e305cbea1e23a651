import type { WaitShape } from './wait-model';

/**
 * What a queue has learnt about its waits: bounded, plain data of the world. A *wait class* is
 * all contacts of a queue with one priority that ask the same at joining. Sums are forgotten by a
 * share with each contact that is served, so that about the last `MEMORY` of them count.
 */
export interface QueueWaits {
  /** Agent time of contacts that were talked with, from the offer to the end of wrap-up. */
  handleMs: number;
  handles: number;
  /** From the first offer until the conversation. */
  pickUpMs: number;
  pickUps: number;
  /** By `<priority> <key of the requirement>`. */
  readonly classes: Record<string, WaitClass>;
}

export type WaitMethod =
  /** An agent is free, or rings already: only the time to pick up is left. */
  | 'agent-free'
  /** The length of the line and how fast it moves. */
  | 'line'
  /** The same, mixed with the delay of the head of the line. */
  | 'line-and-head'
  /** As `line`; nothing has been learnt yet, the configured handle time stands for it. */
  | 'expected-handle-time';

/**
 * Where a contact waits: the line of its queue that asks the same, of all priorities, and the
 * class within it. Later steps of relaxation do not change it.
 */
export interface WaitPlace {
  readonly lineKey: string;
  readonly classKey: string;
  readonly priority: number;
}

/** What a contact was told, kept until it is known what came of it. */
export interface JoinEstimate {
  readonly medianMs: number;
  readonly lowMs: number;
  readonly highMs: number;
  readonly method: WaitMethod;
  readonly shape: WaitShape;
}

export interface WaitClass {
  /** Until when the sums below are counted (ms, UTC). */
  at: number;
  /** Time of available agents while somebody of the class waited, and who was served in it. */
  agentMs: number;
  served: number;
  /** Time that contacts waited, and who of them left without an agent. */
  contactMs: number;
  left: number;
  /** The delay of the last one who was offered an agent after a wait, and when that was. */
  lastDelayMs: number;
  lastOfferAt: number;
  /** Since when somebody has been waiting without a break; of use only while somebody waits. */
  busySince: number;
  /** Mean squared error of either opinion, as logarithms of realised / predicted. */
  lineError: number;
  headError: number;
  /** Where realised waits lie in the predicted distribution, in its standard deviations. */
  levels: WaitLevels;
  /** How many realised waits the levels have seen. */
  checked: number;
}

/** Of ten realised waits one lies below `low`, five below `mid`, and one above `high`. */
export interface WaitLevels {
  low: number;
  mid: number;
  high: number;
}

/** About so many served contacts are remembered. */
export const MEMORY = 64;
const FORGET = 1 - 1 / MEMORY;
const CLASSES_MAX = 32;
/** The quantiles of a normal distribution: the model is taken at its word at first. */
const LEVELS: WaitLevels = { low: -1.2816, mid: 0, high: 1.2816 };

export const newQueueWaits = (): QueueWaits => ({
  handleMs: 0,
  handles: 0,
  pickUpMs: 0,
  pickUps: 0,
  classes: {},
});

export const newWaitClass = (at: number): WaitClass => ({
  at,
  agentMs: 0,
  served: 0,
  contactMs: 0,
  left: 0,
  lastDelayMs: 0,
  lastOfferAt: 0,
  busySince: at,
  lineError: 0.15,
  headError: 0.3,
  levels: { ...LEVELS },
  checked: 0,
});

/** The class of that name. A new one may push out the one that was used the longest ago. */
export function classOf(waits: QueueWaits, key: string, at: number): WaitClass {
  const found = waits.classes[key];
  if (found) return found;
  const keys = Object.keys(waits.classes);
  if (keys.length >= CLASSES_MAX) {
    const age = (one: string): number => waits.classes[one]?.at ?? 0;
    const oldest = keys.reduce((best, one) => (age(one) < age(best) ? one : best));
    delete waits.classes[oldest];
  }
  const made = newWaitClass(at);
  waits.classes[key] = made;
  return made;
}

/** Brings the sums up to `at`: so many agents were there and so many contacts waited meanwhile. */
export function passTime(one: WaitClass, at: number, agents: number, waiting: number): void {
  const passedMs = at - one.at;
  one.at = at;
  if (waiting === 0) return;
  one.agentMs += passedMs * agents;
  one.contactMs += passedMs * waiting;
}

/** A contact that had to wait was offered an agent. */
export function countServed(one: WaitClass, at: number, delayMs: number): void {
  one.agentMs *= FORGET;
  one.contactMs *= FORGET;
  one.left *= FORGET;
  one.served = one.served * FORGET + 1;
  one.lastDelayMs = delayMs;
  one.lastOfferAt = at;
}

/** A contact was talked with: so long its agent was occupied in all. */
export function countHandled(waits: QueueWaits, handleMs: number): void {
  waits.handleMs = waits.handleMs * FORGET + handleMs;
  waits.handles = waits.handles * FORGET + 1;
}

/** A conversation began so long after the first offer. */
export function countPickUp(waits: QueueWaits, pickUpMs: number): void {
  waits.pickUpMs = waits.pickUpMs * FORGET + pickUpMs;
  waits.pickUps = waits.pickUps * FORGET + 1;
}
