import type { Clock } from '../../port/clock';
import type { HangupCause, RawCause } from '../../port/hangup-cause';
import type { BridgePart } from '../../port/switch-command';
import type { LegEnded, LegWitness, SwitchEvent } from '../../port/switch-event';
import type { FarEnd } from './far-end';
import { type LegParty, type SimulatedBridge, SimulatedLeg } from './simulated-leg';

/** Causes as a real switch would put them on the wire, kept raw beside the normalised one. */
const RAW: Readonly<Record<HangupCause, RawCause>> = {
  normal: { q850: 16 },
  busy: { q850: 17, sip: 486 },
  'no-answer': { q850: 19, sip: 480 },
  rejected: { q850: 21, sip: 603 },
  cancelled: { q850: 16, sip: 487 },
  'unallocated-number': { q850: 1, sip: 404 },
  unreachable: { q850: 20, sip: 408 },
  congestion: { q850: 34, sip: 503 },
  'switch-failure': { q850: 41, sip: 500 },
  redirected: { q850: 16, sip: 302 },
  lost: { q850: 31 },
  unknown: { q850: 127 },
};

/** An event without the switch's own stamp. */
export type Report = SwitchEvent extends infer E
  ? E extends SwitchEvent
    ? Omit<E, 'switchId' | 'switchAt'>
    : never
  : never;

export interface BoardParts {
  readonly clock: Clock;
  /** Tells what happened; the link decides whether anybody hears it. */
  readonly report: (report: Report) => void;
  /** Called for each leg that ended, after its `leg.ended`. */
  readonly onEnded: (leg: SimulatedLeg, witness: LegWitness) => void;
  readonly onBridgeGone: (bridgeId: string) => void;
}

/**
 * The switch itself: legs, bridges, hold. It goes on whether or not the engine's link is up.
 * Every change is told by one event; nothing here waits or refuses politely, that is the desk's.
 */
export class Switchboard {
  readonly legs = new Map<string, SimulatedLeg>();
  readonly bridges = new Map<string, SimulatedBridge>();

  constructor(private readonly parts: BoardParts) {}

  /** Opens a leg; the caller says whether the engine already knows of it. */
  open(legId: string, farEnd: FarEnd, party: LegParty, inbound: boolean): SimulatedLeg {
    const direction = inbound ? 'inbound' : 'outbound';
    const place = { board: this, clock: this.parts.clock, direction } as const;
    const leg = new SimulatedLeg(legId, farEnd, party, place);
    this.legs.set(legId, leg);
    return leg;
  }

  /** The inbound leg reaches the engine. */
  announce(leg: SimulatedLeg): void {
    if (leg.state !== 'offered' || leg.announced) return;
    leg.announced = true;
    const { ani = '', aniName, dnis = '' } = leg.party;
    const name = aniName === undefined ? {} : { aniName };
    const { legId, createdAt } = leg;
    this.parts.report({ type: 'leg.offered', legId, ani, dnis, createdAt, ...name });
  }

  ring(leg: SimulatedLeg): void {
    if (leg.state !== 'dialing') return;
    leg.state = 'ringing';
    this.parts.report({ type: 'leg.ringing', legId: leg.legId });
  }

  /** The called party answers. */
  pickUp(leg: SimulatedLeg): void {
    if (leg.direction === 'outbound') this.answer(leg);
  }

  answer(leg: SimulatedLeg): void {
    if (!leg.live || leg.state === 'answered') return;
    leg.state = 'answered';
    leg.answeredAt = this.parts.clock.now();
    this.parts.report({ type: 'leg.answered', legId: leg.legId });
    leg.farEnd.notice({ type: 'answered' }, leg);
  }

  digit(leg: SimulatedLeg, digit: string, durationMs: number): void {
    if (leg.state !== 'answered') return;
    this.parts.report({ type: 'leg.digit', legId: leg.legId, digit, durationMs });
    if (leg.media?.bargeIn) this.endMedia(leg, 'digit');
  }

  endMedia(leg: SimulatedLeg, reason: 'finished' | 'stopped' | 'digit'): void {
    const { media } = leg;
    if (!media) return;
    media.cancel();
    delete leg.media;
    const { mediaId } = media;
    this.parts.report({ type: 'leg.media-ended', legId: leg.legId, mediaId, reason });
    leg.farEnd.notice({ type: 'media-ended' }, leg);
  }

  /** Joining the bridge that the leg is in already changes what it does there. */
  join(leg: SimulatedLeg, bridgeId: string, part: BridgePart): void {
    this.endMedia(leg, 'stopped');
    if (leg.bridge && leg.bridge.bridgeId !== bridgeId) this.leave(leg, 'left');
    leg.held = false;
    delete leg.music;
    const bridge = this.bridges.get(bridgeId) ?? { bridgeId, legs: new Set<SimulatedLeg>() };
    this.bridges.set(bridgeId, bridge);
    bridge.legs.add(leg);
    leg.bridge = bridge;
    leg.part = part;
    this.parts.report({ type: 'leg.joined', legId: leg.legId, bridgeId, ...part });
    leg.farEnd.notice({ type: 'joined' }, leg);
  }

  leave(leg: SimulatedLeg, reason: 'left' | 'hold', music?: string): void {
    const { bridge } = leg;
    if (!bridge) return;
    leg.held = reason === 'hold';
    if (music !== undefined) leg.music = music;
    const { bridgeId } = bridge;
    this.parts.report({ type: 'leg.left', legId: leg.legId, bridgeId, reason });
    leg.farEnd.notice({ type: 'left', reason }, leg);
    this.takeOut(leg, bridge);
  }

  endHold(leg: SimulatedLeg, bridgeId: string): void {
    leg.held = false;
    delete leg.music;
    this.parts.report({ type: 'leg.left', legId: leg.legId, bridgeId, reason: 'left' });
    leg.farEnd.notice({ type: 'left', reason: 'left' }, leg);
  }

  /** False when the leg had ended before: the loser of a race changes nothing. */
  end(leg: SimulatedLeg, cause: HangupCause, by: LegEnded['by']): boolean {
    if (!leg.live) return false;
    const { bridge, legId, redirectedTo } = leg;
    this.endMedia(leg, 'stopped');
    leg.forget();
    this.legs.delete(legId);
    if (bridge) this.takeOut(leg, bridge);
    const raw = RAW[cause];
    if (leg.announced) this.parts.report({ type: 'leg.ended', legId, cause, raw, by });
    const elsewhere = redirectedTo === undefined ? {} : { redirectedTo };
    leg.farEnd.notice({ type: 'ended', cause, ...elsewhere }, leg);
    if (leg.announced) this.parts.onEnded(leg, this.witness(leg, cause));
    return true;
  }

  /** Power cut: all is gone, and nobody is told. */
  crash(): void {
    for (const leg of this.legs.values()) {
      leg.forget();
      leg.farEnd.notice({ type: 'ended', cause: 'switch-failure' }, leg);
    }
    this.legs.clear();
    this.bridges.clear();
  }

  private takeOut(leg: SimulatedLeg, bridge: SimulatedBridge): void {
    bridge.legs.delete(leg);
    delete leg.bridge;
    const [last] = bridge.legs;
    if (!last) {
      this.bridges.delete(bridge.bridgeId);
      this.parts.onBridgeGone(bridge.bridgeId);
    } else if (bridge.legs.size === 1) {
      last.farEnd.notice({ type: 'alone' }, last);
    }
  }

  private witness(leg: SimulatedLeg, cause: HangupCause): LegWitness {
    return {
      legId: leg.legId,
      startedAt: leg.createdAt,
      ...(leg.answeredAt !== undefined && { answeredAt: leg.answeredAt }),
      endedAt: this.parts.clock.now(),
      cause,
      raw: RAW[cause],
      source: 'ami',
    };
  }
}
