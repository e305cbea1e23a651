import type { HangupCause } from '../../port/hangup-cause';
import type { MediaUri } from '../../port/switch-command';

/** What the party at the other end of a leg notices. */
export type Notice =
  /** Its phone is called; it may ring, answer, refuse or do nothing. */
  | { readonly type: 'called'; readonly number?: string; readonly callerNumber?: string }
  /** Speech can flow. */
  | { readonly type: 'answered' }
  /** It begins to hear this; `bargeIn`: a key stops it. */
  | { readonly type: 'media'; readonly media: readonly MediaUri[]; readonly bargeIn: boolean }
  | { readonly type: 'media-ended' }
  | { readonly type: 'joined' }
  | { readonly type: 'left'; readonly reason: 'left' | 'hold' }
  /** All others have left the bridge. */
  | { readonly type: 'alone' }
  /** `redirectedTo`: the number or device that it is asked to try instead. */
  | { readonly type: 'ended'; readonly cause: HangupCause; readonly redirectedTo?: string };

/** What the party at the other end can do. All of it is in vain once the leg has ended. */
export interface Line {
  readonly legId: string;
  readonly live: boolean;
  /** Acts after a delay, unless the leg has ended by then. Returns a way to think better of it. */
  after(delayMs: number, act: () => void): () => void;
  ring(): void;
  answer(): void;
  /** Ends the leg from the far side: refuses it before the answer, hangs up after it. */
  hangUp(cause?: HangupCause): void;
  press(digit: string, durationMs?: number): void;
  /** Sends a tone of so many Hz from now on; null ends it. */
  sing(hz: number | null): void;
  /** What reaches its ear now: `tone:440` of others in the bridge, `music:…`, `sound:…`. */
  hears(): readonly string[];
}

/**
 * The party at the other end of a leg: a persona, or a test's own hand. `notice` is called in the
 * middle of the switch's work, so it acts through `line.after`, never at once.
 */
export interface FarEnd {
  /** What an answering machine detection would hear. */
  readonly sounds?: 'human' | 'machine' | 'unsure';
  notice(notice: Notice, line: Line): void;
}

/** Somebody who can be called: a phone, or all the numbers behind a trunk. */
export interface Endpoint {
  reachable: boolean;
  /** A trunk that is down lets a call run into a timeout; a phone is refused at once. */
  readonly kind: 'device' | 'trunk';
  /** Who picks up; null when there is no such number. */
  farEnd(number?: string): FarEnd | null;
}
