import { isLedgerError, LedgerError, type LedgerErrorCode } from './ledger-error';

/** Deeper than any entry; also where a value that contains itself is found. */
const MAX_DEPTH = 64;

/** Bounds what a value with many references to the same part can unfold to. */
const MAX_VALUES = 1_000_000;

/** What needs no escape and no second look: nearly all names and texts of an entry. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** With the `u` flag a pair is one character, so this finds lone halves only. */
const LONE_SURROGATE = /\p{Surrogate}/u;

interface Walk {
  /** Names and places on the way to the value at hand; its length is the depth. */
  readonly trail: (string | number)[];
  valueCount: number;
}

/**
 * The one text of a JSON value by RFC 8785 (JCS): no white space, properties by UTF-16 code
 * units, numbers as ECMAScript prints them. Nothing is dropped or converted in silence: what JSON
 * cannot hold (undefined, NaN, a date, a lone surrogate, a value inside itself) is refused.
 *
 * @throws LedgerError and nothing else; `where` is the place, `$.segments[2].cause`.
 */
export function canonicalJson(value: unknown): string {
  const walk: Walk = { trail: [], valueCount: 0 };
  try {
    return textOf(value, walk);
  } catch (error) {
    if (isLedgerError(error)) throw error;
    // A getter or a proxy of somebody else's failed, or the text outgrew what a string holds.
    throw refusal(walk, 'CANONICAL_UNREADABLE', 'the value cannot be read');
  }
}

/**
 * Reads a text that has to be canonical already, as the payload of an entry is. White space,
 * another order, a property twice or `1.0` for `1` all mean other bytes under the same hash's
 * claim, and are refused.
 */
export function parseCanonicalJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new LedgerError('CANONICAL_NOT_JSON', '$', 'the text is not JSON', 'read another copy');
  }
  if (canonicalJson(value) === text) return value;
  const what = 'the text is JSON, but not in its canonical form';
  throw new LedgerError('CANONICAL_DIFFERS', '$', what, 'compare it with another copy');
}

function textOf(value: unknown, walk: Walk): string {
  walk.valueCount += 1;
  if (walk.valueCount > MAX_VALUES) {
    throw refusal(walk, 'CANONICAL_TOO_LARGE', `there are more than ${MAX_VALUES} values`);
  }
  switch (typeof value) {
    case 'string':
      return stringText(value, walk);
    case 'number':
      return numberText(value, walk);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : containerText(value, walk);
    default:
      throw refusal(walk, 'CANONICAL_NOT_DATA', `JSON has no ${typeof value}`);
  }
}

/** `JSON.stringify` escapes exactly as section 3.2.2.2 asks, but for lone surrogates. */
function stringText(text: string, walk: Walk): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!LONE_SURROGATE.test(text)) return JSON.stringify(text);
  throw refusal(walk, 'CANONICAL_SURROGATE', 'the text holds half of a surrogate pair');
}

/** ECMAScript's `Number::toString` is the rule of section 3.2.2.3; minus zero becomes 0. */
function numberText(number: number, walk: Walk): string {
  if (Number.isFinite(number)) return String(number);
  throw refusal(walk, 'CANONICAL_NUMBER', `JSON has no ${number}`);
}

function containerText(value: object, walk: Walk): string {
  if (walk.trail.length >= MAX_DEPTH) {
    throw refusal(walk, 'CANONICAL_TOO_DEEP', `it is nested deeper than ${MAX_DEPTH} levels`);
  }
  if (Array.isArray(value)) return arrayText(value, walk);
  if (isPlain(value)) return objectText(value, walk);
  throw refusal(walk, 'CANONICAL_NOT_DATA', 'it is no plain object or list');
}

function arrayText(items: readonly unknown[], walk: Walk): string {
  let text = '[';
  // By index, so that a hole is met as undefined and refused.
  for (let index = 0; index < items.length; index += 1) {
    walk.trail.push(index);
    text += (index === 0 ? '' : ',') + textOf(items[index], walk);
    walk.trail.pop();
  }
  return `${text}]`;
}

function objectText(value: Readonly<Record<string, unknown>>, walk: Walk): string {
  let text = '{';
  // Without a comparator, sort() compares UTF-16 code units (section 3.2.3).
  for (const name of Object.keys(value).sort()) {
    walk.trail.push(name);
    const separator = text.length === 1 ? '' : ',';
    text += `${separator}${stringText(name, walk)}:${textOf(value[name], walk)}`;
    walk.trail.pop();
  }
  return `${text}}`;
}

/**
 * Data of another realm (a worker, a test) is plain, too, so the root of its prototypes is asked
 * for and not for this realm's `Object.prototype`. A symbol would be lost, so it is not plain.
 */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isRoot = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRoot && Object.getOwnPropertySymbols(value).length === 0;
}

function refusal(walk: Walk, code: LedgerErrorCode, what: string): LedgerError {
  const where = walk.trail.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`;
    return /^[\w-]+$/.test(part) ? `${path}.${part}` : `${path}[${JSON.stringify(part)}]`;
  }, '$');
  return new LedgerError(code, where, what, 'put plain JSON data there');
}
