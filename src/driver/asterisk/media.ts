import type { MediaUri } from '../../port/switch-command';

/** What one playback of ARI plays. */
export interface AriPart {
  readonly media: readonly string[];
  /** Of a tone, which Asterisk would play for ever: when we end it. */
  readonly lengthMs?: number;
}

export type AriMedia =
  | {
      readonly kind: 'playback';
      /** One after the other. A tone stands alone: ARI cannot go on from it in a list. */
      readonly parts: readonly AriPart[];
      /** In which the digits and numbers among them are said. */
      readonly language?: string;
    }
  | { readonly kind: 'music'; readonly musicClass: string }
  | { readonly kind: 'wrong'; readonly detail: string };

/** Hz/ms of each stretch, two frequencies with a plus; each with its length. */
const TONE = /^!?\d{1,5}(?:[+*]\d{1,5})?\/\d{1,6}(?:,!?\d{1,5}(?:[+*]\d{1,5})?\/\d{1,6})*$/;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/;
const SILENCE_LONGEST_S = 10;

/**
 * The media of a command as ARI spells them. Checked here, because Asterisk takes a scheme that
 * it does not know, says that it plays it, and never ends.
 */
export function mediaOf(uris: readonly MediaUri[]): AriMedia {
  const first = uris[0];
  if (first === undefined) return { kind: 'wrong', detail: 'there is nothing to play' };
  if (first.startsWith('music:')) return musicOf(first, uris.length);
  const parts: AriPart[] = [];
  let language: string | undefined;
  for (const uri of uris) {
    const told = TOLD.exec(uri);
    language ??= told?.[2];
    const ari = playable(told ? `${told[1]}:${told[3]}` : uri);
    if (ari === null) return { kind: 'wrong', detail: `cannot play ${uri}` };
    append(parts, uri, ari);
  }
  return { kind: 'playback', parts, ...(language !== undefined && { language }) };
}

function append(parts: AriPart[], uri: MediaUri, media: readonly string[]): void {
  const last = parts.at(-1);
  if (uri.startsWith('tone:')) parts.push({ media, lengthMs: toneMs(uri) });
  else if (!last || last.lengthMs !== undefined) parts.push({ media });
  else parts[parts.length - 1] = { media: [...last.media, ...media] };
}

const toneMs = (uri: MediaUri): number =>
  uri.split(',').reduce((sum, stretch) => sum + Number(stretch.split('/')[1]), 0);

/** A number or digits in a language: `number:de/42`. */
const TOLD = /^(number|digits):([a-z]{2})\/(.*)$/;

function musicOf(uri: MediaUri, count: number): AriMedia {
  const musicClass = uri.slice('music:'.length);
  if (count > 1) return { kind: 'wrong', detail: `${uri} never ends and has to stand alone` };
  if (!isMusicClass(musicClass)) return { kind: 'wrong', detail: `cannot play ${uri}` };
  return { kind: 'music', musicClass };
}

export const isMusicClass = (name: string): boolean => /^[A-Za-z0-9_-]{1,79}$/.test(name);

function playable(uri: MediaUri): readonly string[] | null {
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, colon);
  const value = uri.slice(colon + 1);
  switch (scheme) {
    case 'sound':
      return NAME.test(value) && !value.includes('..') ? [uri] : null;
    case 'digits':
      return /^[0-9*#A-Da-d]{1,80}$/.test(value) ? [uri] : null;
    case 'number':
      return /^-?\d{1,15}$/.test(value) ? [uri] : null;
    case 'tone':
      return TONE.test(value) ? [uri] : null;
    case 'silence':
      return silence(Number(value));
    default:
      return null;
  }
}

/** Asterisk's silences are sound files of 1 to 10 whole seconds; longer ones are made of them. */
function silence(seconds: number): readonly string[] | null {
  if (!(seconds > 0 && seconds <= 600)) return null;
  const media: string[] = [];
  for (let rest = Math.ceil(seconds); rest > 0; rest -= SILENCE_LONGEST_S) {
    media.push(`sound:silence/${Math.min(rest, SILENCE_LONGEST_S)}`);
  }
  return media;
}
