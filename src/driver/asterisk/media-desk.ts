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
    if (!media && leg.adopted) return this.stopStranger(command);
    if (media?.mediaId !== command.mediaId) {
      throw new Failure('MEDIA_NOT_FOUND', 'it does not play, or no longer');
    }
    await this.end(leg, media);
  }

  /** A prompt that an engine before us began. */
  private async stopStranger({ mediaId }: StopMediaCommand): Promise<void> {
    const reply = await this.desk.ask(stopPlaybackRequest(mediaId));
    if (!isDone(reply)) throw new Failure('MEDIA_NOT_FOUND', 'it does not play, or no longer');
  }

  /** After a gap: goes on from what Asterisk does not know any more, and ends tones. */
  async verify(): Promise<void> {
    const ask = async (leg: Leg, media: LegMedia): Promise<void> => {
      const reply = await this.desk.ask({ method: 'GET', path: ['playbacks', media.mediaId] });
      if (reply.status === 404) this.reader.over(leg, media, { reason: 'finished' });
      else if (isDone(reply)) this.reader.endTone(media);
    };
    const playing = this.desk.book.legs().flatMap((leg) => {
      const { media } = leg;
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
    // It ended by itself a moment ago, and its event is under way or lost.
    if (reply.status === 404) this.reader.ended(leg, media, { reason: 'finished' });
  }
}
