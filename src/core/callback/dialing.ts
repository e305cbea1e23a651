import { type Call, newCallState } from '../call/call';
import { newLeg } from '../call/leg-commands';
import type { QueueConfig } from '../centre';
import { send } from '../command';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { mintId } from '../ids';
import { closingAt, isOpen } from '../ivr/opening-hours';
import { compareInQueue, isLateIn } from '../queue/call-order';
import { whyUnable } from '../queue/why-not';
import { clearTimer, emit, type Turn } from '../turn';
import { isStaffed } from '../waiting/staffing';
import type { World } from '../world';
import { type Callback, finishCallback, setCallbackTimer } from './callback';
import { mayCallBack } from './callback-config';

/**
 * Calls back those whose turn has come. The customer is called first, and an agent is not kept
 * idle for it: a mailbox or an unanswered phone costs nobody's time. It is the turn of a contact
 * when nobody of its queue is before it who could be served, or when more agents are idle than
 * are before it; pressing the key then puts it at the head of the line.
 */
export function callBack(turn: Turn): void {
  const { directory, index } = turn.world;
  if (!index.hasVirtual) return;
  // By the centre, not by who booked first: the same queue has to dial first after a restart.
  for (const queue of directory.callingBack) {
    if (index.virtualIn(queue.queueId).size === 0 || !isServing(turn, queue)) continue;
    for (;;) {
      const next = firstDue(turn, queue);
      if (!next || !isAtTurn(turn.world, next)) break;
      dial(turn, next, queue);
    }
  }
}

/** A queue that is closed calls nobody, once the grace for those who wait is over. */
function isServing({ world, at }: Turn, { hours }: QueueConfig): boolean {
  if (!hours) return true;
  const calendar = world.calendars.get(hours.calendarId);
  const open = isOpen(calendar, at);
  return open !== false ? open === true : closingAt(calendar, at) + hours.drainForMs > at;
}

/** The first in line of those who may be called now. */
function firstDue({ world, at }: Turn, { queueId, callback }: QueueConfig): Contact | null {
  const virtual = world.index.virtualIn(queueId);
  for (const contact of virtual.inOrder(compareInQueue(world, queueId, at))) {
    if ((contact.callback?.notBefore ?? 0) > at) continue;
    // The caller hears the last words of the flow still, or the attempt before is not over yet.
    if (world.calls.has(contact.callId)) continue;
    if (isReachable(world, contact, callback?.trunk ?? '') && isStaffed(world, contact)) {
      return contact;
    }
  }
  return null;
}

function isReachable(world: World, { switchId }: Contact, trunk: string): boolean {
  const place = world.switches.get(switchId);
  return place?.state === 'up' && !place.unreachable.has(trunk);
}

function isAtTurn(world: World, contact: Contact): boolean {
  const { index, at } = world;
  const { queueId } = contact;
  const isLate = isLateIn(world, queueId, at);
  const standing = index.standingIn(queueId);
  const before = standing.countBefore(contact, compareInQueue(world, queueId, at), isLate);
  const ahead = before + index.callingIn(queueId).size;
  return ahead === 0 || ahead < idleAgents(world, contact, ahead + 1);
}

/** How many idle agents could serve it at once, counted up to a number. */
function idleAgents(world: World, contact: Contact, most: number): number {
  let count = 0;
  for (const agent of world.index.idleFor(contact.requirement)) {
    if (count >= most) break;
    if (!whyUnable(world, agent, contact)) count += 1;
  }
  return count;
}

function dial(turn: Turn, contact: Contact, queue: QueueConfig): void {
  const { callback, clientId, contactId, switchId, queueId } = contact;
  const { callback: config } = queue;
  if (!callback || !config) return finishCallback(turn, contact, 'queue-removed');
  // The rules may have become stricter since the booking, and the calls are at our expense.
  if (!mayCallBack(config, callback.number)) return finishCallback(turn, contact, 'not-allowed');
  callback.attempts += 1;
  const call = newCall(turn, contact, callback);
  contact.callId = call.callId;
  moveContact(turn, contact, 'calling');
  clearTimer(turn, { kind: 'callback', contactId });
  const { callId, legId, ani, dnis } = call;
  const owner = { kind: 'customer', callId } as const;
  newLeg(turn, { legId, switchId, owner, clientId, phase: 'dialing' });
  emit(turn, { type: 'call.dialed', callId, contactId, legId, switchId, ani, dnis }, clientId);
  const { attempts } = callback;
  emit(turn, { type: 'callback.dialed', contactId, callId, queueId, attempts }, clientId);
  send(turn, switchId, {
    type: 'originate',
    legId,
    to: { kind: 'number', number: callback.number, trunk: config.trunk },
    callerNumber: callback.shownNumber,
    ringTimeoutMs: config.ringTimeoutMs,
  });
}

function newCall(turn: Turn, contact: Contact, callback: Callback): Call {
  const { world, at } = turn;
  const { flowKey, language, number, shownNumber, variables } = callback;
  const flowId = world.flows.get(flowKey)?.flowId;
  const call = newCallState({
    callId: mintId(world, 'call'),
    contactId: contact.contactId,
    clientId: contact.clientId,
    switchId: contact.switchId,
    legId: mintId(world, 'leg'),
    direction: 'outbound',
    ani: shownNumber,
    dnis: number,
    language,
    phase: 'dialing',
    at,
    offeredAt: at,
  });
  call.flowKey = flowKey;
  if (flowId !== undefined) call.flowId = flowId;
  call.variables = { ...variables };
  call.queueId = contact.queueId;
  world.calls.set(call.callId, call);
  return call;
}

/** The timer of a contact that waits for its call: it is due again, or called no more. */
export function fireCallback(turn: Turn, contactId: string): void {
  const contact = turn.world.contacts.get(contactId);
  if (contact?.phase !== 'virtual' || !contact.callback) return;
  const { callback } = contact;
  if (turn.at >= callback.expiresAt) return finishCallback(turn, contact, 'expired');
  setCallbackTimer(turn, contact, callback);
}
