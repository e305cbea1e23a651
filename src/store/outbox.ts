import { join } from 'node:path';
import type { Clock } from '../port/clock';
import type { Outbox, OutboxEntry } from '../port/stores';
import type { Notify } from './notice';
import { OutboxDelivery } from './outbox-delivery';
import { OutboxFiles, type Position, type RemovedFiles } from './outbox-files';
import { OutboxWriter } from './outbox-writer';
import { Quarantine } from './quarantine';
import { readJson, writeJson } from './small-file';

export interface OutboxOptions {
  /** A folder of its own; made when absent. One process at a time. */
  readonly folder: string;
  readonly clock: Clock;
  readonly notify: Notify;
  /** Writes entries to SQL in one transaction and passes over those that are there already. */
  readonly deliver: (entries: readonly OutboxEntry[]) => Promise<void>;
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
 */
export class DiskOutbox implements Outbox {
  /** When the oldest entry happened that was taken since nothing waited. */
  private waitingSince: number | undefined;

  private constructor(
    private readonly files: OutboxFiles,
    private readonly writer: OutboxWriter,
    private readonly delivery: OutboxDelivery,
  ) {}

  /** Reads what waits and begins to deliver. Rejects with the system's error. */
  static async open(given: OutboxOptions): Promise<DiskOutbox> {
    const options = { ...DEFAULTS, ...given };
    const { folder, clock, notify } = options;
    const { files, takenSeq } = await OutboxFiles.open(folder, clock.now());
    const cursorPath = join(folder, 'cursor.json');
    const from = await files.checked((await readJson<Position>(cursorPath)) ?? files.start);
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
    const onWritten = (entries: number) => delivery.add(entries);
    const writer = new OutboxWriter({ ...options, files, takenSeq, onWritten });
    delivery.start();
    return new DiskOutbox(files, writer, delivery);
  }

  take(entries: readonly OutboxEntry[], seq: number): void {
    if (this.backlog().entries === 0) this.waitingSince = entries[0]?.at;
    this.writer.take(entries, seq);
  }

  takenSeq(): number {
    return this.writer.takenSeq;
  }

  syncedSeq(): number {
    return this.writer.syncedSeq;
  }

  backlog(): { readonly entries: number; readonly oldestAt?: number } {
    const { entries: written, oldestAt = this.waitingSince } = this.delivery.backlog();
    const entries = written + this.writer.unwritten;
    return entries === 0 || oldestAt === undefined ? { entries } : { entries, oldestAt };
  }

  /** Removes segments whose entries are all in SQL and older than `before` (ms, UTC). */
  removeDelivered(before: number): Promise<RemovedFiles> {
    return this.files.remove(this.delivery.cursor, before);
  }

  async close(): Promise<void> {
    await this.writer.close();
    await this.delivery.close();
    await this.files.close();
  }
}
