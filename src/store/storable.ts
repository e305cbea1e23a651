import type { Row } from './record-rows';

/** Nearly every text. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * PostgreSQL's text holds neither NUL nor half a surrogate pair. A caller can put both into a SIP
 * header, and must not escape from the records by it: they become U+FFFD.
 */
export const storableText = (text: string): string =>
  PLAIN.test(text) ? text : text.replaceAll('\0', '\ufffd').replace(/\p{Cs}/gu, '\ufffd');

/** The rows as one parameter, with texts that PostgreSQL can hold. */
export const storable = (rows: readonly Row[]): string =>
  JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? storableText(value) : value,
  );
