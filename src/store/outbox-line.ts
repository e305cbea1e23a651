import { crc32 } from 'node:zlib';
import type { SealedEntry } from '../ledger/entry';
import type { OutboxEntry } from '../port/stores';

/** `sealed`: what its log is to keep of it; what an earlier release took has none. */
export interface DeliveredEntry extends OutboxEntry {
  readonly sealed?: SealedEntry;
}

/** How far the source had counted in a log: log, source, n, base64 leaf hash. */
export type HeadTold = readonly [string, string, number, string];

/**
 * A line of an outbox segment: `<CRC-32 of the rest, 8 hex digits> <JSON>`. What one `take` gave
 * stands in one line, or in several of which only the last has the seq.
 */
export interface OutboxLine {
  /** Every fact up to this input is in this line or before it. */
  readonly seq?: number;
  /** On the first line of a segment: when it was begun, ms since the epoch (UTC). */
  readonly begunAt?: number;
  /** Beside it: the mark of the source that this segment is of, and all heads so far. */
  readonly mark?: string;
  readonly heads?: readonly HeadTold[];
  /** Beside it: the segment before, which was damaged, has entries beyond `seq`. */
  readonly isOverlapping?: boolean;
  readonly entries: readonly DeliveredEntry[];
}

const NEWLINE = 0x0a;
/** Eight digits and a blank. */
const PREFIX_BYTES = 9;

export function encodeLine(line: OutboxLine): Buffer {
  const json = JSON.stringify(line);
  return Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
}

/** null: not what was written. `bytes` is without the newline. */
export function decodeLine(bytes: Buffer): OutboxLine | null {
  if (bytes.length <= PREFIX_BYTES) return null;
  const json = bytes.subarray(PREFIX_BYTES);
  const expected = crc32(json).toString(16).padStart(8, '0');
  if (bytes.toString('latin1', 0, PREFIX_BYTES) !== `${expected} `) return null;
  return JSON.parse(json.toString('utf8'));
}

/** A line of a file and where it ends (behind its newline), counted from the buffer's start. */
export interface FoundLine {
  readonly bytes: Buffer;
  readonly end: number;
}

/** The whole lines in the buffer; what follows the last newline is not one yet. */
export function* linesOf(buffer: Buffer): Generator<FoundLine> {
  for (let start = 0; ; ) {
    const newline = buffer.indexOf(NEWLINE, start);
    if (newline < 0) return;
    yield { bytes: buffer.subarray(start, newline), end: newline + 1 };
    start = newline + 1;
  }
}
