import { never } from '../assert';
import type { ConsultChangeRequested, ConsultRequested } from '../input';
import type { Turn } from '../turn';
import { arrange } from './arrange';
import type { Call } from './call';
import { consulted, type Guest } from './guest';
import { callIn, completeConsult, dismiss, endConsult } from './guest-events';
import { whyNotInvite } from './invite';
import { refused, servedCall } from './served-call';
import { isSentOnTooOften } from './transfer';

/**
 * Consultation: the customer goes on hold while another phone rings, and hears music as long as
 * the agent talks there. All are in one bridge, one after the other; who is not to hear is out of
 * it before the next comes in.
 */
export function requestConsult(turn: Turn, request: ConsultRequested): void {
  const call = servedCall(turn, request);
  if (!call) return;
  if (consulted(call)) return void refused(turn, 'CONSULT_UNDER_WAY', call.callId);
  const invitation = { to: request.to, role: 'consult' } as const;
  const found = whyNotInvite(turn.world, call, invitation);
  if (found) return void refused(turn, found.code, found.detail);
  call.focus = 'consult';
  callIn(turn, call, invitation);
  arrange(turn, call);
}

export function requestConsultChange(turn: Turn, request: ConsultChangeRequested): void {
  const call = servedCall(turn, request);
  const guest = call && consulted(call);
  if (!call) return;
  if (!guest) return void refused(turn, 'CONSULT_NONE', `${call.callId} consults nobody`);
  switch (request.change) {
    case 'complete':
      if (!isSentOnTooOften(turn, call)) completeConsult(turn, call, guest);
      return;
    case 'cancel':
      return dismiss(turn, call, guest, 'cancelled');
    case 'swap':
      if (hasAnswered(turn, guest)) swap(turn, call);
      return;
    case 'merge':
      if (hasAnswered(turn, guest)) merge(turn, call, guest);
      return;
    default:
      return never(request.change);
  }
}

function hasAnswered(turn: Turn, guest: Guest): boolean {
  if (guest.phase === 'present' || guest.phase === 'held') return true;
  refused(turn, 'CONSULT_NOT_ANSWERED', `${guest.agentId ?? guest.targetId} is ${guest.phase}`);
  return false;
}

/** From the one to the other. */
function swap(turn: Turn, call: Call): void {
  call.focus = call.focus === 'customer' ? 'consult' : 'customer';
  arrange(turn, call);
}

/** All together: the one consulted takes part in a conference. */
function merge(turn: Turn, call: Call, guest: Guest): void {
  guest.role = 'conference';
  endConsult(turn, call);
}
