import { crc32 } from 'node:zlib';

/**
 * A frame is a header of 32 bytes and a payload, all integers little-endian:
 *
 *      0  marker 'LSFR'
 *      4  kind
 *      8  payload length in bytes
 *     12  seq, low and high 32 bits
 *     20  how many seqs before this one were not yet safe on the disk when it was written
 *     24  CRC-32 of the payload
 *     28  CRC-32 of the 28 bytes before
 *
 * The header has its own checksum so that a flipped length is told apart from a torn frame.
 */
export const FRAME_HEADER_BYTES = 32;
const MARKER = 0x5246534c;
const MARKER_BYTES = Buffer.from('LSFR');
const TWO_TO_32 = 0x1_0000_0000;

export const FRAME_KIND = {
  /** Opens a segment; the payload tells format, engine and first seq. */
  header: 1,
  input: 2,
  /** An input too, of type `input.quarantined`: found without parsing every payload. */
  quarantine: 3,
  /** Closes a segment: nothing follows. */
  seal: 4,
} as const;

export type FrameKind = (typeof FRAME_KIND)[keyof typeof FRAME_KIND];

export interface FrameHead {
  readonly kind: FrameKind;
  readonly seq: number;
  /** Inputs between the last one known to be safe and this one. */
  readonly unsafe: number;
}

export interface Frame extends FrameHead {
  readonly offset: number;
  readonly end: number;
  readonly payload: Buffer;
}

/** `short`: the bytes end before the frame does. `damaged`: they are there and wrong. */
export type Decoded =
  | { readonly ok: true; readonly frame: Frame }
  | { readonly ok: false; readonly fault: 'short' | 'damaged' };

export const frameBytes = (payload: string): number =>
  FRAME_HEADER_BYTES + Buffer.byteLength(payload);

/** Writes a frame at `offset` and returns where it ends. */
export function encodeFrame(
  target: Buffer,
  offset: number,
  head: FrameHead,
  payload: string,
): number {
  const start = offset + FRAME_HEADER_BYTES;
  const length = target.write(payload, start);
  target.writeUInt32LE(MARKER, offset);
  target.writeUInt32LE(head.kind, offset + 4);
  target.writeUInt32LE(length, offset + 8);
  target.writeUInt32LE(head.seq % TWO_TO_32, offset + 12);
  target.writeUInt32LE(Math.floor(head.seq / TWO_TO_32), offset + 16);
  target.writeUInt32LE(head.unsafe, offset + 20);
  target.writeUInt32LE(crc32(target.subarray(start, start + length)), offset + 24);
  target.writeUInt32LE(crc32(target.subarray(offset, offset + 28)), offset + 28);
  return start + length;
}

export function frameOf(head: FrameHead, payload: string): Buffer {
  const bytes = Buffer.allocUnsafe(frameBytes(payload));
  encodeFrame(bytes, 0, head, payload);
  return bytes;
}

export function decodeFrame(bytes: Buffer, offset: number): Decoded {
  if (bytes.length - offset < FRAME_HEADER_BYTES) return { ok: false, fault: 'short' };
  const headerSum = crc32(bytes.subarray(offset, offset + 28));
  if (bytes.readUInt32LE(offset) !== MARKER || bytes.readUInt32LE(offset + 28) !== headerSum)
    return { ok: false, fault: 'damaged' };
  const start = offset + FRAME_HEADER_BYTES;
  const end = start + bytes.readUInt32LE(offset + 8);
  if (end > bytes.length) return { ok: false, fault: 'short' };
  const payload = bytes.subarray(start, end);
  if (crc32(payload) !== bytes.readUInt32LE(offset + 24)) return { ok: false, fault: 'damaged' };
  const frame: Frame = {
    kind: bytes.readUInt32LE(offset + 4) as FrameKind,
    seq: bytes.readUInt32LE(offset + 12) + bytes.readUInt32LE(offset + 16) * TWO_TO_32,
    unsafe: bytes.readUInt32LE(offset + 20),
    offset,
    end,
    payload,
  };
  return { ok: true, frame };
}

/** The first whole frame at or after `offset`; used behind damage. */
export function nextFrame(bytes: Buffer, offset: number): Frame | undefined {
  for (
    let at = bytes.indexOf(MARKER_BYTES, offset);
    at >= 0;
    at = bytes.indexOf(MARKER_BYTES, at + 1)
  ) {
    const decoded = decodeFrame(bytes, at);
    if (decoded.ok) return decoded.frame;
  }
  return undefined;
}
