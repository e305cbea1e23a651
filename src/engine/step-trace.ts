import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClosedSegment } from './file-journal';

const traceName = (firstSeq: number): string => `trace-${String(firstSeq).padStart(16, '0')}.crc`;

/** Beside each closed segment: four bytes an input, the sum of what its live step gave. */
export function writeTrace(directory: string, firstSeq: number, sums: readonly number[]): void {
  const path = join(directory, traceName(firstSeq));
  writeFileSync(`${path}.new`, Buffer.from(Uint32Array.from(sums).buffer), { mode: 0o640 });
  renameSync(`${path}.new`, path);
}

/** undefined: the process died before it was written; then there is nothing to compare with. */
export function readTrace(directory: string, firstSeq: number): Uint32Array | undefined {
  try {
    const bytes = readFileSync(join(directory, traceName(firstSeq)));
    return new Uint32Array(Uint8Array.from(bytes).buffer);
  } catch {
    return undefined;
  }
}

export function removeTrace(segmentPath: string, firstSeq: number): void {
  rmSync(join(dirname(segmentPath), traceName(firstSeq)), { force: true });
}

/** Collects the sums of live steps and cuts them where the journal cut its segments. */
export class StepTrace {
  private sums: number[] = [];
  private closed: ClosedSegment[] = [];

  /** `firstSeq`: of the first input that will be stepped. */
  constructor(
    private firstSeq: number,
    private readonly onCut: (segment: ClosedSegment, sums: readonly number[]) => void,
  ) {}

  add(sum: number): void {
    this.sums.push(sum);
    if (this.closed.length > 0) this.cut();
  }

  /** The journal may close a segment before its last inputs are stepped. */
  close(segment: ClosedSegment): void {
    this.closed.push(segment);
    this.cut();
  }

  private cut(): void {
    for (let next = this.closed[0]; next; next = this.closed[0]) {
      const count = next.lastSeq - this.firstSeq + 1;
      if (this.sums.length < count) return;
      this.closed.shift();
      const sums = this.sums.splice(0, count);
      this.firstSeq = next.lastSeq + 1;
      this.onCut(next, sums);
    }
  }
}
