import type { BridgeRole } from '../../port/switch-command';
import type { Turn } from '../turn';
import { arrange } from './arrange';
import type { Call } from './call';
import { consulted, guestAt } from './guest';
import { dismiss, noteGuestMoved } from './guest-events';
import type { Leg } from './leg';
import { noteHeld, noteJoined } from './talk';

/** What a leg does in its bridge, as the switch says; to talk is nothing to be remembered. */
export function takeRole(leg: Leg, role: BridgeRole | undefined): void {
  if (role === undefined || role === 'talk') leg.role = undefined;
  else leg.role = role;
}

/** A leg is somewhere else than before: whoever waited for that goes on. */
export function noteMoved(turn: Turn, call: Call, leg: Leg): void {
  const guest = guestAt(call, leg.legId);
  if (guest) return noteGuestMoved(turn, call, guest, leg);
  const isWanted = leg.bridgeId !== undefined && leg.bridgeId === leg.wantedBridgeId;
  if (isWanted && !leg.wantedHeld) noteJoined(turn, call);
  if (leg.held && leg.wantedHeld && leg.owner.kind === 'customer') noteHeld(turn, call);
  arrange(turn, call);
}

/**
 * A leg that was to go on hold stays where it is. Where that is the customer, whom a consultation
 * was to keep out of hearing, there is none; where it is the one consulted, it goes on.
 */
export function holdFailed(turn: Turn, call: Call, leg: Leg): void {
  const guest = consulted(call);
  if (guest && call.focus === 'consult' && leg.legId === call.legId) {
    dismiss(turn, call, guest, 'hold-failed');
  } else if (guest && call.focus === 'customer' && leg.legId === guest.legId)
    call.focus = 'consult';
  noteMoved(turn, call, leg);
}
