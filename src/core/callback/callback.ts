import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { openingAt } from '../ivr/opening-hours';
import { countCallback } from '../queue/queue-day';
import { clearTimer, emit, refuse, setTimer, type Turn } from '../turn';

/** What a contact that asked to be called back needs for it, when its own call is long over. */
export interface Callback {
  readonly number: string;
  /** What the customer sees. */
  readonly shownNumber: string;
  readonly language: string;
  readonly flowKey: string;
  /** The node of the flow that greets the customer and asks for the key. */
  readonly answered: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly bookedAt: number;
  /** Called no more from then on (ms, UTC). */
  readonly expiresAt: number;
  attempts: number;
  /** Not called before (ms, UTC). */
  notBefore: number;
  /** The customer pressed the key, and waits for the agent. */
  confirmed?: boolean;
}

/** Why a callback came to its end without the customer having talked with an agent. */
export type CallbackEnd =
  /** Called as often as the queue allows. */
  | 'attempts'
  /** Nobody could be called in time. */
  | 'expired'
  /** The customer, called back, wanted none any more. */
  | 'declined'
  /** The customer stayed on the line, and the flow went on to a queue. */
  | 'caller-stayed'
  /** Called back, the customer hung up before an agent was there. */
  | 'abandoned'
  /** Called back, the customer left the queue unserved. */
  | 'unserved'
  /** Somebody asked for it. */
  | 'operator'
  /** The queue, or its callbacks, were taken out of the centre. */
  | 'queue-removed'
  /** Its number may not be called any more. */
  | 'not-allowed'
  /** Something failed in us. */
  | 'failed';

/** The contact keeps its place, and needs no call for it. */
export function standAside(turn: Turn, contact: Contact, callback: Callback): void {
  contact.callback = callback;
  moveContact(turn, contact, 'virtual');
  setCallbackTimer(turn, contact, callback);
}

/** When it is to be looked at again, if nothing happens before: law 3 for those who are away. */
export function setCallbackTimer(turn: Turn, contact: Contact, callback: Callback): void {
  const { notBefore, expiresAt } = callback;
  const hours = turn.world.directory.queues.get(contact.queueId)?.hours;
  const opensAt = hours && openingAt(turn.world.calendars.get(hours.calendarId), turn.at);
  const due = Math.min(
    expiresAt,
    notBefore > turn.at ? notBefore : expiresAt,
    opensAt ?? expiresAt,
  );
  const { contactId } = contact;
  setTimer(turn, { kind: 'callback', contactId }, Math.max(turn.at, due));
}

/** Nobody is called any more for this contact; what it is besides is not touched. */
export function dropCallback(turn: Turn, contact: Contact, reason: CallbackEnd): void {
  const { callback, contactId, callId, queueId, clientId } = contact;
  if (!callback) return;
  contact.callback = undefined;
  clearTimer(turn, { kind: 'callback', contactId });
  countCallback(turn, contact, 'callbacksFailed');
  const { attempts } = callback;
  emit(turn, { type: 'callback.ended', contactId, callId, queueId, reason, attempts }, clientId);
}

/** The customer who was called back talks with an agent: that is what it was for. */
export function serveCallback(turn: Turn, contact: Contact): void {
  if (!contact.callback) return;
  contact.callback = undefined;
  countCallback(turn, contact, 'callbacksServed');
}

/** A contact without a call is done; one whose caller is still there is in the flow again. */
export function finishCallback(turn: Turn, contact: Contact, reason: CallbackEnd): void {
  const call = turn.world.calls.get(contact.callId);
  dropCallback(turn, contact, reason);
  if (contact.phase === 'virtual' && call && call.phase !== 'ending') {
    call.settled = undefined;
    return moveContact(turn, contact, 'new');
  }
  moveContact(turn, contact, 'done');
  if (!turn.world.calls.has(contact.callId)) turn.world.contacts.delete(contact.contactId);
}

/**
 * A call to the customer came to nothing: nobody answered, or nobody pressed the key. The contact
 * keeps its place for the next attempt, if there is one.
 */
export function failAttempt(turn: Turn, contact: Contact, outcome: string): void {
  const { callback, contactId, callId, queueId, clientId } = contact;
  const config = turn.world.directory.queues.get(queueId)?.callback;
  if (!callback) return moveContact(turn, contact, 'done');
  const { attempts } = callback;
  emit(turn, { type: 'callback.failed', contactId, callId, queueId, attempts, outcome }, clientId);
  if (!config) return finishCallback(turn, contact, 'queue-removed');
  if (outcome === 'declined') return finishCallback(turn, contact, 'declined');
  if (attempts >= config.attemptsMax) return finishCallback(turn, contact, 'attempts');
  callback.notBefore = turn.at + config.retryAfterMs;
  standAside(turn, contact, callback);
}

/** Somebody wants a callback gone. One who is being called already has a call to hang up. */
export function requestCancel(turn: Turn, contactId: string): void {
  const contact = turn.world.contacts.get(contactId);
  if (!contact?.callback) return refuse(turn, { code: 'CALLBACK_UNKNOWN', detail: contactId });
  if (contact.phase !== 'virtual') {
    const detail = `the customer is on call ${contact.callId}, which can be hung up`;
    return refuse(turn, { code: 'CALLBACK_UNDER_WAY', detail });
  }
  finishCallback(turn, contact, 'operator');
}
