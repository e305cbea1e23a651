import type { SuperviseEndRequested, SuperviseRequested } from '../input';
import { emit, type Turn } from '../turn';
import { partOf } from './arrange';
import type { Call } from './call';
import { type Guest, guestsOf, named } from './guest';
import { callIn, dismiss } from './guest-events';
import { whyNotInvite } from './invite';
import { joinLeg } from './leg-commands';
import { refused, servedCall } from './served-call';

/**
 * A supervisor's phone rings, and is put into the call's bridge: heard by nobody, by the agent
 * alone, or by all. One who is in the call already changes what it is there.
 */
export function requestSupervise(turn: Turn, request: SuperviseRequested): void {
  const { callId, supervisorId, mode } = request;
  const call = servedCall(turn, { callId });
  if (!call) return;
  if (mode === 'whisper' && call.agentId === undefined) {
    return void refused(turn, 'SUPERVISION_NO_AGENT', 'nobody outside is whispered to');
  }
  const guest = supervisorOf(call, supervisorId);
  if (guest) return changeMode(turn, call, guest, mode);
  const invitation = { to: { kind: 'agent', agentId: supervisorId }, role: 'supervisor' } as const;
  const found = whyNotInvite(turn.world, call, invitation);
  if (found) return void refused(turn, found.code, found.detail);
  callIn(turn, call, { ...invitation, mode });
}

export function requestSuperviseEnd(turn: Turn, request: SuperviseEndRequested): void {
  const { callId, supervisorId } = request;
  const call = turn.world.calls.get(callId);
  if (!call) return void refused(turn, 'CALL_UNKNOWN', callId);
  const guest = supervisorOf(call, supervisorId);
  if (!guest) return void refused(turn, 'SUPERVISION_NONE', `${supervisorId} is not in ${callId}`);
  dismiss(turn, call, guest, 'left');
}

const supervisorOf = (call: Call, supervisorId: string): Guest | undefined =>
  guestsOf(call).find((one) => one.role === 'supervisor' && one.agentId === supervisorId);

/** The fact is written as it is asked for: from then on the switch may let others hear. */
function changeMode(turn: Turn, call: Call, guest: Guest, mode: SuperviseRequested['mode']): void {
  const { callId, clientId, bridgeId } = call;
  if (guest.mode === mode) return void refused(turn, 'SUPERVISION_SAME', `${mode} already`);
  guest.mode = mode;
  const { legId } = guest;
  const leg = turn.world.legs.get(legId);
  const body = { callId, legId, ...named(guest), mode } as const;
  if (guest.phase !== 'ringing') emit(turn, { type: 'supervision.changed', ...body }, clientId);
  if (guest.phase === 'ringing' || !leg || bridgeId === undefined) return;
  joinLeg(turn, leg, bridgeId, partOf(call, guest));
}
