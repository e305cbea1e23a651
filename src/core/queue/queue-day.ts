import type { Contact } from '../contact/contact';
import type { Turn } from '../turn';
import type { QueueDay } from '../world';

const DAY_MS = 86_400_000;

/** Today's figures of a queue, begun anew at midnight UTC. */
export function dayOf(turn: Turn, queueId: string): QueueDay {
  const day = Math.floor(turn.at / DAY_MS);
  const found = turn.world.days.get(queueId);
  if (found?.day === day) return found;
  const fresh = newDay(day);
  turn.world.days.set(queueId, fresh);
  return fresh;
}

export const newDay = (day: number): QueueDay => ({
  day,
  offered: 0,
  answered: 0,
  abandoned: 0,
  overflowed: 0,
  answeredInTime: 0,
  waitMsSum: 0,
});

/** Counts an answer, in time or not, and returns the wait (ms); it ends when both are joined. */
export function countAnswer(turn: Turn, contact: Contact): number {
  const waitedMs = turn.at - contact.queuedAt;
  const day = dayOf(turn, contact.queueId);
  const queue = turn.world.directory.queues.get(contact.queueId);
  day.answered += 1;
  day.waitMsSum += waitedMs;
  if (queue && waitedMs <= queue.serviceLevelMs) day.answeredInTime += 1;
  return waitedMs;
}
