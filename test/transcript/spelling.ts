import { randomUUID } from 'node:crypto';
import { type EslCommand, textOf } from '../../src/driver/freeswitch/esl-link';
import {
  answerCommand,
  breakCommand,
  bridgeCommand,
  conferenceCommand,
  conferenceOf,
  endpointOf,
  executeCommand,
  fallbackCommand,
  hangupCommand,
  MEDIA_PARAMETER,
  maskRecordCommand,
  originateCommand,
  parkCommand,
  playCommand,
  recordCommand,
  setVariablesCommand,
  stopRecordCommand,
  unscheduleCommand,
} from '../../src/driver/freeswitch/to-wire';
import type { Destination } from '../../src/port/switch-command';

export interface Placed {
  readonly leg: string;
  readonly job: string;
  readonly to: Destination;
  readonly ringTimeoutMs?: number;
  readonly callerNumber?: string;
  readonly callerName?: string;
}

/** The driver itself spells what is recorded, so that both can never say different things. */
export const spelled = (command: EslCommand): string => textOf(command).trimEnd();

export const spell = {
  answer: (leg: string): string => spelled(answerCommand(leg)),
  kill: (leg: string, cause = 'NORMAL_CLEARING'): string => spelled(hangupCommand(leg, cause)),
  park: (leg: string): string => spelled(parkCommand(leg)),
  bridge: (leg: string, peer: string): string => spelled(bridgeCommand(leg, peer)),
  stop: (leg: string): string => spelled(breakCommand(leg)),
  play: (leg: string, mediaId: string, file: string, digits = 'none'): string =>
    spelled(playCommand(leg, { mediaId, file: `{${MEDIA_PARAMETER}=${mediaId}}${file}`, digits })),
  list: (mediaId: string, files: readonly string[]): string =>
    `file_string://${files.map((file) => `{${MEDIA_PARAMETER}=${mediaId}}${file}`).join('!')}`,
  playList: (leg: string, mediaId: string, files: readonly string[]): string =>
    spelled(playCommand(leg, { mediaId, file: spell.list(mediaId, files), digits: 'none' })),
  confer: (leg: string, bridgeId: string, { mute = false, both = false } = {}): string =>
    spelled(
      conferenceCommand(leg, { name: conferenceOf(bridgeId), profile: 'leitstand', mute, both }),
    ),
  execute: (leg: string, app: string, arg: string, id: string = randomUUID()): string =>
    spelled(executeCommand(leg, { app, arg, id })),
  mark: (leg: string, variables: Readonly<Record<string, string>>): string =>
    spelled(setVariablesCommand(leg, variables)),
  fallback: (leg: string): string => spelled(fallbackCommand(leg, 'leitstand-fallback')),
  unschedule: (leg: string): string => spelled(unscheduleCommand(leg)),
  record: (leg: string, file: string, seconds: number): string =>
    spelled(recordCommand(leg, file, seconds)),
  mask: (leg: string, file: string, masked: boolean): string =>
    spelled(maskRecordCommand(leg, file, masked)),
  stopRecord: (leg: string, file: string): string => spelled(stopRecordCommand(leg, file)),
  originate: ({ leg, job, to, ringTimeoutMs = 60_000, ...caller }: Placed): string => {
    const place = { app: 'leitstand', endpoint: endpointOf(to, '127.0.0.1') ?? '' };
    return spelled(
      originateCommand(job, place, {
        type: 'originate',
        legId: leg,
        to,
        ringTimeoutMs,
        ...caller,
      }),
    );
  },
};
