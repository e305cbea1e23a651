/** What may differ between a recorded command and one of the same form: ids, numbers, paths. */
const PARTS =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+(?:\.\d+)*|(?<=[ =!@}]|^)\/[^\s,;}!']+/gi;
const ID = /^[0-9a-f]{8}-/i;
/** How many parts a list has, and which digits stop it, makes no other command of it. */
const DIGITS = /playback_terminators=[^\]]+/;
const REPEATED = /(\{leitstand_media=<id>\}[^!\n]+)(?:!\{leitstand_media=<id>\}[^!\n]+)+/;
/** What is noted down on a leg, and in which order; each name has to be a known one. */
const VARIABLES = /(uuid_setvar_multi <id>) .*/;
/** A caller's number is as good with a plus as without. */
const PLUS = /(origination_caller_id_number=)\+/;
const NAME = /(origination_caller_id_name=)'[^']*'/;
const TONES = /tone_stream:\/\/%[^!\n]*/;

export interface CommandForm {
  /** The command with `<id>`, `<n>` and `<path>` for what may differ. */
  readonly text: string;
  /** What stood there, in order. */
  readonly parts: readonly string[];
}

export function formOf(command: string): CommandForm {
  const parts: string[] = [];
  const text = command.replace(PARTS, (part) => {
    parts.push(part);
    return part.startsWith('/') ? '<path>' : ID.test(part) ? '<id>' : '<n>';
  });
  const plain = text
    .replace(VARIABLES, '$1 <variables>')
    .replace(PLUS, '$1')
    .replace(NAME, "$1'<name>'")
    .replace(TONES, 'tone_stream://<tones>')
    .replace(DIGITS, 'playback_terminators=<digits>')
    .replace(REPEATED, '<list>');
  return { text: plain, parts };
}

/** The recorded forms that look most like this one, best first: for a failed test's message. */
export function nearestForms(form: string, known: readonly string[], count = 3): string[] {
  const words = wordsOf(form);
  const likeness = (other: string): number => {
    const theirs = wordsOf(other);
    const shared = [...words].filter((word) => theirs.has(word)).length;
    return shared / (words.size + theirs.size - shared);
  };
  return [...new Set(known)].sort((a, b) => likeness(b) - likeness(a)).slice(0, count);
}

const wordsOf = (form: string): Set<string> => new Set(form.split(/[^\w<>:-]+/).filter(Boolean));
