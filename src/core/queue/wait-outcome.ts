import type { Contact } from '../contact/contact';
import { emit, type Turn } from '../turn';
import { learn } from './wait-check';
import {
  keepVacancy,
  meanPickUpMs,
  type PredictedWait,
  type QueueWaits,
  takeVacancies,
  type Vacancy,
  type WaitClass,
} from './wait-class';
import { checkOf, countCheck, errorsOf, exactly, type Realised } from './wait-error';
import { estimateWait } from './wait-estimate';

/** Tells those who joined in this step and found no agent free how long they will wait. */
export function estimateFresh(turn: Turn): void {
  for (const contact of turn.freshContacts) {
    const isNew = contact.phase === 'waiting' && contact.waitingSince === turn.at;
    // Who was called waits for seconds, or is dropped.
    if (contact.attemptId !== undefined) continue;
    if (!isNew || contact.estimate || contact.outcome !== undefined) continue;
    estimateJoining(turn, contact);
  }
}

function estimateJoining(turn: Turn, contact: Contact): void {
  const { estimate, shape } = estimateWait(turn.world, contact, turn.at);
  if (!estimate) return;
  const { medianMs, lowMs, highMs, method, inputs } = estimate;
  const told = { medianMs, lowMs, highMs };
  contact.estimate = { ...told, shape };
  const { contactId, callId, queueId, clientId } = contact;
  const call = turn.world.calls.get(callId);
  if (call) call.waitForecasts = [...(call.waitForecasts ?? []), { queueId, at: turn.at, ...told }];
  const { ahead, agents } = inputs;
  const whose = { contactId, callId, queueId };
  emit(turn, { type: 'contact.estimated', ...whose, ...told, method, ahead, agents }, clientId);
}

/** Caller and agent talk: what was predicted is compared with the wait. */
export function settleAnswered(
  turn: Turn,
  contact: Contact,
  waits: QueueWaits,
  waitClass: WaitClass,
): PredictedWait | null {
  const { estimate, waitingSince } = contact;
  if (!estimate) return null;
  contact.estimate = undefined;
  const realised = exactly(turn.at - waitingSince);
  learn(waitClass, estimate, realised);
  const check = checkOf(estimate, realised);
  if (check) countCheck(waits, errorsOf(waits, turn.at).answered, check);
  const { medianMs, lowMs, highMs } = estimate;
  return { medianMs, lowMs, highMs };
}

/** Without an agent: one rang already, or those behind will tell how long it would have been. */
export function settleLeft(
  turn: Turn,
  contact: Contact,
  waits: QueueWaits,
  waitClass: WaitClass,
): void {
  const { estimate, contactId, callId, queueId, clientId, queuedAt, waitingSince } = contact;
  if (!estimate) return;
  contact.estimate = undefined;
  errorsOf(waits, turn.at).leftCount += 1;
  const vacancy = { contactId, callId, queuedAt, waitingSince, leftAt: turn.at, estimate };
  const whose: Whose = { clientId, queueId, waits, waitClass };
  if (contact.firstOfferAt !== undefined) {
    const turnAt = contact.firstOfferAt + Math.round(meanPickUpMs(waits));
    const waitMs = Math.max(turnAt, turn.at) - waitingSince;
    return settle(turn, vacancy, exactly(waitMs), whose);
  }
  const forgotten = keepVacancy(waitClass, vacancy);
  if (!forgotten) return;
  const leastMs = forgotten.leftAt - forgotten.waitingSince;
  settle(turn, forgotten, { leastMs, mostMs: Number.POSITIVE_INFINITY }, whose);
}

/** A contact is offered an agent: those who left a place before it would have been, too. */
export function settlePassed(
  turn: Turn,
  { clientId, queueId, queuedAt }: Contact,
  waits: QueueWaits,
  waitClass: WaitClass,
): void {
  for (const vacancy of takeVacancies(waitClass, queuedAt)) {
    const { leftAt, waitingSince } = vacancy;
    const mostMs = turn.at - waitingSince + Math.round(meanPickUpMs(waits));
    // Somebody waited behind it all the time: no agent was free before now.
    const isExact = queuedAt <= leftAt;
    const realised = isExact ? exactly(mostMs) : { leastMs: leftAt - waitingSince, mostMs };
    settle(turn, vacancy, realised, { clientId, queueId, waits, waitClass });
  }
}

interface Whose {
  readonly clientId: string;
  readonly queueId: string;
  readonly waits: QueueWaits;
  readonly waitClass: WaitClass;
}

function settle(turn: Turn, vacancy: Vacancy, realised: Realised, whose: Whose): void {
  const { estimate, contactId, callId } = vacancy;
  const { waits, waitClass, queueId, clientId } = whose;
  learn(waitClass, estimate, realised);
  const check = checkOf(estimate, realised);
  if (!check) return;
  countCheck(waits, errorsOf(waits, turn.at).left, check);
  const { medianMs, lowMs, highMs } = estimate;
  const { leastMs, mostMs } = realised;
  const waited = Number.isFinite(mostMs) ? { leastMs, mostMs } : { leastMs };
  const body = { contactId, callId, queueId, medianMs, lowMs, highMs, ...waited };
  emit(turn, { type: 'contact.wait-known', ...body, isInside: check.isInside }, clientId);
}
