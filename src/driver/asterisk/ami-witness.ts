import type { Clock } from '../../port/clock';
import type { LegWitness } from '../../port/switch-event';
import type { AmiPacket } from './ami-link';
import { causeOf, rawCauseOf } from './causes';
import { isHelperChannel, legIdOf } from './channel-id';

const CHANNELS_MAX = 20_000;

interface Seen {
  startedAt?: number;
  answeredAt?: number;
  endedAt?: number;
  q850?: number;
  text?: string;
}

/**
 * Puts together, from AMI's events, what Asterisk itself says of each channel. A channel that was
 * there before we listened gets its beginning from its Cdr event.
 */
export class AmiWitness {
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly switchId: string,
    private readonly clock: Clock,
    private readonly tell: (witness: LegWitness) => void,
  ) {}

  read(packet: AmiPacket): void {
    const channelId = packet.uniqueid;
    if (channelId === undefined || isHelperChannel(packet.channel ?? '')) return;
    const at = this.timeOf(packet);
    switch (packet.event) {
      case 'Newchannel':
        this.open(channelId, { startedAt: at });
        break;
      case 'Newstate':
        if (packet.channelstatedesc === 'Up') this.answered(channelId, at);
        break;
      case 'Hangup':
        this.hungUp(channelId, packet, at);
        break;
      case 'Cdr':
        this.recorded(channelId, packet, at);
        break;
    }
  }

  /** After a gap the beginnings that we know may belong to channels whose end we missed. */
  forget(): void {
    this.seen.clear();
  }

  private open(channelId: string, seen: Seen): Seen {
    const known = this.seen.get(channelId);
    if (known) return Object.assign(known, seen);
    this.seen.set(channelId, seen);
    if (this.seen.size > CHANNELS_MAX) {
      for (const oldest of this.seen.keys()) {
        this.seen.delete(oldest);
        break;
      }
    }
    return seen;
  }

  private answered(channelId: string, at: number): void {
    const seen = this.seen.get(channelId);
    if (seen) seen.answeredAt ??= at;
  }

  private hungUp(channelId: string, packet: AmiPacket, at: number): void {
    const seen = this.seen.get(channelId);
    const wasUp = packet.channelstatedesc === 'Up';
    const end: Seen = { ...seen, endedAt: at };
    const q850 = Number(packet.cause);
    if (Number.isInteger(q850)) end.q850 = q850;
    if (packet['cause-txt'] !== undefined) end.text = packet['cause-txt'];
    const isWhole = end.startedAt !== undefined && (!wasUp || end.answeredAt !== undefined);
    if (isWhole) this.close(channelId, end);
    else this.open(channelId, end);
  }

  /** Its whole seconds, counted back from the end, stand in for what we did not see. */
  private recorded(channelId: string, packet: AmiPacket, at: number): void {
    const seen = this.seen.get(channelId);
    if (seen?.endedAt === undefined) return;
    const endedAt = Math.min(seen.endedAt, at);
    const billed = Number(packet.billableseconds);
    seen.startedAt ??= endedAt - Number(packet.duration ?? 0) * 1000;
    if (packet.disposition === 'ANSWERED') seen.answeredAt ??= endedAt - billed * 1000;
    this.close(channelId, seen);
  }

  private close(channelId: string, seen: Seen): void {
    this.seen.delete(channelId);
    const { startedAt, answeredAt, endedAt, q850, text } = seen;
    if (startedAt === undefined || endedAt === undefined) return;
    const raw = rawCauseOf(q850, undefined, text);
    this.tell({
      legId: legIdOf(this.switchId, channelId),
      startedAt,
      ...(answeredAt === undefined ? {} : { answeredAt }),
      endedAt,
      cause: causeOf(q850, undefined, answeredAt !== undefined),
      ...(raw === undefined ? {} : { raw }),
      source: 'ami',
    });
  }

  /** `Timestamp: 1795315976.491711` where manager.conf has `timestampevents = yes`. */
  private timeOf(packet: AmiPacket): number {
    const told = Number(packet.timestamp);
    return told > 0 ? Math.round(told * 1000) : this.clock.now();
  }
}
