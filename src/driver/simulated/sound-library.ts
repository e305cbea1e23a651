import type { MediaUri } from '../../port/switch-command';

/** How long a sound of this name plays, in ms; undefined when there is no such file. */
export type SoundLibrary = (name: string) => number | undefined;

const DIGIT_MS = 400;

/** Every sound exists but those called `missing…`; lengths follow from the names. */
export const everySound: SoundLibrary = (name) =>
  name.split('/').at(-1)?.startsWith('missing') ? undefined : 1000 + ((name.length * 370) % 4000);

/** Plays in ms; Infinity for music, which stands alone; undefined when it cannot be played. */
export function playMs(media: readonly MediaUri[], library: SoundLibrary): number | undefined {
  const hasMusic = media.some((uri) => uri.startsWith('music:'));
  if (media.length === 0 || (hasMusic && media.length > 1)) return undefined;
  let sum = 0;
  for (const uri of media) {
    const ms = uriMs(uri, library);
    if (ms === undefined || Number.isNaN(ms)) return undefined;
    sum += ms;
  }
  return sum;
}

function uriMs(uri: MediaUri, library: SoundLibrary): number | undefined {
  const colon = uri.indexOf(':');
  const value = uri.slice(colon + 1);
  const untold = value.replace(/^[a-z]{2}\//, '');
  switch (uri.slice(0, colon)) {
    case 'sound':
      return library(value);
    case 'digits':
      return /^[0-9*#A-D]+$/.test(untold) ? untold.length * DIGIT_MS : undefined;
    case 'number':
      return /^-?\d+$/.test(untold) ? untold.length * DIGIT_MS : undefined;
    case 'tone':
      return toneMs(value);
    case 'silence':
      return Number(value) * 1000;
    case 'music':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}

/** `440/250,0/250`: Hz and ms of each stretch. */
function toneMs(value: string): number | undefined {
  if (!/^\d+(\+\d+)?\/\d+(,\d+(\+\d+)?\/\d+)*$/.test(value)) return undefined;
  return value.split(',').reduce((sum, part) => sum + Number(part.split('/')[1]), 0);
}
