import type { MediaUri } from '../../port/switch-command';
import { MEDIA_PARAMETER } from './to-wire';

/** What FreeSWITCH has to be asked before a list can be played: how it says a number. */
export type NumberParts = (number: string) => Promise<readonly string[] | null>;

export interface SoundPlace {
  readonly soundFolder: string;
  /** What `digits/` is spoken in; other languages have theirs below their own folders. */
  readonly language: string;
  /** Of sounds that are named without an ending. */
  readonly soundFormat: string;
  readonly numberParts: NumberParts;
}

export type WireMedia =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'wrong'; readonly detail: string };

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/;
const MUSIC_CLASS = /^[A-Za-z0-9_-]{1,79}$/;
/** FreeSWITCH cuts a list into at most 128 parts. */
const PARTS_MAX = 120;

export const isMusicClass = (name: string): boolean => MUSIC_CLASS.test(name);

/** A stream that never ends by itself; where no class has this name, the default one plays. */
export const musicFile = (mediaId: string, musicClass: string): string =>
  marked(mediaId, `local_stream://${musicClass}`);

/**
 * The media of a command as one name that FreeSWITCH plays. Every part bears the media id, by
 * which the switch's own events and dumps tell what they speak of.
 */
export async function mediaOf(
  mediaId: string,
  uris: readonly MediaUri[],
  place: SoundPlace,
): Promise<WireMedia> {
  const first = uris[0];
  if (first === undefined) return wrong('there is nothing to play');
  if (first.startsWith('music:')) return musicOf(mediaId, first, uris.length);
  const parts: string[] = [];
  for (const uri of uris) {
    const found = await partsOf(uri, place);
    if (found === null) return wrong(`cannot play ${uri}`);
    parts.push(...found);
  }
  if (parts.length > PARTS_MAX) return wrong('these are too many parts for one prompt');
  const files = parts.map((part) => marked(mediaId, part));
  const file = files.length === 1 ? (files[0] ?? '') : `file_string://${files.join('!')}`;
  return { kind: 'file', file };
}

/** The media id in the name of what runs or failed; undefined: it is not one of ours. */
export const mediaIdIn = (file: string): string | undefined =>
  new RegExp(`\\{${MEDIA_PARAMETER}=([^}]+)\\}`).exec(file)?.[1];

const marked = (mediaId: string, file: string): string => `{${MEDIA_PARAMETER}=${mediaId}}${file}`;

function musicOf(mediaId: string, uri: MediaUri, count: number): WireMedia {
  const musicClass = uri.slice('music:'.length);
  if (count > 1) return wrong(`${uri} never ends and has to stand alone`);
  if (!isMusicClass(musicClass)) return wrong(`cannot play ${uri}`);
  return { kind: 'file', file: musicFile(mediaId, musicClass) };
}

const wrong = (detail: string): WireMedia => ({ kind: 'wrong', detail });

async function partsOf(
  uri: MediaUri,
  { soundFolder, soundFormat, language, numberParts }: SoundPlace,
): Promise<readonly string[] | null> {
  const colon = uri.indexOf(':');
  const [, told] = /^(?:digits|number):([a-z]{2})\//.exec(uri) ?? [];
  const value = uri.slice(colon + 1 + (told === undefined ? 0 : told.length + 1));
  const isForeign = told !== undefined && told !== language;
  const folder = isForeign ? `${told}/` : '';
  const sound = (name: string): string => {
    const hasEnding = /\.[A-Za-z0-9]{2,4}$/.test(name);
    return `${soundFolder}/${name}${hasEnding ? '' : `.${soundFormat}`}`;
  };
  const foreignDigit = (one: string): string => sound(folder + digit(one));
  switch (uri.slice(0, colon)) {
    case 'sound':
      return NAME.test(value) && !value.includes('..') ? [sound(value)] : null;
    case 'digits':
      return /^[0-9*#A-Da-d]{1,80}$/.test(value)
        ? [...value].map((one) => sound(folder + digit(one)))
        : null;
    case 'number': {
      // How to say a number FreeSWITCH tells in its own language only: digits are understood, too.
      if (isForeign) return /^\d{1,15}$/.test(value) ? [...value].map(foreignDigit) : null;
      const said = /^-?\d{1,15}$/.test(value) ? await numberParts(value) : null;
      return said?.map((name) => (name.startsWith('/') ? name : sound(name))) ?? null;
    }
    case 'tone':
      return tone(value);
    case 'silence':
      return silence(Number(value));
    default:
      return null;
  }
}

/** As the sound packages for FreeSWITCH name them; letters go by their code. */
function digit(one: string): string {
  if (one === '*') return 'digits/star';
  if (one === '#') return 'digits/pound';
  if (/\d/.test(one)) return `digits/${one}`;
  return `ascii/${one.toLowerCase().charCodeAt(0)}`;
}

/** `440/250,0/250` (Hz/ms, two frequencies with a plus) as the tone language of FreeSWITCH. */
function tone(value: string): readonly string[] | null {
  const tones: string[] = [];
  for (const part of value.split(',')) {
    const [, hz = '', second, ms = ''] =
      /^!?(\d{1,5})(?:[+*](\d{1,5}))?\/(\d{1,6})$/.exec(part) ?? [];
    if (hz === '') return null;
    tones.push(`%(${ms},0,${hz}${second === undefined ? '' : `,${second}`})`);
  }
  return [`tone_stream://${tones.join(';')}`];
}

const silence = (seconds: number): readonly string[] | null =>
  seconds > 0 && seconds <= 600 ? [`silence_stream://${Math.ceil(seconds * 1000)}`] : null;
