import { closeSync, openSync, readSync } from 'node:fs';
import type { Input } from '../core/input';
import { decodeFrame, FRAME_KIND, type Frame } from './frame';
import type { SegmentFile, SegmentHeader } from './segment';

/** Holds the header, the start of a boot and a quarantine marker: each boot begins a segment. */
const HEAD_BYTES = 64 * 1024;

/** What the first frames of a segment tell, without reading the rest. */
export interface SegmentHead extends SegmentFile {
  readonly header?: SegmentHeader;
  /** Of the boot that begins here. */
  readonly nonce?: string;
  /** Inputs of before that this boot began to skip. */
  readonly quarantined: readonly number[];
}

/** Reads the heads of all segments. A frame that is not whole yet ends a head. */
export const segmentHeads = (segments: readonly SegmentFile[]): SegmentHead[] =>
  segments.map((segment) => headOf(segment));

function headOf(segment: SegmentFile): SegmentHead {
  let header: SegmentHeader | undefined;
  let nonce: string | undefined;
  const quarantined: number[] = [];
  for (const { kind, payload } of framesOf(readHead(segment.path))) {
    const text = payload.toString();
    if (kind === FRAME_KIND.header) header = JSON.parse(text) as SegmentHeader;
    else if (kind === FRAME_KIND.seal) break;
    else {
      const { body } = JSON.parse(text) as Input;
      if (body.type === 'engine.started') nonce = body.nonce;
      else if (body.type === 'input.quarantined') quarantined.push(body.quarantinedSeq);
      else break;
    }
  }
  return { ...segment, ...(header && { header }), ...(nonce && { nonce }), quarantined };
}

function* framesOf(bytes: Buffer): Generator<Frame> {
  for (let offset = 0; ; ) {
    const decoded = decodeFrame(bytes, offset);
    if (!decoded.ok) return;
    yield decoded.frame;
    offset = decoded.frame.end;
  }
}

function readHead(path: string): Buffer {
  const fd = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD_BYTES);
    return bytes.subarray(0, readSync(fd, bytes, 0, HEAD_BYTES, 0));
  } finally {
    closeSync(fd);
  }
}
