import type { HangupCause } from '../../port/hangup-cause';
import type { MediaEndReason } from '../../port/switch-event';

export interface LegMedia {
  readonly mediaId: string;
  readonly kind: 'playback' | 'music';
  /** The first digit stops it. */
  readonly bargeIn: boolean;
  started: boolean;
  /** Why we asked for its end. */
  endReason?: MediaEndReason;
  /** When the item that plays now began, by Asterisk's clock. */
  itemAt?: number;
  /** The first item that Asterisk could not play. */
  failed?: string;
}

/**
 * What the driver knows of a channel of ours. `inStasis`: Asterisk takes our orders for it now; it
 * does not while it is being made, while the dialplan listens for a machine, and at its end.
 */
export interface Leg {
  readonly legId: string;
  readonly channelId: string;
  readonly direction: 'inbound' | 'outbound';
  state: 'offered' | 'dialing' | 'ringing' | 'answered';
  inStasis: boolean;
  /** Asterisk has its channel. */
  made: boolean;
  /** Met while it lived already: what plays on it is not known. */
  adopted: boolean;
  /** Counts up with each event; tells whether one came while Asterisk answered a question. */
  revision: number;
  createdAt?: number;
  answeredAt?: number;
  ani?: string;
  dnis?: string;
  /** Answered by the dialplan before it came to us: ARI will report no answer. */
  upBefore: boolean;
  bridgeId?: string;
  /** Counts up each time it enters a bridge. */
  entrances: number;
  held: boolean;
  /** Why it leaves its bridge, when we asked it to. */
  leaving?: 'left' | 'hold';
  media?: LegMedia;
  /** The cause that we asked for; set as soon as the request is under way. */
  hangup?: HangupCause;
  redirecting: boolean;
  /** Lives on in the dialplan, and not by our order. */
  takenAway: boolean;
  detecting: boolean;
  /** When a ring timeout of ours is over, by our clock. */
  ringUntil?: number;
  /** Cancels the report that it left its bridge unasked. */
  cancelLeft?: () => void;
  /** Commands run one after the other. */
  tail: Promise<void>;
  /** Called when `inStasis` changes, and at the end. */
  readonly watchers: Set<() => void>;
  ended: boolean;
}
