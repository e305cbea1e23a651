import { known } from '../assert';
import { type Call, customerNumber } from '../call/call';
import type { Contact } from '../contact/contact';
import type { CallbackNode, CallbackNumberNode, QueueNode } from '../ivr/flow';
import { prepareContact } from '../queue/enqueue';
import { countCallback } from '../queue/queue-day';
import { emit, type Turn } from '../turn';
import type { World } from '../world';
import { dropCallback, standAside } from './callback';
import { type CallbackConfig, isSameNumber, mayCallBack } from './callback-config';

/** What the flow's callback nodes put the number into. */
export const CALLBACK_NUMBER = 'callbackNumber';

/** Decides on the number that is to be called: the caller's own, or the one that was typed. */
export function chooseNumber(turn: Turn, call: Call, node: CallbackNumberNode): string {
  const config = turn.world.directory.queues.get(node.queueId)?.callback;
  const number = node.typed ? (call.variables[CALLBACK_NUMBER] ?? '') : customerNumber(call);
  if (!config || !mayCallBack(config, number)) return node.otherwise;
  call.variables[CALLBACK_NUMBER] = number;
  return node.next;
}

interface Booking {
  readonly place: QueueNode;
  readonly config: CallbackConfig;
  readonly number: string;
}

/** The caller need not wait on the line: the contact keeps its place and is called back. */
export function bookCallback(turn: Turn, call: Call, node: CallbackNode): string {
  const place = turn.world.flows.get(call.flowKey ?? '')?.nodes[node.place];
  if (place?.type !== 'queue') return refuseBooking(turn, call, node, 'CALLBACK_OFF');
  const queue = turn.world.directory.queues.get(place.queueId);
  const number = call.variables[CALLBACK_NUMBER] ?? '';
  if (!queue?.callback) return refuseBooking(turn, call, node, 'CALLBACK_OFF');
  const booking = { place, config: queue.callback, number };
  const refusal = refusalOf(turn, call, booking);
  if (refusal) return refuseBooking(turn, call, node, refusal);
  book(turn, call, node, booking);
  return node.next;
}

/** Bounds against callers who want to be called many times, at the centre's expense. */
function refusalOf(turn: Turn, call: Call, { place, config, number }: Booking): string | null {
  const { world } = turn;
  if (world.contacts.get(call.contactId)?.phase !== 'new') return 'CALLBACK_BOOKED';
  if (!mayCallBack(config, number)) return 'NUMBER_NOT_ALLOWED';
  if (isBooked(world, call.clientId, number)) return 'CALLBACK_BOOKED';
  if (world.index.absentIn(place.queueId) < config.pendingMax) return null;
  const bound = `callbacks of queue ${place.queueId}`;
  emit(turn, { type: 'bound.reached', bound, limit: config.pendingMax }, call.clientId);
  return 'CALLBACKS_FULL';
}

/** In whatever queue of the client: somebody's phone is not made to ring for a queue each. */
function isBooked({ directory, index }: World, clientId: string, number: string): boolean {
  for (const queue of directory.callingBack) {
    if (queue.clientId !== clientId) continue;
    for (const { callback } of index.absentFrom(queue.queueId)) {
      if (callback && isSameNumber(callback.number, number)) return true;
    }
  }
  return false;
}

function refuseBooking(turn: Turn, call: Call, node: CallbackNode, code: string): string {
  const refusal = { code, detail: node.place };
  emit(turn, { type: 'callback.refused', callId: call.callId, refusal }, call.clientId);
  return node.onFailed;
}

function book(turn: Turn, call: Call, node: CallbackNode, booking: Booking): void {
  const { at } = turn;
  const { place, config, number } = booking;
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  dropCallback(turn, contact, 'unserved');
  prepareContact(turn, contact, place);
  contact.outcome ??= 'called-back';
  call.queueId = place.queueId;
  call.settled = 'callback';
  standAside(turn, contact, {
    number,
    shownNumber: config.callerNumber ?? (call.direction ? call.ani : call.dnis),
    language: call.language,
    flowKey: call.flowKey ?? '',
    answered: node.answered,
    variables: { ...call.variables },
    bookedAt: at,
    expiresAt: at + config.expireAfterMs,
    attempts: 0,
    notBefore: at,
  });
  countCallback(turn, contact, 'callbacksBooked');
  noteBooked(turn, contact, number);
}

function noteBooked(turn: Turn, contact: Contact, number: string): void {
  const { contactId, callId, queueId, clientId, queuedAt, priority } = contact;
  const body = { contactId, callId, queueId, number, queuedAt, priority } as const;
  emit(turn, { type: 'callback.booked', ...body }, clientId);
}
