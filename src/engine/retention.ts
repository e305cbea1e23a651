import { closeSync, fstatSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { NODE_DISK } from './disk';
import { FRAME_KIND, nextFrame } from './frame';
import { listSegments, type SegmentFile, type SegmentSeal } from './segment';
import { listSnapshots, loadSnapshot } from './snapshot-file';
import { removeTrace } from './step-trace';

/** More than a seal takes. */
const TAIL_BYTES = 512;

export interface RetentionRule {
  /** Segments whose last input is younger than this are kept; ms since the epoch (UTC). */
  readonly before: number;
  /** Facts beyond this seq are not yet safe in the outbox. */
  readonly syncedSeq: number;
}

export interface ExpiredSegment extends SegmentFile {
  readonly lastSeq: number;
  /** `at` of its last input, ms since the epoch (UTC). */
  readonly lastAt: number;
}

/**
 * Closed segments that are old enough and that no recovery needs: the newest sound snapshot and
 * the outbox both lie beyond them. Oldest first, with no gap, so that what stays is still a chain.
 */
export function expiredSegments(directory: string, rule: RetentionRule): ExpiredSegment[] {
  const snapshot = listSnapshots(directory).find((name) => loadSnapshot(name) !== null);
  const seqMax = Math.min(snapshot?.seq ?? 0, rule.syncedSeq);
  const segments = listSegments(directory);
  const expired: ExpiredSegment[] = [];
  for (const [index, segment] of segments.slice(0, -1).entries()) {
    const lastSeq = (segments[index + 1]?.firstSeq ?? 0) - 1;
    const lastAt = lastAtOf(segment.path);
    if (lastSeq > seqMax || lastAt > rule.before) break;
    expired.push({ ...segment, lastSeq, lastAt });
  }
  return expired;
}

/**
 * Removes them with their traces, oldest first: a crash in between leaves a chain, too. Returns
 * how many segments went, and how much space they held.
 */
export function removeSegments(
  directory: string,
  segments: readonly ExpiredSegment[],
): { readonly files: number; readonly bytes: number } {
  let bytes = 0;
  for (const { path, firstSeq } of segments) {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    rmSync(path, { force: true });
    removeTrace(path, firstSeq);
  }
  if (segments.length > 0) NODE_DISK.syncDirectory(directory);
  return { files: segments.length, bytes };
}

/** As its seal tells; a full disk may have left it without one, then by the file's own time. */
function lastAtOf(path: string): number {
  const fd = openSync(path, 'r');
  try {
    const { size, mtimeMs } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    for (let frame = nextFrame(tail, 0); frame; frame = nextFrame(tail, frame.end))
      if (frame.kind === FRAME_KIND.seal)
        return (JSON.parse(frame.payload.toString()) as SegmentSeal).lastAt;
    return mtimeMs;
  } finally {
    closeSync(fd);
  }
}
