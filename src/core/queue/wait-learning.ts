import type { Assignment } from '../agent/agent';
import type { Contact, ContactPhase } from '../contact/contact';
import { emit, type Turn } from '../turn';
import type { World } from '../world';
import {
  classOf,
  countHandled,
  countPickUp,
  countServed,
  newQueueWaits,
  passTime,
  type QueueWaits,
  type WaitClass,
} from './wait-class';
import { estimateWait, placeOf } from './wait-estimate';

/** What the estimates learn from: called by the one setter of a contact's phase. */
export function noteMove(turn: Turn, contact: Contact, from: ContactPhase): void {
  if (contact.phase === 'waiting') return noteWaiting(turn, contact, from);
  if (from !== 'waiting') return;
  const waitClass = passedClass(turn, contact);
  turn.world.places.remove(contact);
  if (!waitClass) return;
  if (contact.phase === 'offered') noteOffered(turn, contact, waitClass);
  else waitClass.left += 1;
}

function noteWaiting(turn: Turn, contact: Contact, from: ContactPhase): void {
  const { world, at } = turn;
  if (from === 'new') delete contact.firstOfferAt;
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
}

/** The contact's class with its sums brought up to now. */
function passedClass({ world, at }: Turn, contact: Contact): WaitClass | null {
  const { place } = contact;
  if (!place) return null;
  const requirement = world.directory.requirement(contact.queueId, contact.asked);
  const waitClass = classOf(waitsOf(world, contact.queueId), place.classKey, at);
  const agents = world.agentCount.agentsFor(contact.clientId, requirement);
  passTime(waitClass, at, agents, world.places.countIn(place));
  return waitClass;
}

function waitsOf(world: World, queueId: string): QueueWaits {
  const found = world.waits.get(queueId);
  if (found) return found;
  const fresh = newQueueWaits();
  world.waits.set(queueId, fresh);
  return fresh;
}

/** Tells those who joined in this step and found no agent free how long they will wait. */
export function estimateFresh(turn: Turn): void {
  for (const contact of turn.freshContacts) {
    const isNew = contact.phase === 'waiting' && contact.waitingSince === turn.at;
    if (!isNew || contact.estimate || contact.outcome !== undefined) continue;
    estimateJoining(turn, contact);
  }
}

function estimateJoining(turn: Turn, contact: Contact): void {
  const prediction = estimateWait(turn.world, contact, turn.at);
  if (!prediction.estimate) return;
  const { medianMs, lowMs, highMs, method, inputs } = prediction.estimate;
  const { shape } = prediction;
  contact.estimate = { medianMs, lowMs, highMs, method, shape };
  const { contactId, callId, queueId, clientId } = contact;
  emit(
    turn,
    {
      type: 'contact.estimated',
      contactId,
      callId,
      queueId,
      medianMs,
      lowMs,
      highMs,
      method,
      ahead: inputs.ahead,
      agents: inputs.agents,
    },
    clientId,
  );
}

/** Caller and agent talk: the wait that was predicted is over. */
export function noteConnected(turn: Turn, contact: Contact): void {
  const { firstOfferAt } = contact;
  if (firstOfferAt === undefined) return;
  countPickUp(waitsOf(turn.world, contact.queueId), turn.at - firstOfferAt);
}

/** An agent is free again after a conversation: so long the contact occupied it in all. */
export function noteHandled(turn: Turn, assignment: Assignment): void {
  const { queueId, assignedAt, wrapUpAt } = assignment;
  if (assignedAt === undefined || wrapUpAt === undefined) return;
  countHandled(waitsOf(turn.world, queueId), turn.at - assignedAt);
}
