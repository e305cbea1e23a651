import { join } from 'node:path';
import type { Clock } from '../port/clock';
import type { Outbox, OutboxEntry } from '../port/stores';
import { type Heads, newMark, Sealer } from './ledger/sealer';
import type { Notify } from './notice';
import { OutboxDelivery } from './outbox-delivery';
import { OutboxFiles, type Position, type RemovedFiles } from './outbox-files';
import type { DeliveredEntry } from './outbox-line';
import { nameOf, type Resumed } from './outbox-resume';
import { OutboxWriter } from './outbox-writer';
import { Quarantine } from './quarantine';
import { readJson, writeJson } from './small-file';

export interface OutboxOptions {
  /** A folder of its own; made when absent. One process at a time. */
  readonly folder: string;
  readonly clock: Clock;
  readonly notify: Notify;
  /** Writes entries to SQL in one transaction and passes over those that are there already. */
  readonly deliver: (entries: readonly DeliveredEntry[]) => Promise<void>;
  readonly batchRowsMax?: number;
  readonly batchWaitMs?: number;
  readonly syncEveryMs?: number;
  readonly segmentBytesMax?: number;
  readonly segmentAgeMaxMs?: number;
  /** An alarm is given when the segments reach this size, and at each doubling of it. */
  readonly warnBytes?: number;
}

const DEFAULTS = {
  batchRowsMax: 500,
  batchWaitMs: 100,
  syncEveryMs: 200,
  segmentBytesMax: 16 * 1024 * 1024,
  segmentAgeMaxMs: 24 * 3_600_000,
  warnBytes: 2 * 1024 * 1024 * 1024,
};

/**
 * The outbox on the disk: segments of checksummed lines (`outbox-*.ndjson`), `cursor.json`, and
 * `quarantine.ndjson`. The cursor may lag behind SQL after a kill; the facts' names make up for it.
 * Entries are sealed for their logs when they are taken, and delivered when they are safe, so that
 * what SQL has is never sealed in another way.
 */
export class DiskOutbox implements Outbox {
  /** When the oldest entry happened that was taken since nothing waited. */
  private waitingSince: number | undefined;

  private constructor(
    private readonly files: OutboxFiles,
    private readonly parts: {
      readonly sealer: Sealer;
      readonly writer: OutboxWriter;
      readonly delivery: OutboxDelivery;
    },
    /** Of entries that are in the files and whose facts are given once more. */
    private readonly known: ReadonlySet<string>,
  ) {}

  /** Reads what waits and begins to deliver. Rejects with the system's error. */
  static async open(given: OutboxOptions): Promise<DiskOutbox> {
    const options = { ...DEFAULTS, ...given };
    const { folder, notify, clock } = options;
    const { files, resumed } = await OutboxFiles.open(folder);
    const { takenSeq, heads, known } = resumed;
    const cursorPath = join(folder, 'cursor.json');
    const cursor = (await readJson<Position>(cursorPath)) ?? files.start;
    const from = await files.checked(cursor);
    const mark = await goOn(files, { resumed, isLost: files.isBeyond(cursor), now: clock.now() });
    await writeJson(cursorPath, from, false);
    // A cursor that cannot be written lags behind, which costs a repetition and no more.
    const saveCursor = (position: Position) =>
      writeJson(cursorPath, position, false).catch(() => undefined);
    const quarantine = new Quarantine(folder, notify);
    const backlog = await files.count(from);
    const delivery = new OutboxDelivery({
      ...options,
      ...{ files, quarantine, saveCursor, from, backlog },
    });
    const onSafe = (entries: number) => delivery.add(entries);
    const writer = new OutboxWriter({ ...options, files, takenSeq, mark, heads, onSafe });
    const sealer = new Sealer(mark, heads);
    delivery.start();
    return new DiskOutbox(files, { sealer, writer, delivery }, known);
  }

  take(entries: readonly OutboxEntry[], seq: number): void {
    const { sealer, writer } = this.parts;
    const isNew = (entry: OutboxEntry) => !this.known.has(nameOf(entry));
    const sealed = sealer.seal(this.known.size > 0 ? entries.filter(isNew) : entries);
    if (this.backlog().entries === 0) this.waitingSince = sealed[0]?.at;
    writer.take(sealed, seq, sealer.heads);
  }

  takenSeq(): number {
    return this.parts.writer.takenSeq;
  }

  syncedSeq(): number {
    return this.parts.writer.syncedSeq;
  }

  /** The newest entry of each source in each log, as far as a power cut takes none back. */
  heads(): Heads {
    return this.parts.writer.syncedHeads;
  }

  backlog(): { readonly entries: number; readonly oldestAt?: number } {
    const { delivery, writer } = this.parts;
    const { entries: safe, oldestAt = this.waitingSince } = delivery.backlog();
    const entries = safe + writer.unsafe;
    return entries === 0 || oldestAt === undefined ? { entries } : { entries, oldestAt };
  }

  /** Removes segments whose entries are all in SQL and older than `before` (ms, UTC). */
  removeDelivered(before: number): Promise<RemovedFiles> {
    return this.files.remove(this.parts.delivery.cursor, before);
  }

  async close(): Promise<void> {
    await this.parts.writer.close();
    await this.parts.delivery.close();
    await this.files.close();
  }
}

/**
 * The mark of the source that goes on, or begins: where files are new, of an earlier release,
 * damaged or lost, a count would be given twice, so another source begins in a segment of its own.
 */
async function goOn(
  files: OutboxFiles,
  { resumed, isLost, now }: { resumed: Resumed; isLost: boolean; now: number },
): Promise<string> {
  const { mark: before, isDamaged, takenSeq: seq, heads, known } = resumed;
  if (before !== undefined && !isDamaged && !isLost) return before;
  const mark = newMark();
  const isOverlapping = known.size > 0;
  await files.rotate({ seq, begunAt: now, mark, heads, isOverlapping });
  return mark;
}
