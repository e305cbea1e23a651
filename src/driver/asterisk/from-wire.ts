import { wake } from '../link/leg-watch';
import { type AriChannel, type AriEvent, timeOf } from './ari-event';
import { causeOf, rawCauseOf } from './causes';
import { isHelperChannel } from './channel-id';
import type { DriverDesk } from './driver-desk';
import { isNoChannel } from './failure';
import type { Leg } from './leg';
import type { MediaReader } from './media-reader';
import type { RecordingDesk } from './recording-desk';
import type { SnoopDesk } from './snoop-desk';
import {
  hangupRequest,
  lifeRequest,
  stopMusicRequest,
  stopPlaybackRequest,
  subscribeRequest,
  unsubscribeRequest,
} from './to-wire';

const UNASKED_LEFT_MS = 1000;
const GONE_CHECK_MS = 1000;
const GONE_CHECKS_MAX = 5;
const RING_SLACK_MS = 300;

export interface WireReaderParts {
  readonly media: MediaReader;
  readonly recordings: RecordingDesk;
  readonly snoops: SnoopDesk;
  /** A leg is gone from its bridge, which may be empty now. */
  readonly departed: (leg: Leg, bridgeId: string) => void;
}

/**
 * Reads ARI events into switch events. Asterisk's order is not relied upon: a state is reported
 * when it is first known, and the end of a leg, whatever told it, once and last.
 */
export class WireReader {
  private readonly readers: Readonly<Record<string, (event: AriEvent) => void>> = {
    StasisStart: (event) => this.onChannel(event, this.started),
    StasisEnd: (event) => this.onChannel(event, this.left),
    ChannelStateChange: (event) => this.onChannel(event, this.stateChanged),
    ChannelDestroyed: (event) => this.onChannel(event, this.destroyed),
    ChannelDtmfReceived: (event) => this.onChannel(event, this.digit),
    ChannelEnteredBridge: (event) => this.onChannel(event, this.enteredBridge),
    ChannelLeftBridge: (event) => this.onChannel(event, this.leftBridge),
    PlaybackStarted: (event) => this.parts.media.read(event),
    PlaybackContinuing: (event) => this.parts.media.read(event),
    PlaybackFinished: (event) => this.parts.media.read(event),
    RecordingStarted: (event) => this.parts.recordings.read(event),
    RecordingFinished: (event) => this.parts.recordings.read(event),
    RecordingFailed: (event) => this.parts.recordings.read(event),
  };

  constructor(
    private readonly desk: DriverDesk,
    private readonly parts: WireReaderParts,
  ) {}

  read(event: AriEvent): void {
    this.readers[event.type]?.(event);
  }

  /** The one place where a leg ends. */
  ended(leg: Leg, event: Pick<AriEvent, 'cause' | 'cause_txt' | 'tech_cause' | 'timestamp'>): void {
    if (leg.ended) return;
    const at = timeOf(event.timestamp);
    if (leg.media)
      this.parts.media.ended(leg, leg.media, { reason: 'stopped', ...(at ? { at } : {}) });
    const { bridgeId } = leg;
    this.desk.book.close(leg);
    const { cause, by, sip } = this.verdict(leg, event);
    const raw = rawCauseOf(event.cause, sip, event.cause_txt);
    const { legId } = leg;
    const body = { legId, cause, by, ...(raw ? { raw } : {}), ...switchAt(at) };
    this.desk.report({ type: 'leg.ended', ...body });
    this.parts.recordings.legEnded(leg);
    if (bridgeId !== undefined) this.parts.departed(leg, bridgeId);
  }

  private verdict(leg: Leg, event: Pick<AriEvent, 'cause' | 'tech_cause'>) {
    const answered = leg.state === 'answered';
    if (leg.redirecting) return { cause: 'redirected', by: 'us' } as const;
    if (leg.takenAway) return { cause: 'redirected', by: 'remote' } as const;
    if (leg.hangup !== undefined) {
      const gaveUp = !answered && (leg.direction === 'outbound' || leg.hangup === 'normal');
      return { cause: gaveUp ? 'cancelled' : leg.hangup, by: 'us' } as const;
    }
    const rungOut =
      leg.ringUntil !== undefined && this.desk.clock.now() >= leg.ringUntil - RING_SLACK_MS;
    if (!answered && rungOut) return { cause: 'no-answer', by: 'us' } as const;
    const cause = causeOf(event.cause, event.tech_cause, answered);
    return { cause, by: 'remote', sip: event.tech_cause } as const;
  }

  private onChannel(
    event: AriEvent,
    read: (leg: Leg, event: AriEvent, channel: AriChannel) => void,
  ) {
    const channel = event.channel;
    if (!channel) return;
    if (isHelperChannel(channel.name)) {
      if (event.type === 'StasisStart') this.parts.snoops.arrived(channel.id);
      return;
    }
    const { book } = this.desk;
    const known = book.ofChannel(channel.id);
    if (!known && book.isGivenUp(channel.id)) return this.letGo(event, channel);
    const leg = known ?? book.adopt(channel);
    if (!known && book.hasEnded(leg.legId)) return book.close(leg);
    if (!known && event.type === 'ChannelStateChange') leg.state = firstState(leg);
    book.touch(leg);
    read.call(this, leg, event, channel);
  }

  /** We called it, and then reported that it failed: whatever became of it, it has to end. */
  private letGo(event: AriEvent, { id }: AriChannel): void {
    if (event.type !== 'ChannelDestroyed') this.hangUp(id);
  }

  private hangUp(channelId: string): void {
    this.desk.ask(hangupRequest(channelId, 16), { urgent: true }).catch(() => undefined);
  }

  private started(leg: Leg, event: AriEvent, channel: AriChannel): void {
    leg.inStasis = true;
    const [kind, ...rest] = event.args ?? [];
    if (kind === 'amd') this.machine(leg, event, rest);
    else if (leg.direction === 'inbound' && leg.dnis === undefined) {
      this.offered(leg, event, channel);
    }
    wake(leg);
  }

  private offered(leg: Leg, event: AriEvent, channel: AriChannel): void {
    const args = event.args ?? [];
    leg.ani = channel.caller?.number ?? '';
    leg.dnis = (args[0] === 'inbound' ? args[1] : args[0]) ?? channel.dialplan?.exten ?? '';
    leg.upBefore = channel.state === 'Up';
    leg.state = 'offered';
    leg.adopted = false;
    // First: a hangup that answers the offer at once must not overtake it.
    this.subscribe(leg);
    const name = channel.caller?.name ?? '';
    this.desk.report({
      type: 'leg.offered',
      legId: leg.legId,
      ani: leg.ani,
      ...(name === '' ? {} : { aniName: name }),
      dnis: leg.dnis,
      ...(leg.createdAt === undefined ? {} : { createdAt: leg.createdAt }),
      ...switchAt(timeOf(event.timestamp)),
    });
  }

  /**
   * Without it, nobody would tell of an inbound leg's end: Stasis is left before it. An engine that
   * was killed may have left it undone.
   */
  subscribe(leg: Leg): void {
    this.desk
      .ask(subscribeRequest(this.desk.app, leg.channelId))
      .then((reply) => {
        if (reply.status >= 400) this.checkSoon(leg);
      })
      .catch(() => this.checkSoon(leg));
  }

  private machine(leg: Leg, event: AriEvent, args: readonly string[]): void {
    leg.detecting = false;
    const [status = '', detail = ''] = args;
    const result = status === 'HUMAN' ? 'human' : status === 'MACHINE' ? 'machine' : 'unsure';
    if (status === 'HANGUP') return;
    const { legId } = leg;
    this.desk.report({
      type: 'leg.machine',
      legId,
      result,
      detail,
      ...switchAt(timeOf(event.timestamp)),
    });
  }

  /** Leaving Stasis is the end only when the channel is gone as well. */
  private left(leg: Leg, event: AriEvent): void {
    leg.inStasis = false;
    wake(leg);
    if (!leg.detecting) this.checkSoon(leg, event);
  }

  /** Asterisk does not list it any more. */
  gone(leg: Leg): void {
    leg.inStasis = false;
    this.checkSoon(leg);
  }

  /**
   * The end of a leg has signs that come alone: it left Stasis, or is not listed any more. If no
   * `ChannelDestroyed` follows, Asterisk is asked. One that lives on without us was taken away.
   */
  private checkSoon(leg: Leg, event: AriEvent = { type: 'StasisEnd' }, tries = 1): void {
    const { clock, log } = this.desk;
    const isBack = (): boolean => leg.ended || leg.inStasis || leg.detecting;
    const ask = async (): Promise<void> => {
      const reply = await this.desk.ask(lifeRequest(leg.channelId));
      if (isBack()) return;
      if (isNoChannel(reply)) this.endedUntold(leg, event);
      else if (tries < GONE_CHECKS_MAX) this.checkSoon(leg, event, tries + 1);
      else this.takenAway(leg, event);
    };
    clock.schedule(clock.now() + GONE_CHECK_MS, () => {
      if (isBack()) return;
      ask().catch(() => log.warn({ legId: leg.legId }, 'the end of a leg is unsure'));
    });
  }

  /** Asterisk told no end, and may list its channel for ever: for an engine after us as well. */
  private endedUntold(leg: Leg, event: AriEvent): void {
    this.ended(leg, event);
    const { app, ask } = this.desk;
    ask(unsubscribeRequest(app, leg.channelId)).catch(() => undefined);
  }

  /** It lives on without us. One that we sent elsewhere ourselves has no business here any more. */
  private takenAway(leg: Leg, event: AriEvent): void {
    leg.takenAway = true;
    this.ended(leg, event);
    if (leg.redirecting) this.hangUp(leg.channelId);
  }

  private stateChanged(leg: Leg, event: AriEvent, channel: AriChannel): void {
    const at = switchAt(timeOf(event.timestamp));
    if (channel.state === 'Up') this.answered(leg, timeOf(event.timestamp));
    else if (
      channel.state === 'Ringing' &&
      leg.direction === 'outbound' &&
      leg.state === 'dialing'
    ) {
      leg.state = 'ringing';
      this.desk.report({ type: 'leg.ringing', legId: leg.legId, ...at });
    }
  }

  /** Reports the answer once. `at`: Asterisk's clock. */
  answered(leg: Leg, at?: number): void {
    if (leg.ended || (leg.state === 'answered' && leg.answeredAt !== undefined)) return;
    const wasAnswered = leg.state === 'answered';
    leg.state = 'answered';
    leg.answeredAt = at ?? this.desk.clock.now();
    if (!wasAnswered) this.desk.report({ type: 'leg.answered', legId: leg.legId, ...switchAt(at) });
  }

  private destroyed(leg: Leg, event: AriEvent): void {
    this.ended(leg, event);
  }

  private digit(leg: Leg, event: AriEvent): void {
    const media = leg.media;
    const { legId } = leg;
    const durationMs = event.duration_ms === undefined ? {} : { durationMs: event.duration_ms };
    const at = switchAt(timeOf(event.timestamp));
    this.desk.report({ type: 'leg.digit', legId, digit: event.digit ?? '', ...durationMs, ...at });
    if (media?.bargeIn !== true || media.endReason !== undefined) return;
    media.endReason = 'digit';
    if (media.kind === 'music') this.parts.media.ended(leg, media, { reason: 'digit' });
    const stop =
      media.kind === 'music' ? stopMusicRequest(leg.channelId) : stopPlaybackRequest(media.mediaId);
    this.desk.ask(stop, { urgent: true }).catch(() => undefined);
  }

  private enteredBridge(leg: Leg, event: AriEvent): void {
    const placeId = event.bridge?.id ?? '';
    leg.placeId = placeId;
    leg.cancelLeft?.();
    delete leg.cancelLeft;
    if (leg.moving) return wake(leg);
    const bridgeId = this.desk.book.booths.get(placeId)?.bridgeId ?? placeId;
    const before = leg.bridgeId;
    if (before !== undefined) this.desk.book.bridges.get(before)?.legIds.delete(leg.legId);
    leg.bridgeId = bridgeId;
    leg.entrances += 1;
    // It was moved, so nothing unknown plays on it any more.
    leg.adopted = false;
    this.desk.book.bridges.get(bridgeId)?.legIds.add(leg.legId);
    const at = switchAt(timeOf(event.timestamp));
    const { legId, part } = leg;
    // A whisper has begun only when it can be heard, which the desk of it tells.
    if (part.role !== 'whisper') {
      this.desk.report({ type: 'leg.joined', legId, bridgeId, ...part, ...at });
    }
    wake(leg);
    this.parts.recordings.joined(leg);
    if (before !== undefined && before !== bridgeId) this.parts.departed(leg, before);
  }

  /**
   * Asked for, it is reported at once. Unasked it is mostly the first sign of a hangup, which
   * tells the same by itself: it is reported only when the leg lives on.
   */
  private leftBridge(leg: Leg, event: AriEvent): void {
    const { bridgeId } = leg;
    if (leg.placeId !== event.bridge?.id || bridgeId === undefined) return;
    delete leg.placeId;
    if (leg.moving) return wake(leg);
    delete leg.bridgeId;
    this.desk.book.bridges.get(bridgeId)?.legIds.delete(leg.legId);
    const reason = leg.leaving;
    delete leg.leaving;
    wake(leg);
    const tell = (): void => {
      const { legId } = leg;
      const at = switchAt(timeOf(event.timestamp));
      this.desk.report({ type: 'leg.left', legId, bridgeId, reason: reason ?? 'left', ...at });
    };
    if (reason !== undefined) tell();
    else {
      const { clock } = this.desk;
      leg.cancelLeft = clock.schedule(clock.now() + UNASKED_LEFT_MS, () => {
        delete leg.cancelLeft;
        if (!leg.ended) tell();
      });
    }
    this.parts.departed(leg, bridgeId);
  }
}

const firstState = (leg: Leg): Leg['state'] =>
  leg.direction === 'inbound' ? 'offered' : 'dialing';

const switchAt = (at: number | undefined): { switchAt?: number } =>
  at === undefined ? {} : { switchAt: at };
