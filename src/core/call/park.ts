import { known } from '../assert';
import type { ParkRequested, PickUpRequested } from '../input';
import { playMusic } from '../queue/music';
import { emit, setTimer, type Turn } from '../turn';
import { type Call, moveCall, stopServing } from './call';
import { guestsOf, talkers } from './guest';
import { callIn, leaveBehind } from './guest-events';
import { whyNotInvite } from './invite';
import { refused, servedCall } from './served-call';
import { requeue } from './talk';

/** A call that waits under a slot's name until somebody picks it up. */
export interface ParkedCall {
  readonly slot: string;
  /** Who parked it; gets it back when nobody picks it up in time. */
  readonly agentId?: string;
  /** ms since the epoch (UTC). */
  readonly until: number;
}

const PARK_MAX_MS = 120_000;

/**
 * The customer hears music under a slot's name, for a bounded time; who parked the call wraps up
 * and is free. Slots are of one client: two clients may both have their slot 1.
 */
export function requestPark(turn: Turn, request: ParkRequested): void {
  const call = servedCall(turn, request);
  if (!call) return;
  const { callId, clientId, agentId } = call;
  const [other] = talkers(call);
  if (other) {
    const detail = `${other.agentId ?? other.targetId} takes part`;
    return void refused(turn, 'CALL_HAS_PARTIES', detail);
  }
  const taken = slotsOf(turn, clientId);
  const slot = request.slot ?? lowestFree(taken);
  if (taken.has(slot)) return void refused(turn, 'PARK_SLOT_TAKEN', `slot ${slot} of ${clientId}`);
  const queue = turn.world.directory.queues.get(call.queueId ?? '');
  const until = turn.at + (queue?.parkMaxMs ?? PARK_MAX_MS);
  leaveBehind(turn, call);
  stopServing(call);
  call.bridgeId = undefined;
  const by = agentId === undefined ? {} : { agentId };
  call.parked = { slot, ...by, until };
  moveCall(call, 'parked', turn.at);
  playMusic(turn, call);
  setTimer(turn, { kind: 'park', callId }, until);
  emit(turn, { type: 'call.parked', callId, slot, ...by, until }, clientId);
}

function slotsOf(turn: Turn, clientId: string): ReadonlySet<string> {
  const slots = new Set<string>();
  for (const { clientId: owner, parked } of turn.world.calls.values()) {
    if (parked && owner === clientId) slots.add(parked.slot);
  }
  return slots;
}

function lowestFree(taken: ReadonlySet<string>): string {
  for (let slot = 1; ; slot += 1) if (!taken.has(String(slot))) return String(slot);
}

/** An entitled agent's phone rings; once it answers the parked call is that agent's. */
export function requestPickUp(turn: Turn, { callId, agentId }: PickUpRequested): void {
  const call = turn.world.calls.get(callId);
  if (!call) return void refused(turn, 'CALL_UNKNOWN', callId);
  if (call.phase !== 'parked') {
    return void refused(turn, 'CALL_WRONG_PHASE', `call is ${call.phase}, not parked`);
  }
  const [ringing] = guestsOf(call);
  if (ringing) return void refused(turn, 'PICK_UP_UNDER_WAY', `${ringing.agentId} picks it up`);
  const invitation = { to: { kind: 'agent', agentId }, role: 'transfer' } as const;
  const found = whyNotInvite(turn.world, call, invitation);
  if (found) return void refused(turn, found.code, found.detail);
  setWaitingSince(turn, call);
  callIn(turn, call, invitation);
}

const setWaitingSince = (turn: Turn, call: Call): void => {
  const contact = known(turn.world.contacts.get(call.contactId), `contact ${call.contactId}`);
  contact.waitingSince = turn.at;
  contact.firstOfferAt = undefined;
};

/**
 * Nobody picked it up in time: it rings back at who parked it, or goes to its queue where that
 * one cannot be rung. While somebody's phone rings to pick it up, that decides first.
 */
export function expirePark(turn: Turn, callId: string): void {
  const call = turn.world.calls.get(callId);
  if (!call?.parked || call.phase !== 'parked') return;
  if (guestsOf(call).length > 0) return;
  const { slot, agentId = '' } = call.parked;
  emit(turn, { type: 'call.park-expired', callId, slot }, call.clientId);
  const invitation = { to: { kind: 'agent', agentId }, role: 'transfer' } as const;
  if (whyNotInvite(turn.world, call, invitation)) return requeue(turn, call);
  call.parked = undefined;
  moveCall(call, 'transferring', turn.at);
  setWaitingSince(turn, call);
  callIn(turn, call, invitation);
}
