import type { MediaEndReason } from '../../port/switch-event';
import { wake } from '../link/leg-watch';
import type { DriverDesk } from './driver-desk';
import type { EslEvent } from './esl-frame';
import type { Leg, LegMedia } from './leg';
import { mediaIdIn } from './media';
import { switchAtOf } from './switch-time';
import { MEDIA_PARAMETER } from './to-wire';

export interface MediaEnd {
  readonly reason: MediaEndReason;
  readonly detail?: string;
  readonly at?: number;
}

/** What plays on which leg, and the reports of its start and end: each comes once. */
export class MediaReader {
  private readonly playing = new Map<string, { readonly leg: Leg; readonly media: LegMedia }>();

  constructor(private readonly desk: DriverDesk) {}

  /** A prompt or music that is being asked for, or that an engine before us began. */
  watch(leg: Leg, media: LegMedia): void {
    leg.media = media;
    this.playing.set(media.mediaId, { leg, media });
  }

  /** FreeSWITCH refused to play it: there is nothing to report. */
  forget(leg: Leg, media: LegMedia): void {
    this.playing.delete(media.mediaId);
    if (leg.media === media) delete leg.media;
    wake(leg);
  }

  /** PLAYBACK_START has the parameters of the file, and so our id. */
  began(leg: Leg, event: EslEvent): void {
    const mediaId = event[MEDIA_PARAMETER] ?? mediaIdIn(event['Playback-File-Path'] ?? '');
    const media = leg.media;
    if (!media || media.mediaId !== mediaId || media.started) return;
    media.started = true;
    wake(leg);
    if (media.ofHold) return;
    const at = switchAtOf(event);
    this.desk.report({ type: 'leg.media-started', legId: leg.legId, mediaId, ...at });
  }

  /** A part of a list was not there: FreeSWITCH goes on with the next, and names no channel. */
  partFailed(event: EslEvent): void {
    const mediaId = mediaIdIn(event.File ?? '');
    const found = mediaId === undefined ? undefined : this.playing.get(mediaId);
    if (found) found.media.failed ??= event.File ?? '';
  }

  /** The application `playback` is over. */
  completed(leg: Leg, event: EslEvent): void {
    const found = this.playing.get(event['Application-UUID'] ?? '');
    if (!found || found.leg !== leg) return;
    const { media } = found;
    const response = event['Application-Response'] ?? '';
    const isPlayed = response === 'FILE PLAYED';
    const detail = media.failed ?? (isPlayed || media.started ? undefined : response);
    const said = detail === undefined ? {} : { detail: detail.replace(/\{[^}]*\}/, '') };
    const digit = event.variable_playback_terminator_used ?? '';
    const byItself: MediaEndReason = isPlayed ? 'finished' : media.started ? 'stopped' : 'failed';
    const failed = media.failed !== undefined ? 'failed' : byItself;
    const reason = media.endReason ?? (digit === '' ? failed : 'digit');
    const at = switchAtOf(event).switchAt;
    this.ended(leg, media, { reason, ...said, ...(at === undefined ? {} : { at }) });
  }

  ended(leg: Leg, media: LegMedia, end: MediaEnd): void {
    if (!this.playing.delete(media.mediaId)) return;
    if (leg.media === media) delete leg.media;
    wake(leg);
    if (leg.ended || media.ofHold) return;
    const { reason, detail, at } = end;
    const said = detail === undefined ? {} : { detail };
    const switchAt = at === undefined ? {} : { switchAt: at };
    const { mediaId } = media;
    const body = { legId: leg.legId, mediaId, reason, ...said, ...switchAt };
    this.desk.report({ type: 'leg.media-ended', ...body });
  }
}
