import type { BridgePart } from '../../port/switch-command';
import { musicOf } from '../queue/music';
import type { Turn } from '../turn';
import type { Call } from './call';
import { consulted, type Guest, guestsOf } from './guest';
import type { Leg } from './leg';
import { holdLeg, joinLeg } from './leg-commands';

/**
 * Puts everybody of a conversation where its focus wants them: who is not to hear goes on hold
 * first, and only when the switch has said so the others come together. Asks for nothing twice;
 * to be called after whatever moved a leg or the focus.
 */
export function arrange(turn: Turn, call: Call): void {
  const { bridgeId } = call;
  if (bridgeId === undefined || (call.phase !== 'talking' && call.phase !== 'held')) return;
  const away = legAway(turn, call);
  if (away && isIn(away)) holdLeg(turn, away, musicOf(turn, call));
  const isClear = !away || away.held;
  for (const guest of guestsOf(call)) {
    const leg = turn.world.legs.get(guest.legId);
    if (!leg || leg === away || guest.phase === 'ringing') continue;
    const isHeardOnlyThen = guest.role === 'consult';
    if (isHeardOnlyThen && !isClear) continue;
    if (!isIn(leg)) joinLeg(turn, leg, bridgeId, partOf(call, guest));
  }
  if (call.focus === 'customer' && isClear) retrieveCustomer(turn, call);
}

/** Whom the focus keeps out of the conversation. */
function legAway(turn: Turn, call: Call): Leg | undefined {
  const { legs } = turn.world;
  if (call.focus === 'consult') return legs.get(call.legId);
  if (call.focus === 'customer') return legs.get(consulted(call)?.legId ?? '');
  return undefined;
}

const isIn = (leg: Leg): boolean => leg.wantedBridgeId !== undefined && !leg.wantedHeld;

/** The customer comes back from hold, if on hold. */
export function retrieveCustomer(turn: Turn, call: Call): void {
  const leg = turn.world.legs.get(call.legId);
  if (leg?.wantedHeld && call.bridgeId !== undefined) joinLeg(turn, leg, call.bridgeId);
}

/** What a guest is in the bridge: a whisper goes to the agent who serves. */
export function partOf(call: Call, { mode }: Guest): BridgePart {
  if (mode === undefined || mode === 'barge') return { role: 'talk' };
  if (mode === 'listen') return { role: mode };
  return { role: mode, coachedLegId: call.agentLegId ?? '' };
}
