import type { MediaUri } from '../../port/switch-command';
import type { Call } from '../call/call';
import { expand } from './variables';

/** What is spoken, without a language of its own. */
const UNTOLD = /^(sound|number|digits):(?!(?:de|en)\/)/;

/** Variables are put into `digits:` and `number:`; all that is spoken gets the call's language. */
export const spoken = (call: Call, media: readonly MediaUri[]): MediaUri[] =>
  media.map((uri) => {
    const expanded = expand(uri, call.variables);
    // A telephone number may bear a plus, which is no digit.
    const speakable = uri.startsWith('digits:') ? expanded.replace(/[+\s]/g, '') : expanded;
    return speakable.replace(UNTOLD, `$1:${call.language}/`);
  });
