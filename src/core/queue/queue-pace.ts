import type { Assignment } from '../agent/agent';
import type { Contact } from '../contact/contact';
import type { Turn } from '../turn';
import type { World } from '../world';
import type { QueueOutcome } from './queue-day';

const SLOT_MS = 900_000;
/** The quarter that runs and the four before it: an hour at least. */
const SLOTS = 5;

/** What happened in a queue, as sums; those of two stretches may be added. */
export interface PaceSums {
  offered: number;
  answered: number;
  answeredInTime: number;
  abandoned: number;
  /** ms that those answered had waited, and all whose wait ended, however it did. */
  answeredWaitMs: number;
  waitMs: number;
  /** Conversations whose agent was free again, and ms that agents gave to offers of the queue. */
  handled: number;
  busyMs: number;
}

export interface PaceSlot extends PaceSums {
  /** ms since the epoch (UTC), a whole quarter of an hour. */
  readonly startsAt: number;
}

/** The last hour of a queue in quarters. */
export interface QueuePace {
  /** When counting began. */
  readonly since: number;
  slots: PaceSlot[];
}

export const noPace = (): PaceSums => ({
  offered: 0,
  answered: 0,
  answeredInTime: 0,
  abandoned: 0,
  answeredWaitMs: 0,
  waitMs: 0,
  handled: 0,
  busyMs: 0,
});

export function notePaceOffered(turn: Turn, contact: Contact): void {
  slotOf(turn, contact.queueId).offered += 1;
}

/** A wait ended. */
export function notePaceOutcome(turn: Turn, contact: Contact, outcome: QueueOutcome): void {
  const slot = slotOf(turn, contact.queueId);
  const waitedMs = turn.at - contact.waitingSince;
  slot.waitMs += waitedMs;
  if (outcome === 'abandoned') slot.abandoned += 1;
  if (outcome !== 'answered') return;
  slot.answered += 1;
  slot.answeredWaitMs += waitedMs;
  const queue = turn.world.directory.queues.get(contact.queueId);
  if (queue && waitedMs <= queue.serviceLevelMs) slot.answeredInTime += 1;
}

/** An agent is free again; offers in vain took its time as well. */
export function notePaceBusy(turn: Turn, assignment: Assignment): void {
  const { queueId, assignedAt, wrapUpAt } = assignment;
  if (assignedAt === undefined) return;
  const slot = slotOf(turn, queueId);
  slot.busyMs += turn.at - assignedAt;
  if (wrapUpAt !== undefined) slot.handled += 1;
}

function slotOf({ world, at }: Turn, queueId: string): PaceSlot {
  let pace = world.paces.get(queueId);
  if (!pace) {
    pace = { since: at, slots: [] };
    world.paces.set(queueId, pace);
  }
  const startsAt = at - (at % SLOT_MS);
  const last = pace.slots.at(-1);
  if (last?.startsAt === startsAt) return last;
  const fresh: PaceSlot = { startsAt, ...noPace() };
  pace.slots = [...pace.slots, fresh].slice(-SLOTS);
  return fresh;
}

/** The last hour of a queue, up to a quarter longer, as far back as counting goes. */
export function paceAt(world: World, queueId: string, at: number): PaceSums & { from: number } {
  const pace = world.paces.get(queueId);
  const begin = at - (at % SLOT_MS) - (SLOTS - 1) * SLOT_MS;
  const sums = { ...noPace(), from: Math.max(begin, pace?.since ?? at) };
  for (const { startsAt, ...slot } of pace?.slots ?? []) {
    if (startsAt < begin) continue;
    for (const key of Object.keys(slot) as (keyof PaceSums)[]) sums[key] += slot[key];
  }
  return sums;
}
