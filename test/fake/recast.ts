import { type EslFrame, eventOf } from './esl-frame';

/** Who plays what was recorded: which live ids, numbers and times stand for the recorded ones. */
export interface Cast {
  /** Recorded words and the live ones that stand for them. */
  readonly words: ReadonlyMap<string, string>;
  /** Ms since the epoch. */
  readonly now: number;
  /** When the leg that speaks was created, answered; ms since the epoch, 0: never. */
  readonly createdAt: number;
  readonly answeredAt: number;
  /** The variables of that leg that commands have set. */
  readonly variables: ReadonlyMap<string, string>;
  /** Names of variables that the recorded commands had set, and that are not this leg's. */
  readonly foreignVariables: ReadonlySet<string>;
  readonly coreUuid: string;
  readonly sequence: number;
  /** Fields, where the frame has them, that say what the far end did: the digit of a DTMF event. */
  readonly fields?: Readonly<Record<string, string>>;
  /** The number of a channel in its conference. */
  readonly memberOf?: (uuid: string) => string | undefined;
}

/** Shorter words would be found where they are not meant. */
const WORD_CHARACTERS_MIN = 5;

/** A recorded frame with the ids, numbers, times and variables of now; nothing else differs. */
export function recast(frame: EslFrame, cast: Cast): EslFrame {
  const exchange = exchangeOf(cast.words);
  const headers = new Map([...frame.headers].map(([name, value]) => [name, exchange(value)]));
  const event = fieldsOf(frame);
  if (!event) return { headers, body: Buffer.from(exchange(frame.body.toString())) };
  const fields: [string, string | readonly string[]][] = [];
  let hasVariables = false;
  for (const [name, value] of Object.entries(event)) {
    const variable = name.startsWith('variable_') ? name.slice('variable_'.length) : '';
    hasVariables ||= variable !== '';
    if (cast.foreignVariables.has(variable)) continue;
    // A header that comes more than once is a list.
    if (Array.isArray(value)) fields.push([name, value.map(String).map(exchange)]);
    else fields.push([name, timeOf(name, value, cast) ?? exchange(value)]);
  }
  const own = hasVariables ? [...cast.variables].map(([name, v]) => [`variable_${name}`, v]) : [];
  const said = Object.entries(cast.fields ?? {}).filter(([name]) => name in event);
  const body: Record<string, unknown> = Object.fromEntries([...fields, ...own, ...said]);
  const memberId = cast.memberOf?.(String(body['Unique-ID']));
  if ('Member-ID' in body && memberId !== undefined) body['Member-ID'] = memberId;
  return { headers, body: Buffer.from(JSON.stringify(body)) };
}

/** Replaces all words at once, the longest first, so that none is replaced twice. */
export function exchangeOf(words: ReadonlyMap<string, string>): (text: string) => string {
  const known = [...words.keys()]
    .filter((word) => word.length >= WORD_CHARACTERS_MIN && words.get(word) !== word)
    .sort((a, b) => b.length - a.length);
  if (known.length === 0) return (text) => text;
  const pattern = new RegExp(known.map((word) => word.replace(/[^\w]/g, '\\$&')).join('|'), 'g');
  return (text) => text.replace(pattern, (word) => words.get(word) ?? word);
}

/** A recorded frame is played many times. */
const known = new WeakMap<EslFrame, Record<string, string> | null>();

function fieldsOf(frame: EslFrame): Record<string, string> | null {
  const read = known.get(frame);
  if (read !== undefined) return read;
  const fields = eventOf(frame) ?? dumpIn(frame.body);
  known.set(frame, fields);
  return fields;
}

function dumpIn(body: Buffer): Record<string, string> | null {
  const text = body.toString();
  // A dump is like an event; lists are taken word by word.
  if (!text.startsWith('{"Event-Name"')) return null;
  return JSON.parse(text) as Record<string, string>;
}

/** The value of a field that tells a time, or counts; undefined: it does neither. */
function timeOf(name: string, value: string, cast: Cast): string | undefined {
  if (name === 'Core-UUID') return cast.coreUuid;
  if (name === 'Event-Sequence') return String(cast.sequence);
  if (name === 'Event-Date-Local') return stamp(cast.now);
  if (name === 'Event-Date-GMT') return new Date(cast.now).toUTCString();
  if (name === 'Event-Date-Timestamp') return String(cast.now * 1000);
  const kind = /^(?:Caller|Other-Leg)-.*-Time$|^variable_(\w+?)_(u?epoch|stamp)$/.exec(name);
  if (!kind || value === '0' || value === '') return undefined;
  const at = /created|^variable_(profile_)?start/i.test(name)
    ? cast.createdAt
    : /answer/i.test(name)
      ? cast.answeredAt
      : cast.now;
  if (kind[2] === 'stamp') return stamp(at);
  return String(kind[2] === 'epoch' ? Math.floor(at / 1000) : at * 1000);
}

const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
