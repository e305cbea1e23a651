import { parseCanonicalJson } from './canonical-json';
import { scanText, scanValue, scanWhole, scanWord, UNSURE } from './canonical-scan';
import { HASH_BYTES } from './merkle-tree';
import { bytesOfBase64 } from './strict-base64';

/** What a verifier needs of an entry; its leaf's hash stands for the rest. */
export interface EntryHead {
  readonly log: string;
  readonly type: string;
  readonly sourceId: string;
  readonly n: number;
  readonly prev: string;
}

/** Names of an entry in canonical order, each with what follows it up to the next value. */
const AT = Buffer.from('{"at":');
const BODY = Buffer.from(',"body":{');
const CAUSE = Buffer.from(',"cause":{"actor":');
const REASON = Buffer.from(',"reason":');
const LOG = Buffer.from(',"log":');
const LOG_AFTER_CAUSE = Buffer.from('},"log":');
const NUMBER = Buffer.from(',"n":');
const PREV = Buffer.from(',"prev":');
const SOURCE = Buffer.from(',"source":{"epoch":');
const FACT = Buffer.from(',"fact":');
const ID = Buffer.from(',"id":');
const SEQ = Buffer.from(',"seq":');
const TYPE = Buffer.from('},"type":');
const END = Buffer.from(',"v":1}');

const isSourceId = (id: string): boolean => id !== '' && !id.includes(' ') && !id.includes('\n');

const QUOTED_HASH_BYTES = 46;
const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What base64 is made of, by byte; 32 bytes end in a sign whose last two bits are zero. */
const SIGN_VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < SIGNS.length; value += 1) SIGN_VALUES[SIGNS.charCodeAt(value)] = value;

/**
 * Reads a line of entries.ndjson without its newline; undefined where it is no entry in canonical
 * form. Nearly every line passes in one walk over its bytes; the others are parsed and written
 * again, which is the definition.
 */
export const readEntry = (bytes: Buffer, from: number, to: number): EntryHead | undefined =>
  scanned(bytes, from, to) ?? parsed(bytes.subarray(from, to));

function scanned(bytes: Buffer, from: number, to: number): EntryHead | undefined {
  let at = wholeAfter(bytes, from, AT);
  at = after(bytes, at, BODY);
  at = at < 0 ? UNSURE : scanValue(bytes, at - 1);
  at = causeAfter(bytes, at);
  const logFrom = at;
  at = textAt(bytes, at);
  const logTo = at;
  const nFrom = after(bytes, at, NUMBER);
  at = wholeAfter(bytes, at, NUMBER);
  const nTo = at;
  const prevFrom = after(bytes, at, PREV);
  at = textAt(bytes, prevFrom);
  const prevTo = at;
  at = wholeAfter(bytes, wholeAfter(bytes, at, SOURCE), FACT);
  const idFrom = after(bytes, at, ID);
  at = textAt(bytes, idFrom);
  const idTo = at;
  const typeFrom = after(bytes, wholeAfter(bytes, at, SEQ), TYPE);
  at = textAt(bytes, typeFrom);
  if (after(bytes, at, END) !== to || !isHashOrEmpty(bytes, prevFrom, prevTo)) return undefined;
  const inner = (begin: number, end: number) => bytes.toString('latin1', begin + 1, end - 1);
  return checked({
    log: inner(logFrom, logTo),
    type: inner(typeFrom, at),
    sourceId: inner(idFrom, idTo),
    n: Number(bytes.toString('latin1', nFrom, nTo)),
    prev: inner(prevFrom, prevTo),
  });
}

const after = (bytes: Buffer, at: number, word: Buffer): number =>
  at < 0 ? UNSURE : scanWord(bytes, at, word);

/** A count from 0: with a minus it is none. */
function wholeAfter(bytes: Buffer, at: number, word: Buffer): number {
  const begin = after(bytes, at, word);
  return begin < 0 || bytes[begin] === 0x2d ? UNSURE : scanWhole(bytes, begin);
}

const textAt = (bytes: Buffer, at: number): number => (at < 0 ? UNSURE : scanText(bytes, at));

/** Past the name of the log, with the cause or without. */
function causeAfter(bytes: Buffer, at: number): number {
  const plain = after(bytes, at, LOG);
  if (plain >= 0) return plain;
  const actorEnd = textAt(bytes, after(bytes, at, CAUSE));
  return after(bytes, textAt(bytes, after(bytes, actorEnd, REASON)), LOG_AFTER_CAUSE);
}

const checked = (head: EntryHead): EntryHead | undefined =>
  head.n > 0 && isSourceId(head.sourceId) && head.type !== '' ? head : undefined;

/** Between quotes. A regular expression took as long as the hash of the whole entry. */
function isHashOrEmpty(bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== QUOTED_HASH_BYTES) return to - from === 2;
  for (let at = from + 1; at < to - 2; at += 1) {
    if ((SIGN_VALUES[bytes[at] as number] as number) < 0) return false;
  }
  return bytes[to - 2] === 0x3d && (SIGN_VALUES[bytes[to - 3] as number] as number) % 4 === 0;
}

/** By the definition: parse, write again, compare, and look at each part. */
function parsed(bytes: Buffer): EntryHead | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const entry = parseCanonicalJson(text);
    return isObject(entry) ? headOf(entry) : undefined;
  } catch {
    return undefined;
  }
}

type Names = Readonly<Record<string, unknown>>;

const ENTRY = ['at', 'body', 'log', 'n', 'prev', 'source', 'type', 'v'];
const ENTRY_WITH_CAUSE = ['at', 'body', 'cause', 'log', 'n', 'prev', 'source', 'type', 'v'];

function headOf(entry: Names): EntryHead | undefined {
  const { at, body, cause, log, n, prev, source, type, v } = entry;
  const isKnown = hasNames(entry, 'cause' in entry ? ENTRY_WITH_CAUSE : ENTRY);
  if (!isKnown || v !== 1 || !isCount(at) || !isObject(body) || !isSource(source)) return undefined;
  if (cause !== undefined && !isCause(cause)) return undefined;
  if (typeof log !== 'string' || typeof type !== 'string' || !isCount(n)) return undefined;
  if (typeof prev !== 'string') return undefined;
  if (prev !== '' && bytesOfBase64(prev)?.length !== HASH_BYTES) return undefined;
  return checked({ log, type, sourceId: source.id, n, prev });
}

const isObject = (value: unknown): value is Names =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasNames = (value: Names, names: readonly string[]): boolean =>
  Object.keys(value).sort().join() === names.join();

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const isSource = (value: unknown): value is { readonly id: string } =>
  isObject(value) &&
  hasNames(value, ['epoch', 'fact', 'id', 'seq']) &&
  [value.epoch, value.fact, value.seq].every(isCount) &&
  typeof value.id === 'string';

const isCause = (value: unknown): boolean =>
  isObject(value) &&
  hasNames(value, ['actor', 'reason']) &&
  typeof value.actor === 'string' &&
  typeof value.reason === 'string';
