import type { HangupCause, RawCause } from '../../port/hangup-cause';
import type { BridgePart, BridgeRole } from '../../port/switch-command';
import type { LegWitness } from '../../port/switch-event';
import type { Shape } from '../shape';
import type { World } from '../world';
import type { Call } from './call';

/**
 * A leg (channel) on a switch.
 *
 * | phase    | meaning                         | entered by              | left by               |
 * | -------- | ------------------------------- | ----------------------- | --------------------- |
 * | offered  | came in, we have not answered   | leg.offered, snapshot   | leg.answered, ended   |
 * | dialing  | we called, nothing heard yet    | originate               | ringing, answered, …  |
 * | ringing  | the far end alerts              | leg.ringing             | leg.answered, ended   |
 * | answered | speech can flow                 | leg.answered            | leg.ended             |
 * | ended    | gone; absorbs whatever is late  | leg.ended, lost         |                       |
 *
 * Timers: the deadline of each open command; `gone:<legId>` when a command found no such leg.
 */
export type LegPhase = 'offered' | 'dialing' | 'ringing' | 'answered' | 'ended';

const LEG_RANK: Readonly<Record<LegPhase, number>> = {
  offered: 0,
  dialing: 0,
  ringing: 1,
  answered: 2,
  ended: 3,
};

/** Whose leg it is. A leg has one owner, for life; an agent's own line is lent to calls. */
export type LegOwner =
  | { readonly kind: 'customer'; readonly callId: string }
  | { readonly kind: 'agent'; readonly callId: string; readonly agentId: string }
  | { readonly kind: 'external'; readonly callId: string; readonly targetId: string }
  | { readonly kind: 'line'; readonly agentId: string };

export interface Leg {
  readonly legId: string;
  readonly switchId: string;
  readonly owner: LegOwner;
  readonly clientId: string;
  phase: LegPhase;
  readonly createdAt: number;
  answeredAt?: number | undefined;
  /** Where we want it, and where the switch said it is. */
  wantedBridgeId?: string | undefined;
  bridgeId?: string | undefined;
  wantedHeld: boolean;
  held: boolean;
  /** What it is to do in the bridge, and what the switch said that it does; absent: talk. */
  part?: BridgePart | undefined;
  role?: BridgeRole | undefined;
  /** The switch's time of the last join or leave: an older report is a late double. */
  movedAt: number;
  /** How often it fell out of a bridge that we wanted it in. */
  rejoins: number;
  media?: LegMedia | undefined;
  /** Why we want it gone, once we do. */
  hangup?: HangupCause | undefined;
  /** Open commands, oldest first. */
  commandIds: string[];
  /** When the switch last said something of it: a snapshot asked for before judges it not. */
  touchedAt: number;
  witness?: LegWitness | undefined;
}

/** Every field of a leg, as one begins: see `Shape`. */
export const BLANK_LEG: Shape<Leg> = {
  legId: '',
  switchId: '',
  owner: { kind: 'line', agentId: '' },
  clientId: '',
  phase: 'dialing',
  createdAt: 0,
  answeredAt: undefined,
  wantedBridgeId: undefined,
  bridgeId: undefined,
  wantedHeld: false,
  held: false,
  part: undefined,
  role: undefined,
  movedAt: 0,
  rejoins: 0,
  media: undefined,
  hangup: undefined,
  commandIds: [],
  touchedAt: 0,
  witness: undefined,
};

/** What plays to a leg; one thing at a time. */
export interface LegMedia {
  readonly mediaId: string;
  readonly media: readonly string[];
  readonly bargeIn: boolean;
  readonly since: number;
  started: boolean;
}

/** What stays known of a leg for a while, to know late doubles and to compare witnesses. */
export interface EndedLeg {
  readonly legId: string;
  readonly callId: string;
  readonly clientId: string;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt: number;
  readonly cause: HangupCause;
  readonly raw?: RawCause;
  /** The switch's own record of it was compared already. */
  witnessed: boolean;
}

/** The call that a leg belongs to, or that an agent's line is lent to now. */
export function callIdOf(world: World, { owner, legId }: Leg): string | undefined {
  if (owner.kind !== 'line') return owner.callId;
  const assignment = world.agents.get(owner.agentId)?.assignment;
  return assignment?.legId === legId && !assignment.legEnded ? assignment.callId : undefined;
}

export const callOf = (world: World, leg: Leg): Call | undefined =>
  world.calls.get(callIdOf(world, leg) ?? '');

/** Moves a leg forward; a report of an earlier phase changes nothing. Returns whether it moved. */
export function moveLeg(leg: Leg, phase: LegPhase): boolean {
  if (LEG_RANK[phase] <= LEG_RANK[leg.phase]) return false;
  leg.phase = phase;
  return true;
}
