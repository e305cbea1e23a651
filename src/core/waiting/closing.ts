import type { QueueConfig } from '../centre';
import type { Contact } from '../contact/contact';
import { closingAt, isOpen } from '../ivr/opening-hours';
import { emit, setTimer, type Turn } from '../turn';
import type { QueueHours } from './waiting-config';

/** Whether a queue takes nobody now; one without hours is always open. */
export function isClosed(turn: Turn, queue: QueueConfig, callId: string): boolean {
  if (!queue.hours) return false;
  const { calendarId } = queue.hours;
  const open = isOpen(turn.world.calendars.get(calendarId), turn.at);
  if (open === null) {
    emit(turn, { type: 'calendar.stale', calendarId, callId }, queue.clientId);
  }
  return open !== true;
}

/** Until when those who wait are served (ms, UTC): the queue's closing, and its grace. */
function drainEndsAt(turn: Turn, { calendarId, drainForMs }: QueueHours): number {
  return closingAt(turn.world.calendars.get(calendarId), turn.at) + drainForMs;
}

/** Sets the one timer of a wait: the longest wait, or the end of the grace after closing. */
export function setWaitTimer(turn: Turn, contact: Contact): void {
  const queue = turn.world.directory.queues.get(contact.queueId);
  const { contactId } = contact;
  const endsAt = contact.waitEndsAt ?? turn.world.timers.get(`wait:${contactId}`)?.at ?? turn.at;
  // Who had an agent before closing, and lost that one, gets another one after it.
  const isCaller = contact.attemptId === undefined;
  const isBound = queue?.hours && contact.outcome === undefined && isCaller;
  const at = isBound ? Math.min(endsAt, drainEndsAt(turn, queue.hours)) : endsAt;
  setTimer(turn, { kind: 'wait', contactId }, Math.max(at, turn.at));
}

/** Hours changed: waits that they bound end at another time. */
export function rearmWaits(turn: Turn): void {
  for (const queue of turn.world.directory.queues.values()) {
    if (!queue.hours) continue;
    for (const contact of turn.world.index.inLine(queue.queueId)) {
      if (!contact.expired) setWaitTimer(turn, contact);
    }
  }
}
