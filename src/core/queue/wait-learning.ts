import type { Assignment } from '../agent/agent';
import type { Contact, ContactPhase } from '../contact/contact';
import type { Turn } from '../turn';
import type { World } from '../world';
import {
  classOf,
  countHandled,
  countPickUp,
  countServed,
  newQueueWaits,
  type PredictedWait,
  passTime,
  type QueueWaits,
  type WaitClass,
} from './wait-class';
import { agentsFor, placeOf } from './wait-estimate';
import { settleAnswered, settleLeft, settlePassed } from './wait-outcome';

/** What the estimates learn from: called by the one setter of a contact's phase. */
export function noteMove(turn: Turn, contact: Contact, from: ContactPhase): void {
  const { phase } = contact;
  if (phase === 'waiting') return noteWaiting(turn, contact, from);
  const isLeaving = phase === 'new' || phase === 'done';
  if (from === 'offered' && isLeaving) return leave(turn, contact);
  if (from !== 'waiting') return;
  const waitClass = passedClass(turn, contact);
  turn.world.places.remove(contact);
  if (!waitClass) return;
  if (phase === 'offered') return noteOffered(turn, contact, waitClass);
  waitClass.left += 1;
  leave(turn, contact);
}

function noteWaiting(turn: Turn, contact: Contact, from: ContactPhase): void {
  const { world, at } = turn;
  if (from === 'new' || from === 'assigned') contact.firstOfferAt = undefined;
  contact.place = placeOf(world, contact);
  const waitClass = passedClass(turn, contact);
  if (waitClass && world.places.countIn(contact.place) === 0) waitClass.busySince = at;
  world.places.insert(contact);
  // An offer that failed did not move the line.
  if (from === 'offered' && waitClass) waitClass.served = Math.max(0, waitClass.served - 1);
}

function noteOffered(turn: Turn, contact: Contact, waitClass: WaitClass): void {
  contact.firstOfferAt ??= turn.at;
  const delayMs = turn.at - contact.waitingSince;
  if (delayMs > 0) countServed(waitClass, turn.at, delayMs);
  settlePassed(turn, contact, waitsOf(turn.world, contact.queueId), waitClass);
}

/** Without an agent: the caller gave up, or the queue did. */
function leave(turn: Turn, contact: Contact): void {
  const { place } = contact;
  if (!place) return;
  const waits = waitsOf(turn.world, contact.queueId);
  settleLeft(turn, contact, waits, classOf(waits, place.classKey, turn.at));
}

/** The contact's class with its sums brought up to now. */
function passedClass({ world, at }: Turn, contact: Contact): WaitClass | null {
  const { place } = contact;
  if (!place) return null;
  const waitClass = classOf(waitsOf(world, contact.queueId), place.classKey, at);
  passTime(waitClass, at, agentsFor(world, contact), world.places.countIn(place));
  return waitClass;
}

function waitsOf(world: World, queueId: string): QueueWaits {
  const found = world.waits.get(queueId);
  if (found) return found;
  const fresh = newQueueWaits();
  world.waits.set(queueId, fresh);
  return fresh;
}

/** Caller and agent talk: the wait is over. Returns what was predicted at joining, if it was. */
export function noteConnected(turn: Turn, contact: Contact): PredictedWait | null {
  const { firstOfferAt, place } = contact;
  if (firstOfferAt === undefined || !place) return null;
  const waits = waitsOf(turn.world, contact.queueId);
  countPickUp(waits, turn.at - firstOfferAt);
  return settleAnswered(turn, contact, waits, classOf(waits, place.classKey, turn.at));
}

/** An agent is free again after a conversation: so long the contact occupied it in all. */
export function noteHandled(turn: Turn, assignment: Assignment): void {
  const { queueId, assignedAt, wrapUpAt } = assignment;
  if (assignedAt === undefined || wrapUpAt === undefined) return;
  countHandled(waitsOf(turn.world, queueId), turn.at - assignedAt);
}
