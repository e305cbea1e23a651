import type { Watched } from '../link/leg-watch';
import type { Leg } from './leg';

export interface Recording extends Watched {
  readonly recordingId: string;
  readonly file: string;
  /** Of a bridge: it outlives the leg that it is made on. */
  readonly bridgeId?: string;
  /** Both directions of this leg are recorded. */
  leg: Leg;
  /** When it is as long as it may be, by our clock. */
  readonly endsAt: number;
  /** Of what was recorded on legs before this one. */
  durationMs: number;
  /** Something was written, so that there is a file. */
  hasFile: boolean;
  /** `moving`: it is stopped to go on elsewhere. `idle`: nothing is recorded now. */
  state: 'starting' | 'runs' | 'moving' | 'idle';
  /** Its beginning was reported. */
  told: boolean;
  stopped: boolean;
  paused: boolean;
  /** FreeSWITCH writes silence on this leg. */
  masked: boolean;
  /** Commands run one after the other. */
  tail: Promise<void>;
  ended: boolean;
}

/**
 * The leg of a bridge that hears what the record is to hold: one that talks, to whom nobody
 * whispers, and the one that it is made on now where that will do.
 */
export function subjectOf(legs: readonly Leg[], current?: Leg): Leg | undefined {
  const isCoached = ({ legId }: Leg): boolean =>
    legs.some(({ part }) => part.role === 'whisper' && part.coachedLegId === legId);
  const talking = legs.filter(({ part }) => part.role === 'talk');
  for (const list of [talking.filter((leg) => !isCoached(leg)), talking, legs]) {
    if (current && list.includes(current)) return current;
    if (list[0]) return list[0];
  }
  return undefined;
}

export type NotedRecording = Pick<Recording, 'file' | 'bridgeId' | 'endsAt' | 'paused'>;

const NOTE = /^(paused!)?(?:ends=(\d+)!)?(?:bridge=([^!]+)!)?(.*)$/;

/** What an engine after us has to know of it, as the value of a channel's variable. */
export function recordingNote({ file, bridgeId, endsAt, paused }: NotedRecording): string {
  const bridge = bridgeId === undefined ? '' : `bridge=${bridgeId}!`;
  return `${paused ? 'paused!' : ''}ends=${endsAt}!${bridge}${file}`;
}

export function recordingIn(note: string): NotedRecording {
  const [, paused, endsAt, bridgeId, file = ''] = NOTE.exec(note) ?? [];
  return {
    file,
    paused: paused !== undefined,
    endsAt: Number(endsAt ?? Number.POSITIVE_INFINITY),
    ...(bridgeId === undefined ? {} : { bridgeId }),
  };
}
