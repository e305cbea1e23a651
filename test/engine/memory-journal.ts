import type { Input } from '../../src/core/input';
import { encodeFrame, FRAME_KIND, frameBytes } from '../../src/engine/frame';
import type { Journal, JournalEntry } from '../../src/engine/journal';
import { inputOf, markersAmong } from '../../src/engine/journal-reader';
import type { Poison } from '../../src/engine/poison';
import { FORMAT, headerFrame, readSegment, segmentName } from '../../src/engine/segment';
import type { CodedError } from '../../src/port/coded-error';

/**
 * A journal for simulations: one segment in memory, the same bytes as on a disk, committed at
 * once. It outlives its host as a disk would, and so does the poison count.
 */
export class MemoryJournal implements Journal {
  poison: Poison | undefined;
  private chunks: Buffer[];

  constructor(
    readonly engineId: string,
    bytes?: Buffer,
  ) {
    const header = { format: FORMAT, engineId, firstSeq: 1, build: 'memory', createdAt: 0 };
    this.chunks = [bytes ?? headerFrame(header)];
  }

  append(entries: readonly JournalEntry[], done: (error?: CodedError) => void): void {
    let length = 0;
    for (const { payload } of entries) length += frameBytes(payload);
    const bytes = Buffer.allocUnsafe(length);
    let end = 0;
    for (const [index, { seq, quarantine, payload }] of entries.entries()) {
      const kind = quarantine ? FRAME_KIND.quarantine : FRAME_KIND.input;
      end = encodeFrame(bytes, end, { kind, seq, unsafe: index + 1 }, payload);
    }
    this.chunks.push(bytes);
    done();
  }

  trouble(): string | undefined {
    return undefined;
  }

  bytes(): Buffer {
    const all = Buffer.concat(this.chunks);
    this.chunks = [all];
    return all;
  }

  /** As a crash within the last write: so many bytes of its end never came to the disk. */
  tear(bytes: number): void {
    const all = this.bytes();
    this.chunks = [all.subarray(0, Math.max(0, all.length - bytes))];
  }

  /** All whole inputs; a torn tail is cut off. Throws JOURNAL_CORRUPT. */
  read(): { readonly inputs: readonly Input[]; readonly quarantined: ReadonlySet<number> } {
    const content = readSegment(segmentName(1), this.bytes());
    this.chunks = [this.bytes().subarray(0, content.bytes)];
    const quarantined = new Set(markersAmong(content.inputs));
    return { inputs: content.inputs.map(inputOf), quarantined };
  }
}
