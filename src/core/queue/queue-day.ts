import type { Contact } from '../contact/contact';
import type { Turn } from '../turn';
import type { QueueDay } from '../world';
import { notePaceOffered, notePaceOutcome } from './queue-pace';

const DAY_MS = 86_400_000;

/** Today's figures of a queue, begun anew at midnight UTC. */
function dayOf(turn: Turn, queueId: string): QueueDay {
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
  withdrawn: 0,
  answeredInTime: 0,
  waitMsSum: 0,
});

/** What was said in one survey after a call; nothing: it began. */
export function countSurvey(
  turn: Turn,
  queueId: string,
  said: { readonly rating?: number; readonly solved?: boolean },
): void {
  const day = dayOf(turn, queueId);
  const survey = day.survey ?? { asked: 0, rated: 0, ratingSum: 0, solved: 0, unsolved: 0 };
  day.survey = survey;
  if (said.rating !== undefined) {
    survey.rated += 1;
    survey.ratingSum += said.rating;
  } else if (said.solved === undefined) survey.asked += 1;
  if (said.solved !== undefined) survey[said.solved ? 'solved' : 'unsolved'] += 1;
}

/** A contact entered a queue; exactly one outcome follows. */
export function countOffered(turn: Turn, contact: Contact): void {
  contact.outcome = undefined;
  if (contact.attemptId !== undefined) return;
  dayOf(turn, contact.queueId).offered += 1;
  notePaceOffered(turn, contact);
}

/** Counts what becomes of those who asked to be called back. */
export function countCallback(
  turn: Turn,
  { queueId }: Contact,
  what: 'callbacksBooked' | 'callbacksServed' | 'callbacksFailed',
): void {
  const day = dayOf(turn, queueId);
  day[what] = (day[what] ?? 0) + 1;
}

/** How one stay in a queue came out; who comes back after a lost agent has been answered. */
export type QueueOutcome = 'answered' | 'abandoned' | 'overflowed' | 'withdrawn';

/** Counts the outcome of a stay, once; false when it was counted before. */
export function countOutcome(turn: Turn, contact: Contact, outcome: QueueOutcome): boolean {
  if (contact.outcome !== undefined) return false;
  contact.outcome = outcome;
  // Who was called did not come to the queue: the campaign counts them.
  if (contact.attemptId !== undefined) return true;
  const day = dayOf(turn, contact.queueId);
  day[outcome] += 1;
  notePaceOutcome(turn, contact, outcome);
  if (outcome !== 'answered') return true;
  const waitedMs = turn.at - contact.waitingSince;
  const queue = turn.world.directory.queues.get(contact.queueId);
  day.waitMsSum += waitedMs;
  if (queue && waitedMs <= queue.serviceLevelMs) day.answeredInTime += 1;
  return true;
}
