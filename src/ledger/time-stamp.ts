import { LedgerError } from './ledger-error';

/** 2.16.840.1.101.3.4.2.1 with its tag and length, and no parameters: SHA-256. */
const SHA256 = Buffer.from('300d06096086480165030402010500', 'hex');
const SHA256_BYTES = 32;

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
/** BOOLEAN TRUE: the authority's certificate comes with its answer. */
const CERTIFICATE_WANTED = Buffer.from('0101ff', 'hex');
const VERSION_1 = Buffer.from('020101', 'hex');

/** PKIStatus: granted, and granted with modifications. */
const GRANTED: readonly number[] = [0, 1];

/**
 * The TimeStampReq (DER) of a SHA-256 hash, RFC 3161, section 2.4.1. `nonce`: 8 bytes from the
 * system's random source; the answer repeats it, so that an old one is not taken for it.
 */
export function timeStampQuery(hash: Uint8Array, nonce: Uint8Array): Buffer {
  const imprint = der(SEQUENCE, [SHA256, der(OCTETS, [hash])]);
  return der(SEQUENCE, [VERSION_1, imprint, nonceOf(nonce), CERTIFICATE_WANTED]);
}

/**
 * Whether a TimeStampResp grants a stamp for just this hash and nonce. The signature within is for
 * whoever doubts it: `openssl ts -verify` with the authority's certificate.
 *
 * @throws LedgerError TIME_STAMP_MALFORMED, TIME_STAMP_REFUSED, TIME_STAMP_DIFFERS
 */
export function checkTimeStamp(reply: Uint8Array, hash: Uint8Array, nonce: Uint8Array): void {
  const response = Buffer.from(reply);
  const status = contentAt(response, contentAt(response, 0, SEQUENCE).from, SEQUENCE);
  const code = contentAt(response, status.from, INTEGER);
  if (code.to - code.from > 4) throw refusal('TIME_STAMP_MALFORMED', 'its status is no number');
  const value = response.subarray(code.from, code.to).readIntBE(0, code.to - code.from);
  if (!GRANTED.includes(value)) {
    throw refusal('TIME_STAMP_REFUSED', `the authority answered with status ${value}`);
  }
  const token = response.subarray(status.to);
  const imprint = der(OCTETS, [hash.subarray(0, SHA256_BYTES)]);
  if (!token.includes(imprint) || !token.includes(nonceOf(nonce))) {
    throw refusal('TIME_STAMP_DIFFERS', 'the stamp is of something else, or of another request');
  }
}

/** An INTEGER that is never negative, and has no zero before it that it does not need. */
function nonceOf(nonce: Uint8Array): Buffer {
  const first = nonce.findIndex((byte) => byte !== 0);
  const bytes = first < 0 ? Buffer.of(0) : Buffer.from(nonce.subarray(first));
  const isSigned = (bytes[0] ?? 0) >= 0x80;
  return der(INTEGER, isSigned ? [Buffer.of(0), bytes] : [bytes]);
}

function der(tag: number, parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  return Buffer.concat([Buffer.of(tag, 0x82, content.length >> 8, content.length & 0xff), content]);
}

interface Content {
  readonly from: number;
  readonly to: number;
}

/** Where the content of the value at a place lies, if it has that tag. */
function contentAt(bytes: Buffer, place: number, tag: number): Content {
  const length = bytes[place + 1] ?? 0x80;
  const lengthBytes = length < 0x80 ? 0 : length & 0x7f;
  const from = place + 2 + lengthBytes;
  if (bytes[place] !== tag || length === 0x80 || lengthBytes > 4 || from > bytes.length) {
    throw refusal('TIME_STAMP_MALFORMED', 'the answer is no TimeStampResp in DER');
  }
  const size = lengthBytes === 0 ? length : bytes.readUIntBE(place + 2, lengthBytes);
  const to = from + size;
  if (size > 0 && to <= bytes.length) return { from, to };
  throw refusal('TIME_STAMP_MALFORMED', 'the answer is cut off');
}

const refusal = (
  code: 'TIME_STAMP_DIFFERS' | 'TIME_STAMP_MALFORMED' | 'TIME_STAMP_REFUSED',
  what: string,
): LedgerError => new LedgerError(code, 'time stamp', what, 'ask again, or ask the authority why');
