import type { WaitCheck, WaitErrors } from './wait-error';
import type { WaitShape } from './wait-model';

/**
 * What a queue has learnt about its waits: bounded, plain data of the world. A *wait class* is
 * all contacts of a queue with one priority that ask the same at joining. Sums are forgotten by a
 * share with each contact that is served, so that about the last `MEMORY` of them count.
 */
export interface QueueWaits {
  /** Agent time of contacts that were talked with, from the offer to the end of wrap-up. */
  handleMs: number;
  handleMs2: number;
  handles: number;
  /** From the first offer until the conversation. */
  pickUpMs: number;
  pickUps: number;
  /** How good the estimates were today; absent before the first. */
  errors?: WaitErrors;
  /** The last checks, oldest first. */
  recent: WaitCheck[];
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

export interface PredictedWait {
  /** As many waits are shorter as are longer. */
  readonly medianMs: number;
  /** Of ten waits one is shorter than `lowMs`, one longer than `highMs`. */
  readonly lowMs: number;
  readonly highMs: number;
}

/** What a contact was told, kept until it is known what came of it. */
export interface JoinEstimate extends PredictedWait {
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
  /** Mean products of the errors of both opinions, as logarithms of realised / predicted. */
  lineError: number;
  headError: number;
  bothError: number;
  /** Where realised waits lie in the predicted distribution, in its standard deviations. */
  levels: WaitLevels;
  /** How many realised waits the levels have seen. */
  checked: number;
  /** The latest, in the order in which they were left. */
  vacancies: Vacancy[];
}

/**
 * A place in the line that somebody left without an agent. It is kept until one who came later is
 * offered an agent: by then its turn would have come, and the wait that was predicted is known.
 */
export interface Vacancy {
  readonly contactId: string;
  readonly callId: string;
  readonly queuedAt: number;
  readonly waitingSince: number;
  readonly leftAt: number;
  readonly estimate: JoinEstimate;
}

/** Of ten realised waits one lies below `low`, five below `mid`, and one above `high`. */
export interface WaitLevels {
  low: number;
  mid: number;
  high: number;
}

/** About so many served contacts of a class are remembered. */
export const MEMORY = 150;
const FORGET = 1 - 1 / MEMORY;
/** Of a queue's conversations more: their length changes slower than who shares the agents. */
const FORGET_HANDLED = 1 - 1 / 500;
const CLASSES_MAX = 32;
/** Remembered of each class. */
const VACANCIES_MAX = 32;
/** The quantiles of a normal distribution: the model is taken at its word at first. */
export const LEVELS: WaitLevels = { low: -1.2816, mid: 0, high: 1.2816 };

export const newQueueWaits = (): QueueWaits => ({
  handleMs: 0,
  handleMs2: 0,
  handles: 0,
  pickUpMs: 0,
  pickUps: 0,
  recent: [],
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
  bothError: 0.15,
  levels: { ...LEVELS },
  checked: 0,
  vacancies: [],
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
  waits.handleMs = waits.handleMs * FORGET_HANDLED + handleMs;
  waits.handleMs2 = waits.handleMs2 * FORGET_HANDLED + handleMs * handleMs;
  waits.handles = waits.handles * FORGET_HANDLED + 1;
}

/** A conversation began so long after the first offer. */
export function countPickUp(waits: QueueWaits, pickUpMs: number): void {
  waits.pickUpMs = waits.pickUpMs * FORGET_HANDLED + pickUpMs;
  waits.pickUps = waits.pickUps * FORGET_HANDLED + 1;
}

const PICK_UP = { defaultMs: 5_000, weight: 2 };

/** Between the first offer and the conversation. */
export const meanPickUpMs = ({ pickUpMs, pickUps }: QueueWaits): number =>
  (PICK_UP.defaultMs * PICK_UP.weight + pickUpMs) / (PICK_UP.weight + pickUps);

/** Remembers a place; returns the oldest one where it is one too many. */
export function keepVacancy(waitClass: WaitClass, vacancy: Vacancy): Vacancy | undefined {
  waitClass.vacancies.push(vacancy);
  return waitClass.vacancies.length > VACANCIES_MAX ? waitClass.vacancies.shift() : undefined;
}

/** The places before one who queued at `queuedAt`, taken out of the class. */
export function takeVacancies(waitClass: WaitClass, queuedAt: number): readonly Vacancy[] {
  const { vacancies } = waitClass;
  if (vacancies.length === 0) return vacancies;
  waitClass.vacancies = vacancies.filter((vacancy) => vacancy.queuedAt >= queuedAt);
  return vacancies.filter((vacancy) => vacancy.queuedAt < queuedAt);
}
