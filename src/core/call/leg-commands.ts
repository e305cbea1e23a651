import type { HangupCause } from '../../port/hangup-cause';
import { known } from '../assert';
import { send, sendAgain, settle } from '../command';
import { mintId } from '../ids';
import { clearTimer, setTimer, type Turn } from '../turn';
import { BLANK_LEG, type Leg, type LegOwner, type LegPhase } from './leg';

interface LegSeed {
  readonly legId: string;
  readonly switchId: string;
  readonly owner: LegOwner;
  readonly clientId: string;
  readonly phase: LegPhase;
  /** Since when it lives, where that is not now. */
  readonly createdAt?: number;
  readonly answeredAt?: number;
}

export function newLeg(turn: Turn, seed: LegSeed): Leg {
  const since = { createdAt: turn.at, touchedAt: turn.at };
  const leg: Leg = { ...BLANK_LEG, ...since, ...seed, commandIds: [] };
  turn.world.legs.set(leg.legId, leg);
  return leg;
}

/** Puts a leg into a bridge; that ends hold and whatever plays to it. */
export function joinLeg(turn: Turn, leg: Leg, bridgeId: string, part = leg.part): void {
  leg.wantedBridgeId = bridgeId;
  leg.wantedHeld = false;
  if (part) leg.part = part;
  forgetMedia(turn, leg);
  const { legId } = leg;
  send(turn, leg.switchId, { type: 'join', legId, bridgeId, ...(part ?? { role: 'talk' }) });
}

/**
 * Takes a leg out of its bridge onto music. One that was on hold before is on its way back: that
 * hold is not this one, whose report is still to come.
 */
export function holdLeg(turn: Turn, leg: Leg, music: string): void {
  const bridgeId = known(leg.wantedBridgeId, `bridge of ${leg.legId}`);
  leg.wantedHeld = true;
  leg.held = false;
  send(turn, leg.switchId, { type: 'hold', legId: leg.legId, bridgeId, music });
}

interface Playing {
  readonly media: readonly string[];
  /** The first digit stops it. */
  readonly bargeIn: boolean;
}

/** Plays to a leg, in place of what played there; returns the id that its events carry. */
export function playTo(turn: Turn, legId: string, { media, bargeIn }: Playing): string | null {
  const leg = turn.world.legs.get(legId);
  if (!leg || leg.hangup) return null;
  leaveBridge(turn, leg);
  forgetMedia(turn, leg);
  const mediaId = mintId(turn.world, 'media');
  leg.media = { mediaId, media, bargeIn, since: turn.at, started: false };
  const type = bargeIn ? 'collect-digits' : 'play';
  send(turn, leg.switchId, { type, legId, mediaId, media });
  return mediaId;
}

/** Whatever plays is superseded: its outcome does not matter, and it is not started again. */
export function forgetMedia(turn: Turn, leg: Leg): void {
  leg.media = undefined;
  for (const commandId of [...leg.commandIds]) {
    const type = turn.world.commands.get(commandId)?.command.type;
    if (type === 'play' || type === 'collect-digits') settle(turn, commandId);
  }
}

/** A caller who goes back to a queue or a flow leaves the conversation first. */
export function leaveBridge(turn: Turn, leg: Leg): void {
  const bridgeId = leg.wantedBridgeId;
  if (bridgeId === undefined) return;
  leg.wantedBridgeId = undefined;
  leg.part = undefined;
  leg.wantedHeld = false;
  for (const commandId of [...leg.commandIds]) {
    const type = turn.world.commands.get(commandId)?.command.type;
    if (type === 'join' || type === 'hold') settle(turn, commandId);
  }
  send(turn, leg.switchId, { type: 'leave', legId: leg.legId, bridgeId });
}

/** After a sign of its end the report must come within this time. */
const GONE_MS = 2_000;

/** There is a sign that a leg has ended; without a report it counts as gone in a moment. */
export function expectEnd(turn: Turn, leg: Leg): void {
  if (turn.world.timers.has(`gone:${leg.legId}`)) return;
  setTimer(turn, { kind: 'gone', legId: leg.legId }, turn.at + GONE_MS);
}

/** A leg that was thought gone shows itself: what missed it is asked for again. */
export function noteAlive(turn: Turn, leg: Leg): void {
  clearTimer(turn, { kind: 'gone', legId: leg.legId });
  for (const commandId of leg.commandIds) {
    const open = turn.world.commands.get(commandId);
    if (!open?.missed) continue;
    delete open.missed;
    sendAgain(turn, commandId);
  }
}

/** Ends a leg. What else was asked of it stays open until the leg has ended, which settles all. */
export function hangUpLeg(turn: Turn, leg: Leg, cause: HangupCause): void {
  if (leg.hangup || leg.phase === 'ended') return;
  leg.hangup = cause;
  send(turn, leg.switchId, { type: 'hangup', legId: leg.legId, cause });
}

/** Whether a command of this type waits for its outcome on a leg. */
export const isUnderWay = (turn: Turn, leg: Leg, type: 'join' | 'hold' | 'originate'): boolean =>
  leg.commandIds.some((id) => turn.world.commands.get(id)?.command.type === type);
