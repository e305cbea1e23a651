import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../port/coded-error';
import { decodeFrame, FRAME_KIND, type Frame, frameOf, nextFrame } from './frame';

/** The journal's files: `segment-<first seq>.journal`, in order of their names. */
export const FORMAT = 1;
const NAME = /^segment-(\d{16})\.journal$/;
const SECTOR_BYTES = 512;

export interface SegmentFile {
  readonly name: string;
  readonly path: string;
  readonly firstSeq: number;
}

export interface SegmentHeader {
  readonly format: number;
  readonly engineId: string;
  readonly firstSeq: number;
  readonly build: string;
  /** ms since the epoch (UTC). */
  readonly createdAt: number;
}

export interface SegmentSeal {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** `at` of the last input, ms since the epoch (UTC). */
  readonly lastAt: number;
}

/** What a segment's bytes hold. `tornAt`: where a frame begins that was never whole. */
export interface SegmentContent {
  readonly header?: SegmentHeader;
  readonly inputs: readonly Frame[];
  readonly seal?: SegmentSeal;
  readonly tornAt?: number;
  readonly bytes: number;
}

const paddedSeq = (seq: number): string => String(seq).padStart(16, '0');

export const segmentName = (firstSeq: number): string => `segment-${paddedSeq(firstSeq)}.journal`;

export function listSegments(directory: string): SegmentFile[] {
  const files: SegmentFile[] = [];
  for (const name of readdirSync(directory).sort()) {
    const match = NAME.exec(name);
    if (match) files.push({ name, path: join(directory, name), firstSeq: Number(match[1]) });
  }
  return files;
}

export const headerFrame = (header: SegmentHeader): Buffer =>
  frameOf({ kind: FRAME_KIND.header, seq: header.firstSeq, unsafe: 0 }, JSON.stringify(header));

export const sealFrame = (seal: SegmentSeal): Buffer =>
  frameOf({ kind: FRAME_KIND.seal, seq: seal.lastSeq, unsafe: 0 }, JSON.stringify(seal));

/**
 * Reads a segment. Refuses with JOURNAL_CORRUPT whatever a crash cannot have done; with
 * JOURNAL_FORMAT what a later release wrote. A torn tail is reported and left alone.
 */
export function readSegment(name: string, bytes: Buffer): SegmentContent {
  const inputs: Frame[] = [];
  let header: SegmentHeader | undefined;
  let seal: SegmentSeal | undefined;
  let offset = 0;
  while (offset < bytes.length) {
    const decoded = decodeFrame(bytes, offset);
    if (!decoded.ok) {
      const seq = (header?.firstSeq ?? firstSeqOf(name)) + inputs.length;
      refuseDamage({ name, bytes, offset, seq }, decoded.fault);
      return { ...(header && { header }), inputs, tornAt: offset, bytes: offset };
    }
    const { frame } = decoded;
    if (seal !== undefined) throw corrupt(name, frame.seq, 'bytes follow its seal');
    if (header === undefined) header = readHeader(name, frame);
    else if (frame.kind === FRAME_KIND.seal) seal = readSeal(name, frame, header, inputs.length);
    else inputs.push(expected(name, frame, header.firstSeq + inputs.length));
    offset = frame.end;
  }
  return { ...(header && { header }), inputs, ...(seal && { seal }), bytes: offset };
}

const firstSeqOf = (name: string): number => Number(NAME.exec(name)?.[1] ?? 0);

function readHeader(name: string, frame: Frame): SegmentHeader {
  if (frame.kind !== FRAME_KIND.header) throw corrupt(name, frame.seq, 'it has no header');
  const header = JSON.parse(frame.payload.toString()) as SegmentHeader;
  if (header.format !== FORMAT)
    throw new CodedError(
      'JOURNAL_FORMAT',
      `journal segment ${name} has format ${header.format}, this release reads ${FORMAT}`,
      'run the release that wrote it',
    );
  if (header.firstSeq !== firstSeqOf(name))
    throw corrupt(name, header.firstSeq, 'its name and its header tell different seqs');
  return header;
}

function readSeal(name: string, frame: Frame, header: SegmentHeader, inputs: number): SegmentSeal {
  const seal = JSON.parse(frame.payload.toString()) as SegmentSeal;
  if (seal.lastSeq !== header.firstSeq + inputs - 1)
    throw corrupt(name, header.firstSeq + inputs, `its seal tells ${seal.lastSeq} as the last seq`);
  return seal;
}

function expected(name: string, frame: Frame, seq: number): Frame {
  const isInput = frame.kind === FRAME_KIND.input || frame.kind === FRAME_KIND.quarantine;
  if (!isInput) throw corrupt(name, seq, `a frame of kind ${frame.kind} stands there`);
  if (frame.seq !== seq) throw corrupt(name, seq, `seq ${frame.seq} stands there`);
  return frame;
}

/** What stands at the offset where a frame should begin and does not. */
interface Damage {
  readonly name: string;
  readonly bytes: Buffer;
  readonly offset: number;
  readonly seq: number;
}

/**
 * A crash leaves a frame short, or (power lost) sectors of it as zeros, and nothing safe behind
 * it. Anything else is not ours to repair: bits flipped, or committed bytes went missing.
 */
function refuseDamage(damage: Damage, fault: 'short' | 'damaged'): void {
  const { name, bytes, offset, seq } = damage;
  const behind = nextFrame(bytes, offset + 1);
  if (provenSeq(bytes, behind) >= seq)
    throw corrupt(name, seq, `it is damaged at byte ${offset}, and later frames follow`);
  if (fault === 'short' && behind === undefined) return;
  if (!hasZeroSector(bytes, offset, behind?.offset ?? bytes.length))
    throw corrupt(name, seq, `the checksum is wrong at byte ${offset}`);
}

/** The last input that the frames from this one on know to have been safe on the disk. */
function provenSeq(bytes: Buffer, first: Frame | undefined): number {
  let proven = 0;
  for (let frame = first; frame; frame = nextFrame(bytes, frame.end))
    proven = Math.max(proven, frame.seq - frame.unsafe);
  return proven;
}

/** Whether a sector, or the part of it that lies in the range, was never written. */
function hasZeroSector(bytes: Buffer, from: number, to: number): boolean {
  const first = Math.ceil((from + 1) / SECTOR_BYTES) * SECTOR_BYTES;
  for (let at = first; at < to; at += SECTOR_BYTES) {
    const sector = bytes.subarray(at, Math.min(at + SECTOR_BYTES, to));
    if (sector.every((byte) => byte === 0)) return true;
  }
  return bytes.subarray(from, to).every((byte) => byte === 0);
}

/** The journal cannot be trusted from this seq on. */
export function corrupt(segment: string, seq: number, detail: string): CodedError {
  return new CodedError(
    'JOURNAL_CORRUPT',
    `journal segment ${segment} is corrupt at seq ${seq}: ${detail}`,
    'restore it from a copy, or begin anew with an empty data directory and another engineId',
  );
}
