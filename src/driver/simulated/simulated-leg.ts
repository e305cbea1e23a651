import type { Clock } from '../../port/clock';
import type { HangupCause } from '../../port/hangup-cause';
import type { BridgePart, MediaUri } from '../../port/switch-command';
import type { FarEnd, Line } from './far-end';
import type { Switchboard } from './switchboard';

export type LegState = 'offered' | 'dialing' | 'ringing' | 'answered' | 'ended';

export interface RunningMedia {
  readonly mediaId: string;
  readonly media: readonly MediaUri[];
  readonly bargeIn: boolean;
  readonly cancel: () => void;
}

export interface SimulatedBridge {
  readonly bridgeId: string;
  readonly legs: Set<SimulatedLeg>;
}

export interface LegParty {
  readonly ani?: string;
  readonly aniName?: string;
  readonly dnis?: string;
}

/**
 * A leg as it truly is, whether or not the engine's link is up to hear of it. Its state moves
 * only through the switchboard; as `Line` it is what the far end holds in its hand.
 */
export class SimulatedLeg implements Line {
  state: LegState;
  answeredAt?: number;
  bridge?: SimulatedBridge;
  part: BridgePart = { role: 'talk' };
  held = false;
  /** What plays while held. */
  music?: string;
  media?: RunningMedia;
  /** The tone that the far end sends. */
  tone: number | null = null;
  /** Where the far end is asked to go. */
  redirectedTo?: string;
  /** The engine's side has heard of this leg: one waiting in the dialplan is not ours yet. */
  announced: boolean;
  readonly createdAt: number;
  private readonly waiting = new Set<() => void>();

  constructor(
    readonly legId: string,
    readonly farEnd: FarEnd,
    readonly party: LegParty,
    private readonly place: {
      readonly board: Switchboard;
      readonly clock: Clock;
      readonly direction: 'inbound' | 'outbound';
    },
  ) {
    this.createdAt = place.clock.now();
    this.state = place.direction === 'inbound' ? 'offered' : 'dialing';
    this.announced = place.direction === 'outbound';
  }

  get direction(): 'inbound' | 'outbound' {
    return this.place.direction;
  }

  get live(): boolean {
    return this.state !== 'ended';
  }

  after(delayMs: number, act: () => void): () => void {
    if (!this.live) return () => undefined;
    const stop = this.place.clock.schedule(this.place.clock.now() + delayMs, () => {
      this.waiting.delete(stop);
      act();
    });
    this.waiting.add(stop);
    return () => {
      this.waiting.delete(stop);
      stop();
    };
  }

  ring(): void {
    this.place.board.ring(this);
  }

  answer(): void {
    this.place.board.pickUp(this);
  }

  hangUp(cause?: HangupCause): void {
    const usual = this.state === 'answered' ? 'normal' : 'cancelled';
    const refused = this.direction === 'outbound' && this.state !== 'answered';
    this.place.board.end(this, cause ?? (refused ? 'rejected' : usual), 'remote');
  }

  press(digit: string, durationMs = 100): void {
    this.place.board.digit(this, digit, durationMs);
  }

  sing(hz: number | null): void {
    this.tone = hz;
  }

  hears(): readonly string[] {
    if (!this.live) return [];
    const heard = [...(this.media?.media ?? [])];
    if (this.held && this.music !== undefined) heard.push(`music:${this.music}`);
    for (const other of this.bridge?.legs ?? []) {
      if (other !== this && other.speaksTo(this) && other.tone !== null) {
        heard.push(`tone:${other.tone}`);
      }
    }
    return heard;
  }

  /** Whether somebody else in its bridge hears it. */
  private speaksTo({ legId }: SimulatedLeg): boolean {
    const { part } = this;
    return part.role === 'talk' || (part.role === 'whisper' && part.coachedLegId === legId);
  }

  /** Ends all that the leg and its far end still had in mind. */
  forget(): void {
    this.state = 'ended';
    this.media?.cancel();
    delete this.media;
    for (const stop of this.waiting) stop();
    this.waiting.clear();
  }
}
