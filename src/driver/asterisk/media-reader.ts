import { isCodedError } from '../../port/coded-error';
import type { MediaEndReason } from '../../port/switch-event';
import { Failure } from '../link/failure';
import { type AriEvent, timeOf } from './ari-event';
import { isDone } from './ari-link';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg, LegMedia } from './leg';
import { playRequest, stopMusicRequest, stopPlaybackRequest } from './to-wire';

/** Nothing that Asterisk plays is as short as this: an item that was has failed. */
const ITEM_SHORTEST_MS = 10;
/** A caller who hangs up as the prompt begins cuts it as short; that end is told a moment later. */
const HANGUP_FOLLOWS_MS = 200;

export interface MediaEnd {
  readonly reason: MediaEndReason;
  readonly detail?: string;
  readonly at?: number;
}

/** What plays on which leg, and the reports of its start and end: each comes once. */
export class MediaReader {
  private readonly playing = new Map<string, { leg: Leg; media: LegMedia }>();

  constructor(private readonly desk: DriverDesk) {}

  /** A prompt or music that is being asked for. */
  watch(leg: Leg, media: LegMedia): void {
    leg.media = media;
    leg.unsure.delete(media.mediaId);
    this.playing.set(media.mediaId, { leg, media });
  }

  /**
   * Begins the next part of it, under the same id: the one before is over. Rejects where Asterisk
   * refuses.
   */
  async playNext(leg: Leg, media: LegMedia): Promise<void> {
    const { mediaId, rest = [], language } = media;
    const [part, ...others] = rest;
    if (!part) return;
    media.part = part;
    media.rest = others;
    delete media.itemAt;
    // What ends a tone must not end what comes after it.
    media.cancelEnd?.();
    delete media.cancelEnd;
    delete media.toneEndsAt;
    const named = { media: part.media, ...(language !== undefined && { language }) };
    const reply = await this.desk.ask(playRequest(leg.channelId, mediaId, named));
    if (!isDone(reply)) throw channelFailure(reply);
    // It was stopped between two parts, when there was nothing to stop.
    const isUnheard = media.endReason !== undefined && media.itemAt === undefined;
    const isUnwanted = isUnheard || !this.playing.has(mediaId);
    if (isUnwanted && !leg.ended) this.stop(mediaId);
  }

  private stop(mediaId: string): void {
    this.desk.ask(stopPlaybackRequest(mediaId), { urgent: true }).catch(() => undefined);
  }

  /**
   * It could not be begun. Where no reply came nobody knows whether it plays, and a tone would do
   * so for ever: it is stopped now, as it begins, and after a gap, whichever comes first.
   */
  giveUp(leg: Leg, media: LegMedia, error: unknown): void {
    const wasNeverSent = isCodedError(error) && error.code === 'OVERLOADED';
    if (error instanceof Failure || wasNeverSent || leg.ended) return;
    leg.unsure.set(media.mediaId, media);
    this.stopUnsure(leg, media);
  }

  stopUnsure(leg: Leg, media: LegMedia): void {
    if (media.kind === 'playback') return this.stop(media.mediaId);
    const isSilent = leg.media === undefined && !leg.held;
    if (!isSilent) return;
    this.desk.ask(stopMusicRequest(leg.channelId), { urgent: true }).catch(() => undefined);
  }

  /** Asterisk refused to play it: there is nothing to report. */
  forget(leg: Leg, media: LegMedia): void {
    media.cancelEnd?.();
    this.playing.delete(media.mediaId);
    if (leg.media === media) delete leg.media;
  }

  /** Known to play, or about to. */
  knows(mediaId: string): boolean {
    return this.playing.has(mediaId);
  }

  started(leg: Leg, media: LegMedia, at?: number): void {
    if (media.started || leg.ended) return;
    media.started = true;
    const switchAt = at === undefined ? {} : { switchAt: at };
    const { legId } = leg;
    this.desk.report({ type: 'leg.media-started', legId, mediaId: media.mediaId, ...switchAt });
  }

  /** What Asterisk played is over, by nobody's wish: the list goes on, or has come to its end. */
  over(leg: Leg, media: LegMedia, end: MediaEnd): void {
    if (this.playing.get(media.mediaId)?.media !== media) return;
    if (isLast(media) || media.endReason !== undefined || leg.ended) {
      return this.ended(leg, media, { ...end, reason: media.endReason ?? end.reason });
    }
    this.playNext(leg, media).catch((error: unknown) => {
      this.giveUp(leg, media, error);
      const detail = String(error);
      this.unlessHungUp(() => {
        this.ended(leg, media, { reason: media.endReason ?? 'failed', detail });
      });
    });
  }

  /** Asterisk plays a tone again and again: it is ended when it has had its time. */
  endTone(media: LegMedia): void {
    const { part, mediaId } = media;
    const { clock } = this.desk;
    if (part?.lengthMs === undefined) return;
    media.cancelEnd?.();
    media.toneEndsAt ??= clock.now() + part.lengthMs;
    media.cancelEnd = clock.schedule(media.toneEndsAt, () => {
      this.desk.ask(stopPlaybackRequest(mediaId)).catch(() => undefined);
    });
  }

  /** What fails may be the first sign of a hangup, which is told by itself. */
  private unlessHungUp(then: () => void): void {
    const { clock } = this.desk;
    clock.schedule(clock.now() + HANGUP_FOLLOWS_MS, then);
  }

  ended(leg: Leg, media: LegMedia, end: MediaEnd): void {
    media.cancelEnd?.();
    if (!this.playing.delete(media.mediaId)) return;
    if (leg.media === media) delete leg.media;
    if (!leg.ended) this.reportEnd(leg, media.mediaId, end);
  }

  /**
   * Asterisk tells only of the last item of a list whether it could be played; of the others it
   * tells by how soon the next one begins.
   */
  read(event: AriEvent): void {
    const told = event.playback;
    if (!told) return;
    const found = this.playing.get(told.id);
    if (!found) return this.readStranger(event);
    const { leg, media } = found;
    const at = timeOf(event.timestamp);
    if (event.type === 'PlaybackStarted') {
      if (at !== undefined) media.itemAt = at;
      // Its end was asked for before there was anything to end.
      if (media.endReason !== undefined) this.stop(media.mediaId);
      else this.endTone(media);
      return this.started(leg, media, at);
    }
    const lasted = at === undefined || media.itemAt === undefined ? undefined : at - media.itemAt;
    const isTone = media.part?.lengthMs !== undefined;
    const isTooShort = !isTone && lasted !== undefined && lasted < ITEM_SHORTEST_MS;
    if (isTooShort && media.endReason === undefined) media.failed ??= told.media_uri;
    if (event.type === 'PlaybackContinuing') return;
    const { failed } = media;
    const detail = failed === undefined ? {} : { detail: `${failed} could not be played` };
    const isCut = told.state !== 'done' || !media.started;
    const byItself = failed !== undefined ? 'failed' : isCut ? 'stopped' : 'finished';
    const reason = media.endReason ?? byItself;
    const end = { reason, ...detail, ...(at === undefined ? {} : { at }) };
    // One that cannot be played is passed over, as in a list that Asterisk plays by itself.
    const isDoubtful = isCut || isTooShort || isLast(media);
    if (reason === 'failed' && isDoubtful) this.unlessHungUp(() => this.over(leg, media, end));
    else if (isCut) this.ended(leg, media, end);
    else this.over(leg, media, end);
  }

  /**
   * A prompt that an engine before us began, on a leg that we took over; or one that we gave up,
   * and that begins all the same.
   */
  private readStranger({ type, playback, timestamp }: AriEvent): void {
    const channelId = /^channel:(.+)$/.exec(playback?.target_uri ?? '')?.[1];
    const leg = channelId === undefined ? undefined : this.desk.book.ofChannel(channelId);
    if (!playback || !leg) return;
    const { id, state } = playback;
    const isOurs = !leg.adopted || leg.unsure.has(id);
    if (type === 'PlaybackStarted' && isOurs) this.stop(id);
    if (type !== 'PlaybackFinished') return;
    leg.unsure.delete(id);
    if (isOurs) return;
    const at = timeOf(timestamp);
    const reason = state === 'done' ? 'finished' : 'stopped';
    this.reportEnd(leg, id, { reason, ...(at === undefined ? {} : { at }) });
  }

  reportEnd(leg: Leg, mediaId: string, { reason, detail, at }: MediaEnd): void {
    const said = detail === undefined ? {} : { detail };
    const switchAt = at === undefined ? {} : { switchAt: at };
    const body = { legId: leg.legId, mediaId, reason, ...said, ...switchAt };
    this.desk.report({ type: 'leg.media-ended', ...body });
  }
}

const isLast = ({ rest = [] }: LegMedia): boolean => rest.length === 0;
