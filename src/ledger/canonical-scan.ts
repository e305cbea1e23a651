const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** More digits may not be what ECMAScript prints. */
const DIGITS_MAX = 15;

/** Below what canonicalJson takes, so that what the scan passes is never too deep. */
const DEPTH_MAX = 48;

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** The scan cannot tell: the whole reading decides. */
export const UNSURE = -1;

/**
 * Walks over canonical JSON in bytes and answers where the value ends, without making anything of
 * it. It passes only what is canonical for certain: names and texts of plain ASCII without
 * escapes, whole numbers, names in order. All else is UNSURE, and is for `canonicalJson` to judge.
 */
export function scanValue(bytes: Uint8Array, at: number, depth = 0): number {
  const first = bytes[at];
  if (first === QUOTE) return scanText(bytes, at);
  if (first === OPEN_OBJECT) return scanObject(bytes, at, depth);
  if (first === OPEN_LIST) return scanList(bytes, at, depth);
  if (first === MINUS || isDigit(first)) return scanWhole(bytes, at);
  for (const word of WORDS) if (word[0] === first) return scanWord(bytes, at, word);
  return UNSURE;
}

/** Past the closing quote of a text that begins here. */
export function scanText(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return UNSURE;
  for (let place = at + 1; ; place += 1) {
    const byte = bytes[place];
    if (byte === QUOTE) return place + 1;
    if (byte === undefined || byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return UNSURE;
  }
}

/** Past the last digit of a whole number. */
export function scanWhole(bytes: Uint8Array, at: number): number {
  const begin = bytes[at] === MINUS ? at + 1 : at;
  let end = begin;
  while (isDigit(bytes[end])) end += 1;
  const digits = end - begin;
  if (digits === 0 || digits > DIGITS_MAX) return UNSURE;
  if (bytes[begin] === ZERO && (digits > 1 || begin > at)) return UNSURE;
  const next = bytes[end];
  return next === COMMA || next === CLOSE_OBJECT || next === CLOSE_LIST ? end : UNSURE;
}

/** Past a text that has to stand here as it is. */
export function scanWord(bytes: Uint8Array, at: number, word: Uint8Array): number {
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word[index]) return UNSURE;
  }
  return at + word.length;
}

function scanObject(bytes: Uint8Array, at: number, depth: number): number {
  if (depth > DEPTH_MAX) return UNSURE;
  if (bytes[at + 1] === CLOSE_OBJECT) return at + 2;
  let nameBefore = UNSURE;
  for (let place = at + 1; ; place += 1) {
    const nameEnd = scanText(bytes, place);
    if (nameEnd < 0 || bytes[nameEnd] !== COLON) return UNSURE;
    if (nameBefore !== UNSURE && !isAscending(bytes, nameBefore, place)) return UNSURE;
    nameBefore = place;
    place = scanValue(bytes, nameEnd + 1, depth + 1);
    if (place < 0) return UNSURE;
    if (bytes[place] === CLOSE_OBJECT) return place + 1;
    if (bytes[place] !== COMMA) return UNSURE;
  }
}

function scanList(bytes: Uint8Array, at: number, depth: number): number {
  if (depth > DEPTH_MAX) return UNSURE;
  if (bytes[at + 1] === CLOSE_LIST) return at + 2;
  for (let place = at + 1; ; place += 1) {
    place = scanValue(bytes, place, depth + 1);
    if (place < 0) return UNSURE;
    if (bytes[place] === CLOSE_LIST) return place + 1;
    if (bytes[place] !== COMMA) return UNSURE;
  }
}

/** Whether of two quoted names the first comes before the second; equal ones do not. */
function isAscending(bytes: Uint8Array, first: number, second: number): boolean {
  for (let index = 1; ; index += 1) {
    const a = bytes[first + index] as number;
    const b = bytes[second + index] as number;
    // A name that is the beginning of the other one comes first.
    if (a === QUOTE) return b !== QUOTE;
    if (b === QUOTE || a > b) return false;
    if (a < b) return true;
  }
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= ZERO && byte < COLON;
