import type {
  CollectDigitsCommand,
  PlayCommand,
  StopMediaCommand,
} from '../../port/switch-command';
import { Failure } from '../link/failure';
import { until } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import { isOk } from './esl-link';
import { channelFailure } from './failure';
import type { Leg, LegMedia } from './leg';
import { mediaOf, musicFile } from './media';
import type { MediaReader } from './media-reader';
import { breakCommand, playCommand, sayStringCommand } from './to-wire';

const MEDIA_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}$/;
const START_WAIT_MS = 1000;
const END_WAIT_MS = 700;
const BREAKS_MAX = 3;
const ALL_DIGITS = '1234567890*#ABCD';

/** Prompts and music on single legs. */
export class MediaDesk {
  constructor(
    private readonly desk: DriverDesk,
    private readonly reader: MediaReader,
    private readonly speech: { readonly language: string; readonly soundFormat: string },
  ) {}

  async play(command: PlayCommand | CollectDigitsCommand, leg: Leg): Promise<void> {
    const { mediaId } = command;
    if (!MEDIA_ID.test(mediaId)) throw new Failure('REFUSED', 'the media id is not a plain one');
    await this.silence(leg);
    const { soundFolder } = this.desk.premises;
    const numberParts = (number: string) => this.numberParts(number);
    const place = { soundFolder, ...this.speech, numberParts };
    const wire = await mediaOf(mediaId, command.media, place);
    const media: LegMedia = { mediaId, ofHold: false, started: false };
    this.reader.watch(leg, media);
    if (wire.kind === 'wrong') {
      this.reader.ended(leg, media, { reason: 'failed', detail: wire.detail });
      return;
    }
    const digits = command.type === 'collect-digits' ? ALL_DIGITS : 'none';
    await this.send(leg, media, { file: wire.file, digits });
  }

  /** Music for as long as the leg is held. */
  async playHold(leg: Leg, musicClass: string): Promise<void> {
    const mediaId = `hold-${leg.uuid}`;
    const media: LegMedia = { mediaId, ofHold: true, started: false };
    this.reader.watch(leg, media);
    await this.send(leg, media, { file: musicFile(mediaId, musicClass), digits: 'none' });
  }

  async stop(command: StopMediaCommand, leg: Leg): Promise<void> {
    const media = leg.media;
    if (!media || media.ofHold || media.mediaId !== command.mediaId) {
      throw new Failure('MEDIA_NOT_FOUND', 'it does not play, or no longer');
    }
    await this.end(leg, media);
  }

  /**
   * Stops what plays on a leg, and waits until it is over: an application that is sent while
   * another one runs would run inside it.
   */
  async silence(leg: Leg): Promise<void> {
    if (leg.media) await this.end(leg, leg.media);
  }

  /**
   * FreeSWITCH forgets a break that comes before the application runs, and a flushed one tells no
   * end: so the prompt is let begin, which takes some 20 ms.
   */
  private async end(leg: Leg, media: LegMedia): Promise<void> {
    media.endReason ??= 'stopped';
    const { clock } = this.desk;
    const isOver = (): boolean => leg.media !== media;
    await until(clock, leg, () => media.started || isOver(), START_WAIT_MS);
    for (let attempt = 1; attempt <= BREAKS_MAX && !isOver(); attempt += 1) {
      const reply = await this.desk.ask(breakCommand(leg.uuid));
      if (!isOk(reply)) throw channelFailure(reply, leg);
      await until(clock, leg, isOver, END_WAIT_MS);
    }
    if (!isOver()) this.reader.ended(leg, media, { reason: media.endReason });
  }

  private async send(
    leg: Leg,
    media: LegMedia,
    { file, digits }: { readonly file: string; readonly digits: string },
  ): Promise<void> {
    const { mediaId } = media;
    try {
      const reply = await this.desk.ask(playCommand(leg.uuid, { mediaId, file, digits }));
      if (!isOk(reply)) throw channelFailure(reply, leg);
    } catch (error) {
      this.reader.forget(leg, media);
      throw error;
    }
  }

  /** A language whose module cannot tell gets its digits one by one, which is understood too. */
  private async numberParts(number: string): Promise<readonly string[] | null> {
    const { language, soundFormat } = this.speech;
    const said = await this.desk.ask(sayStringCommand(language, number, soundFormat));
    const list = /^file_string:\/\/([A-Za-z0-9_./!-]+)\s*$/.exec(said)?.[1];
    if (list !== undefined) return list.split('!');
    return /^\d+$/.test(number) ? [...number].map((one) => `digits/${one}.${soundFormat}`) : null;
  }
}
