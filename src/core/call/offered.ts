import type { LegOffered } from '../../port/switch-event';
import { BLANK_CONTACT } from '../contact/contact';
import { mintId } from '../ids';
import { enterFlow } from '../ivr/interpreter';
import { emit, type Turn } from '../turn';
import { type Call, newCallState } from './call';
import { hangUpCall } from './ending';
import { newLeg } from './leg-commands';

/** More calls at once than one engine is made for; the next is turned away with `congestion`. */
const CALLS_MAX = 20_000;

/** Whose business a call to an unknown number is. */
const NOBODY = 'unassigned';

/**
 * A call came in: contact, call and leg begin, and the number's flow takes it. `answeredAt`: it
 * is answered already, as a snapshot told.
 */
export function takeCall(turn: Turn, event: LegOffered, answeredAt?: number): void {
  const { world } = turn;
  if (world.legs.has(event.legId) || world.endedLegs.has(event.legId)) return;
  const number = world.directory.numbers.get(event.dnis);
  const call = newCall(turn, event, number?.clientId ?? NOBODY, number?.language ?? 'en');
  newLeg(turn, {
    legId: event.legId,
    switchId: event.switchId,
    owner: { kind: 'customer', callId: call.callId },
    clientId: call.clientId,
    phase: answeredAt === undefined ? 'offered' : 'answered',
    createdAt: call.offeredAt,
    ...(answeredAt !== undefined && { answeredAt }),
  });
  if (answeredAt !== undefined) call.answeredAt = answeredAt;
  const { callId, contactId, legId, switchId, ani, dnis } = call;
  emit(
    turn,
    { type: 'call.offered', callId, contactId, legId, switchId, ani, dnis },
    call.clientId,
  );
  if (world.calls.size > CALLS_MAX) {
    emit(turn, { type: 'bound.reached', bound: 'calls of an engine', limit: CALLS_MAX });
    return turnAway(turn, call, 'CALLS_MAX', 'congestion');
  }
  if (!number) return turnAway(turn, call, 'NUMBER_UNKNOWN', 'unallocated-number');
  enterFlow(turn, call, `${number.flowId}@${world.centreVersion}`);
}

function turnAway(
  turn: Turn,
  call: Call,
  code: string,
  cause: 'congestion' | 'unallocated-number',
): void {
  const refusal = { code, detail: `number ${call.dnis} on ${call.switchId}` };
  emit(turn, { type: 'call.refused', callId: call.callId, refusal }, call.clientId);
  hangUpCall(turn, call, { reason: 'refused', cause });
}

/** A caller whom the dialplan kept for us counts from the beginning; less is a clock's noise. */
const KEPT_LEAST_MS = 1_000;
const KEPT_MOST_MS = 300_000;

/** Since when the caller has been there, where the switch had to keep the call for us. */
function offeredSince(at: number, createdAt: number | undefined): number {
  const keptMs = createdAt === undefined ? 0 : at - createdAt;
  return keptMs >= KEPT_LEAST_MS && keptMs <= KEPT_MOST_MS ? at - keptMs : at;
}

function newCall(turn: Turn, event: LegOffered, clientId: string, language: string): Call {
  const { world, at } = turn;
  const callId = mintId(world, 'call');
  const contactId = mintId(world, 'contact');
  const offeredAt = offeredSince(at, event.createdAt);
  const { switchId, legId, ani, dnis } = event;
  const seed = { callId, contactId, clientId, switchId, legId, ani, dnis, language, offeredAt };
  const call = newCallState({ ...seed, phase: 'offered', at });
  world.calls.set(callId, call);
  world.contacts.set(contactId, { ...BLANK_CONTACT, contactId, clientId, callId, switchId });
  return call;
}
