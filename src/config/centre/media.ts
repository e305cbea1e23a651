import { z } from 'zod';
import { type Refusal, refine } from '../shape-problem';

/**
 * What can be played, as src/port/switch-command.ts defines it. A template `${name}` may stand for
 * the whole of `digits:` and `number:`; a sound's name is fixed, since it is a file's path.
 */
const VARIABLE = String.raw`\$\{[A-Za-z]\w{0,31}\}`;
const SEGMENT = '[A-Za-z0-9][A-Za-z0-9_-]*';
const FORMS: Readonly<Record<string, { readonly form: RegExp; readonly like: string }>> = {
  sound: { form: new RegExp(`^${SEGMENT}(/${SEGMENT}){0,7}$`), like: 'sound:leitstand/welcome' },
  digits: { form: new RegExp(`^([0-9*#]{1,32}|${VARIABLE})$`), like: 'digits:0049' },
  number: { form: new RegExp(`^(\\d{1,9}|${VARIABLE})$`), like: 'number:42' },
  tone: { form: /^\d{1,4}\/\d{1,5}(,\d{1,4}\/\d{1,5}){0,15}$/, like: 'tone:440/250,0/250' },
  silence: { form: /^([1-9]|[1-5]\d|60)$/, like: 'silence:2' },
  music: { form: new RegExp(`^${SEGMENT}$`), like: 'music:default' },
};

function mediaRefusal(uri: string): Refusal | null {
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, Math.max(colon, 0));
  const form = Object.hasOwn(FORMS, scheme) ? FORMS[scheme] : undefined;
  if (form?.form.test(uri.slice(colon + 1))) return null;
  const like = form
    ? form.like
    : Object.values(FORMS)
        .map((known) => known.like)
        .join(', ');
  const reason = `${JSON.stringify(uri.slice(0, 80))} cannot be played`;
  return { code: 'MEDIA_INVALID', reason, remedy: `like ${like}` };
}

const mediaUri = z.string().superRefine(refine(mediaRefusal));

const oneOrMore = z
  .union([z.string().transform((uri) => [uri]), z.array(z.string()).max(20)])
  .pipe(z.array(mediaUri));

/** One or several, in order; music never ends, so it stands in no prompt. */
export const prompt = oneOrMore.superRefine(
  refine((media: readonly string[]) => {
    if (!media.some((uri) => uri.startsWith('music:'))) return null;
    return {
      code: 'MEDIA_INVALID',
      reason: 'music never ends, so nothing would come after it',
      remedy: "music is played by a queue: set the queue's music",
    };
  }),
);

export const promptRequired = prompt.refine(
  (media) => media.length > 0,
  'something to play is missing',
);

/** Names of the variables that a text refers to. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1] ?? '');
