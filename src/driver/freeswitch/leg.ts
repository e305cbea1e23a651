import type { HangupCause } from '../../port/hangup-cause';
import type { BridgePart } from '../../port/switch-command';
import type { MediaEndReason } from '../../port/switch-event';

export interface LegMedia {
  readonly mediaId: string;
  /** Music of a hold, which is the hold's and is not told. */
  readonly ofHold: boolean;
  started: boolean;
  /** Why we asked for its end. */
  endReason?: MediaEndReason;
  /** The first part that could not be played. */
  failed?: string;
}

/**
 * What the driver knows of a channel of ours. Where it is: `parked` (takes orders in its own
 * thread), with a `partner` in a pair, or in a `conference`; on its way it is in none of them.
 */
export interface Leg {
  readonly legId: string;
  /** The channel's id at FreeSWITCH. */
  readonly uuid: string;
  readonly direction: 'inbound' | 'outbound';
  state: 'offered' | 'dialing' | 'ringing' | 'answered';
  /** FreeSWITCH has taken the order to call it. */
  ordered: boolean;
  /** FreeSWITCH has its channel. */
  made: boolean;
  parked: boolean;
  partner?: Leg;
  conference?: string;
  /** Counts up with each event; tells whether one came while FreeSWITCH answered a question. */
  revision: number;
  createdAt?: number;
  answeredAt?: number;
  ani?: string;
  dnis?: string;
  /** By our orders; a leg that is alone in its bridge is parked. */
  bridgeId?: string;
  part: BridgePart;
  /** In its conference. */
  memberId?: string;
  /** What it says there is dropped; undefined: nobody knows. */
  muted?: boolean;
  /** Members who do not hear it, though it is not muted; undefined: nobody knows. */
  unheardBy?: Set<string>;
  held: boolean;
  media?: LegMedia;
  /** The cause that we asked for; set as soon as the command is under way. */
  hangup?: HangupCause;
  redirecting: boolean;
  /** Went its own way in the dialplan, and not by our order. */
  takenAway: boolean;
  /** When a ring timeout of ours is over, by our clock. */
  ringUntil?: number;
  /** The engine knows of it: it was offered, or has been in a snapshot. */
  told: boolean;
  /** Commands run one after the other. */
  tail: Promise<void>;
  /** Called when something about it changes, and at its end. */
  readonly watchers: Set<() => void>;
  ended: boolean;
}

/** It is where orders reach it. */
export const isInHand = (leg: Leg): boolean =>
  leg.parked || leg.partner !== undefined || leg.conference !== undefined;
