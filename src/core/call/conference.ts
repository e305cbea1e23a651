import type { ConferenceRequested, LeaveRequested, PartyDestination } from '../input';
import type { Turn } from '../turn';
import type { Call } from './call';
import { consulted, talkers } from './guest';
import { callIn, dismiss, succeed } from './guest-events';
import { whyNotInvite } from './invite';
import { refused, servedCall } from './served-call';

/** One more takes part: heard by all from the moment at which it answers. */
export function requestConference(turn: Turn, request: ConferenceRequested): void {
  const call = servedCall(turn, request);
  if (!call) return;
  if (consulted(call)) return void refused(turn, 'CONSULT_UNDER_WAY', call.callId);
  const invitation = { to: request.to, role: 'conference' } as const;
  const found = whyNotInvite(turn.world, call, invitation);
  if (found) return void refused(turn, found.code, found.detail);
  callIn(turn, call, invitation);
}

/** One leaves, or is taken out of, a conference that goes on without it. */
export function requestLeave(turn: Turn, request: LeaveRequested): void {
  const { party, ...asked } = request;
  const isSelf = party.kind === 'agent' && party.agentId === asked.agentId;
  const call = servedCall(turn, isSelf ? { callId: asked.callId } : asked);
  if (!call) return;
  const guest = talkers(call).find((one) => isParty(one, party));
  if (guest?.role === 'consult') return void refused(turn, 'CONSULT_UNDER_WAY', call.callId);
  if (guest) return dismiss(turn, call, guest, 'left');
  if (!isParty(call, party)) {
    return void refused(turn, 'PARTY_UNKNOWN', `${nameOf(party)} is not in ${call.callId}`);
  }
  if (consulted(call)) return void refused(turn, 'CONSULT_UNDER_WAY', call.callId);
  // The customer is never left alone: hang up, or send the call on.
  if (!succeed(turn, call)) refused(turn, 'PARTY_LAST', `${nameOf(party)} is the last one`);
}

const isParty = (one: Pick<Call, 'agentId' | 'targetId'>, party: PartyDestination): boolean =>
  party.kind === 'agent' ? one.agentId === party.agentId : one.targetId === party.targetId;

const nameOf = (party: PartyDestination): string =>
  party.kind === 'agent' ? party.agentId : party.targetId;
