import type { Row } from './record-rows';

/**
 * PostgreSQL's text holds neither NUL nor half a surrogate pair. A caller can put both into a SIP
 * header, and must not escape from the records by it: they become U+FFFD.
 */
export const storable = (rows: readonly Row[]): string =>
  JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll('\0', '\ufffd').replace(/\p{Cs}/gu, '\ufffd')
      : value,
  );
