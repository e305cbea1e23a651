import type { HangupCause } from '../../port/hangup-cause';
import type { BridgePart } from '../../port/switch-command';
import type { MediaEndReason } from '../../port/switch-event';
import type { AriPart } from './media';

/** What plays on a leg; a list with tones in it is several playbacks, one after the other. */
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
  /** The part that plays now, and those that follow. */
  part?: AriPart;
  rest?: readonly AriPart[];
  language?: string;
  /** Takes back what ends a tone, while one plays. */
  cancelEnd?: () => void;
  /** By our clock: when the tone that plays has had its time. */
  toneEndsAt?: number;
}

/**
 * Where somebody sits who whispers: a bridge of two with a snooping channel, which hears what the
 * coached leg hears and says, and through which that leg alone is spoken to.
 */
export interface Booth {
  /** The id of its own bridge; the snooping channels have it in theirs. */
  readonly boothId: string;
  /** The bridge that it stands beside. */
  readonly bridgeId: string;
  readonly coachedLegId: string;
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
  /** The bridge that it is in for the core; one that whispers sits apart from it, in a booth. */
  bridgeId?: string;
  /** The bridge of Asterisk's that its channel is in: that one, or the booth. */
  placeId?: string;
  booth?: Booth;
  part: BridgePart;
  /** What it says is dropped by Asterisk. */
  muted: boolean;
  /** Goes from its bridge to its booth or back, which nobody has to hear of. */
  moving: boolean;
  /** Counts up each time it enters a bridge. */
  entrances: number;
  held: boolean;
  /** Why it leaves its bridge, when we asked it to. */
  leaving?: 'left' | 'hold';
  media?: LegMedia;
  /** By its id: what we gave up because no reply came. Asterisk may play it all the same. */
  readonly unsure: Map<string, LegMedia>;
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
