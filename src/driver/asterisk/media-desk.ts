import type {
  CollectDigitsCommand,
  PlayCommand,
  StopMediaCommand,
} from '../../port/switch-command';
import { Failure } from '../link/failure';
import { isDone } from './ari-link';
import type { DriverDesk } from './driver-desk';
import { channelFailure } from './failure';
import type { Leg, LegMedia } from './leg';
import { mediaOf } from './media';
import type { MediaReader } from './media-reader';
import { musicRequest, stopMusicRequest, stopPlaybackRequest } from './to-wire';

const MEDIA_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}$/;

/** Prompts and music on single legs. */
export class MediaDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly reader: MediaReader,
  ) {}

  async play(command: PlayCommand | CollectDigitsCommand, leg: Leg): Promise<void> {
    const { mediaId } = command;
    if (leg.state === 'dialing' || leg.state === 'ringing') {
      throw new Failure('LEG_WRONG_STATE', 'it is not answered');
    }
    if (!MEDIA_ID.test(mediaId)) throw new Failure('REFUSED', 'the media id is not a plain one');
    await this.silence(leg);
    if (leg.held) await this.stopMusic(leg);
    const bargeIn = command.type === 'collect-digits';
    const ari = mediaOf(command.media);
    const kind = ari.kind === 'music' ? 'music' : 'playback';
    const media: LegMedia = { mediaId, kind, bargeIn, started: false };
    if (ari.kind === 'playback') {
      media.rest = ari.parts;
      if (ari.language !== undefined) media.language = ari.language;
    }
    this.reader.watch(leg, media);
    if (ari.kind === 'wrong') {
      this.reader.ended(leg, media, { reason: 'failed', detail: ari.detail });
      return;
    }
    try {
      if (ari.kind === 'music') await this.playMusic(leg, media, ari.musicClass);
      else await this.reader.playNext(leg, media);
    } catch (error) {
      this.reader.forget(leg, media);
      this.reader.giveUp(leg, media, error);
      throw error;
    }
  }

  private async playMusic(leg: Leg, media: LegMedia, musicClass: string): Promise<void> {
    const reply = await this.desk.ask(musicRequest(leg.channelId, musicClass));
    if (!isDone(reply)) throw channelFailure(reply);
    this.reader.started(leg, media);
  }

  async stop(command: StopMediaCommand, leg: Leg): Promise<void> {
    const media = leg.media;
    if (media?.mediaId !== command.mediaId) return this.stopStranger(command, leg);
    await this.end(leg, media);
  }

  /** A prompt that an engine before us began, or that we lost sight of as the link broke. */
  private async stopStranger({ mediaId }: StopMediaCommand, leg: Leg): Promise<void> {
    const isElsewhere = this.reader.knows(mediaId);
    const reply = isElsewhere ? null : await this.desk.ask(stopPlaybackRequest(mediaId));
    if (!reply || !isDone(reply))
      throw new Failure('MEDIA_NOT_FOUND', 'it does not play, or no longer');
    // Asterisk tells of the end as well, which is read on a leg that we took over only.
    if (leg.adopted && !leg.unsure.has(mediaId)) return;
    leg.unsure.delete(mediaId);
    this.reader.reportEnd(leg, mediaId, { reason: 'stopped' });
  }

  /**
   * After a gap: goes on from what Asterisk does not know any more, and ends tones and what it may
   * play though nobody here does.
   */
  async verify(): Promise<void> {
    const ask = async (leg: Leg, media: LegMedia): Promise<void> => {
      const reply = await this.desk.ask({ method: 'GET', path: ['playbacks', media.mediaId] });
      if (reply.status === 404) this.reader.over(leg, media, { reason: 'finished' });
      else if (isDone(reply)) this.reader.endTone(media);
    };
    const playing = this.desk.book.legs().flatMap((leg) => {
      const { media } = leg;
      for (const one of leg.unsure.values()) this.reader.stopUnsure(leg, one);
      leg.unsure.clear();
      return media?.kind === 'playback' ? [ask(leg, media)] : [];
    });
    await Promise.all(playing);
  }

  /** Stops what plays on a leg, and waits until Asterisk has heard of it. */
  async silence(leg: Leg): Promise<void> {
    if (leg.media) await this.end(leg, leg.media);
  }

  async stopMusic(leg: Leg): Promise<void> {
    await this.desk.ask(stopMusicRequest(leg.channelId));
  }

  private async end(leg: Leg, media: LegMedia): Promise<void> {
    media.endReason ??= 'stopped';
    if (media.kind === 'music') {
      await this.stopMusic(leg);
      this.reader.ended(leg, media, { reason: media.endReason });
      return;
    }
    const reply = await this.desk.ask(stopPlaybackRequest(media.mediaId));
    if (reply.status !== 404) return;
    // It ended by itself a moment ago, and its event is under way or lost.
    const reason = isToGoOn(media) ? media.endReason : 'finished';
    this.reader.ended(leg, media, { reason });
  }
}

/** Of a list, of which parts are unheard: one is about to begin, or waits behind it. */
const isToGoOn = ({ rest = [], started, itemAt }: LegMedia): boolean =>
  rest.length > 0 || (started && itemAt === undefined);
