import { readFileSync } from 'node:fs';
import type { Input } from '../core/input';
import { CodedError } from '../port/coded-error';
import { FRAME_KIND, type Frame } from './frame';
import { corrupt, listSegments, readSegment, type SegmentFile } from './segment';

/** A segment whose checksums were found right, without its inputs. */
export interface CheckedSegment extends SegmentFile {
  /** firstSeq - 1 when it holds no input. */
  readonly lastSeq: number;
  readonly isSealed: boolean;
  /** Whole frames end here; bytes behind are a torn tail. */
  readonly bytes: number;
  readonly isTorn: boolean;
  readonly hasHeader: boolean;
}

export interface CheckedJournal {
  readonly segments: readonly CheckedSegment[];
  /** 0 in an empty journal. */
  readonly lastSeq: number;
  readonly lastInput?: Input;
  readonly quarantined: ReadonlySet<number>;
}

export const inputOf = (frame: Frame): Input => JSON.parse(frame.payload.toString()) as Input;

/**
 * Reads the whole journal and checks every frame. Throws JOURNAL_CORRUPT (segment and seq named),
 * JOURNAL_FOREIGN when another engine wrote it, JOURNAL_FORMAT when a later release did. A tail
 * that a crash tore is accepted in the last segment only.
 */
export function checkJournal(directory: string, engineId?: string): CheckedJournal {
  const files = listSegments(directory);
  const segments: CheckedSegment[] = [];
  const quarantined = new Set<number>();
  let lastFrame: Frame | undefined;
  for (const [index, file] of files.entries()) {
    const { segment, inputs } = checkSegment(file, index === files.length - 1, engineId);
    const before = segments[segments.length - 1];
    if (before !== undefined && file.firstSeq !== before.lastSeq + 1)
      throw corrupt(file.name, before.lastSeq + 1, 'the segment before it ends too early');
    segments.push(segment);
    lastFrame = inputs[inputs.length - 1] ?? lastFrame;
    for (const seq of markersAmong(inputs)) quarantined.add(seq);
  }
  const lastInput = lastFrame === undefined ? {} : { lastInput: inputOf(lastFrame) };
  const lastSeq = segments[segments.length - 1]?.lastSeq ?? 0;
  return { segments, lastSeq, ...lastInput, quarantined };
}

function checkSegment(file: SegmentFile, isLast: boolean, engineId: string | undefined) {
  const content = readSegment(file.name, readFileSync(file.path));
  const { header, inputs, seal, bytes } = content;
  if (engineId !== undefined && header !== undefined && header.engineId !== engineId)
    throw new CodedError(
      'JOURNAL_FOREIGN',
      `journal segment ${file.name} was written by engine ${header.engineId}, not ${engineId}`,
      'give each engine a data directory of its own',
    );
  const lastSeq = file.firstSeq + inputs.length - 1;
  const isTorn = content.tornAt !== undefined;
  if (!isLast && (isTorn || header === undefined))
    throw corrupt(file.name, lastSeq + 1, 'it ends within a frame, and another segment follows');
  const state = { isSealed: seal !== undefined, isTorn, hasHeader: header !== undefined };
  return { segment: { ...file, lastSeq, bytes, ...state }, inputs };
}

/** The seqs that quarantine markers name. */
export function* markersAmong(inputs: Iterable<Frame>): Generator<number> {
  for (const frame of inputs) {
    if (frame.kind !== FRAME_KIND.quarantine) continue;
    const { body } = inputOf(frame);
    if (body.type === 'input.quarantined') yield body.quarantinedSeq;
  }
}

/** The inputs with seqs in [fromSeq, untilSeq], one segment in memory at a time. */
export function* journalInputs(
  segments: readonly SegmentFile[],
  fromSeq: number,
  untilSeq = Number.MAX_SAFE_INTEGER,
): Generator<Input> {
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    if (next !== undefined && next.firstSeq <= fromSeq) continue;
    if (segment.firstSeq > untilSeq) return;
    for (const frame of readSegment(segment.name, readFileSync(segment.path)).inputs)
      if (frame.seq >= fromSeq && frame.seq <= untilSeq) yield inputOf(frame);
  }
}
