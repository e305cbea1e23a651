import type { MediaEndReason } from '../../port/switch-event';
import { type AriChannel, type AriEvent, timeOf } from './ari-event';
import { causeOf, rawCauseOf } from './causes';
import { isHelperChannel } from './channel-id';
import type { DriverDesk } from './driver-desk';
import type { Leg, LegMedia } from './leg';
import { wake } from './leg-book';
import type { RecordingDesk } from './recording-desk';
import { stopMusicRequest, stopPlaybackRequest, subscribeRequest } from './to-wire';

/** Nothing that Asterisk plays is as short as this: an item that was has failed. */
const ITEM_SHORTEST_MS = 10;
const UNASKED_LEFT_MS = 1000;
const GONE_CHECK_MS = 1000;
const RING_SLACK_MS = 300;

/**
 * Reads ARI events into switch events. Asterisk's order is not relied upon: a state is reported
 * when it is first known, and the end of a leg, whatever told it, once and last.
 */
export class WireReader {
  private readonly media = new Map<string, { leg: Leg; media: LegMedia }>();
  private readonly readers: Readonly<Record<string, (event: AriEvent) => void>> = {
    StasisStart: (event) => this.onChannel(event, this.started),
    StasisEnd: (event) => this.onChannel(event, this.left),
    ChannelStateChange: (event) => this.onChannel(event, this.stateChanged),
    ChannelDestroyed: (event) => this.onChannel(event, this.destroyed),
    ChannelDtmfReceived: (event) => this.onChannel(event, this.digit),
    ChannelEnteredBridge: (event) => this.onChannel(event, this.enteredBridge),
    ChannelLeftBridge: (event) => this.onChannel(event, this.leftBridge),
    PlaybackStarted: (event) => this.playback(event),
    PlaybackContinuing: (event) => this.playback(event),
    PlaybackFinished: (event) => this.playback(event),
    RecordingStarted: (event) => this.recordings.read(event),
    RecordingFinished: (event) => this.recordings.read(event),
    RecordingFailed: (event) => this.recordings.read(event),
  };

  constructor(
    private readonly desk: DriverDesk,
    private readonly recordings: RecordingDesk,
    /** Takes a bridge away that holds no leg any more. */
    private readonly bridgeEmptied: (bridgeId: string) => void,
  ) {}

  read(event: AriEvent): void {
    this.readers[event.type]?.(event);
  }

  /** A prompt or music that was asked for on a leg. */
  watchMedia(leg: Leg, media: LegMedia): void {
    leg.media = media;
    this.media.set(media.mediaId, { leg, media });
  }

  /** Asterisk refused to play it: there is nothing to report. */
  forgetMedia(leg: Leg, media: LegMedia): void {
    this.media.delete(media.mediaId);
    if (leg.media === media) delete leg.media;
  }

  /** Reports the start of media once. */
  mediaStarted(leg: Leg, media: LegMedia, at?: number): void {
    if (media.started || leg.ended) return;
    media.started = true;
    const { mediaId } = media;
    this.desk.report({ type: 'leg.media-started', legId: leg.legId, mediaId, ...switchAt(at) });
  }

  /** Reports the end of media once. */
  mediaEnded(
    leg: Leg,
    media: LegMedia,
    end: { reason: MediaEndReason; detail?: string; at?: number },
  ): void {
    if (!this.media.delete(media.mediaId)) return;
    if (leg.media === media) delete leg.media;
    if (leg.ended) return;
    const detail = end.detail === undefined ? {} : { detail: end.detail };
    const { legId } = leg;
    const { mediaId } = media;
    const body = { legId, mediaId, reason: end.reason, ...detail, ...switchAt(end.at) };
    this.desk.report({ type: 'leg.media-ended', ...body });
  }

  /** The one place where a leg ends. */
  ended(leg: Leg, event: Pick<AriEvent, 'cause' | 'cause_txt' | 'tech_cause' | 'timestamp'>): void {
    if (leg.ended) return;
    const at = timeOf(event.timestamp);
    if (leg.media) this.mediaEnded(leg, leg.media, { reason: 'stopped', ...(at ? { at } : {}) });
    const bridgeId = leg.bridgeId;
    this.desk.book.close(leg);
    const { cause, by, sip } = this.verdict(leg, event);
    const raw = rawCauseOf(event.cause, sip, event.cause_txt);
    const { legId } = leg;
    const body = { legId, cause, by, ...(raw ? { raw } : {}), ...switchAt(at) };
    this.desk.report({ type: 'leg.ended', ...body });
    this.recordings.legEnded(leg);
    if (bridgeId !== undefined) this.bridgeEmptied(bridgeId);
  }

  private verdict(leg: Leg, event: Pick<AriEvent, 'cause' | 'tech_cause'>) {
    const answered = leg.state === 'answered';
    if (leg.redirecting) return { cause: 'redirected', by: 'us' } as const;
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
    if (!channel || isHelperChannel(channel.name)) return;
    const known = this.desk.book.ofChannel(channel.id);
    if (known) return read.call(this, known, event, channel);
    const leg = this.desk.book.adopt(channel);
    if (this.desk.book.hasEnded(leg.legId)) return this.desk.book.close(leg);
    if (event.type === 'ChannelStateChange') leg.state = firstState(leg);
    read.call(this, leg, event, channel);
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
    this.subscribe(leg);
  }

  /** Without it, nobody would tell of an inbound leg's end: Stasis is left before it. */
  private subscribe(leg: Leg): void {
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

  private checkSoon(leg: Leg, event: AriEvent = { type: 'StasisEnd' }): void {
    const { clock } = this.desk;
    clock.schedule(clock.now() + GONE_CHECK_MS, () => {
      if (leg.ended || leg.inStasis || leg.detecting) return;
      this.desk
        .ask({ method: 'GET', path: ['channels', leg.channelId] })
        .then((reply) => {
          if (reply.status === 404 && !leg.inStasis) this.ended(leg, event);
        })
        .catch(() => this.desk.log.warn({ legId: leg.legId }, 'the end of a leg is unsure'));
    });
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
    if (media.kind === 'music') this.mediaEnded(leg, media, { reason: 'digit' });
    const stop =
      media.kind === 'music' ? stopMusicRequest(leg.channelId) : stopPlaybackRequest(media.mediaId);
    this.desk.ask(stop, { urgent: true }).catch(() => undefined);
  }

  private enteredBridge(leg: Leg, event: AriEvent): void {
    const bridgeId = event.bridge?.id ?? '';
    leg.cancelLeft?.();
    delete leg.cancelLeft;
    const before = leg.bridgeId;
    if (before !== undefined) this.desk.book.bridges.get(before)?.legIds.delete(leg.legId);
    leg.bridgeId = bridgeId;
    this.desk.book.bridges.get(bridgeId)?.legIds.add(leg.legId);
    const at = switchAt(timeOf(event.timestamp));
    this.desk.report({ type: 'leg.joined', legId: leg.legId, bridgeId, ...at });
    if (before !== undefined && before !== bridgeId) this.bridgeEmptied(before);
  }

  /**
   * Asked for, it is reported at once. Unasked it is mostly the first sign of a hangup, which
   * tells the same by itself: it is reported only when the leg lives on.
   */
  private leftBridge(leg: Leg, event: AriEvent): void {
    const bridgeId = event.bridge?.id ?? '';
    if (leg.bridgeId !== bridgeId) return;
    delete leg.bridgeId;
    this.desk.book.bridges.get(bridgeId)?.legIds.delete(leg.legId);
    const reason = leg.leaving;
    delete leg.leaving;
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
    this.bridgeEmptied(bridgeId);
  }

  private playback(event: AriEvent): void {
    const found = this.media.get(event.playback?.id ?? '');
    if (!found || !event.playback) return;
    const { leg, media } = found;
    const at = timeOf(event.timestamp);
    const lasted = at === undefined || media.itemAt === undefined ? undefined : at - media.itemAt;
    const uri = event.playback.media_uri;
    const tooShort = lasted !== undefined && lasted < ITEM_SHORTEST_MS;
    if (event.type === 'PlaybackStarted') {
      if (at !== undefined) media.itemAt = at;
      this.mediaStarted(leg, media, at);
      return;
    }
    if (tooShort && media.endReason === undefined) media.failed ??= uri;
    if (event.type === 'PlaybackContinuing') return;
    const isCut = event.playback.state !== 'done' || !media.started;
    const failed =
      media.failed === undefined ? {} : { detail: `${media.failed} could not be played` };
    const reason =
      media.endReason ?? (media.failed !== undefined ? 'failed' : isCut ? 'stopped' : 'finished');
    this.mediaEnded(leg, media, { reason, ...failed, ...(at === undefined ? {} : { at }) });
  }
}

const firstState = (leg: Leg): Leg['state'] =>
  leg.direction === 'inbound' ? 'offered' : 'dialing';

const switchAt = (at: number | undefined): { switchAt?: number } =>
  at === undefined ? {} : { switchAt: at };
