import type { Clock } from '../port/clock';
import type { Heads } from './ledger/sealer';
import type { Notify } from './notice';
import type { OutboxFiles } from './outbox-files';
import { type DeliveredEntry, encodeLine } from './outbox-line';

export interface OutboxWriterOptions {
  readonly files: OutboxFiles;
  readonly takenSeq: number;
  /** Of the source that goes on here. */
  readonly mark: string;
  readonly heads: Heads;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly syncEveryMs: number;
  readonly segmentBytesMax: number;
  readonly segmentAgeMaxMs: number;
  readonly warnBytes: number;
  /** Called with the number of entries that a power cut cannot take back any more. */
  readonly onSafe: (entries: number) => void;
}

const LINE_ENTRIES_MAX = 200;
const RETRY_MS = 1000;

/**
 * Brings what is taken to the disk in the background, one write at a time, and syncs from time to
 * time. A full disk keeps it in memory and tries again.
 */
export class OutboxWriter {
  private pending: Buffer[] = [];
  private pendingEntries = 0;
  /** In the files, and not safe yet. */
  private unsafeEntries = 0;
  /** Of the last line that waits. */
  private pendingSeq: number;
  /** Given to us; all its facts in the files; named in the files; safe from a power cut. */
  private taken: number;
  private written: number;
  private marked: number;
  private synced: number;
  /** The heads when all that is so far was. */
  private readonly heads: { taken: Heads; written: Heads; synced: Heads };
  private working: Promise<void> | null = null;
  private cancelTimer: (() => void) | null = null;
  private isSyncDue = false;
  private isDiskBad = false;
  private isSyncBroken = false;
  private isClosed = false;
  private warnedBytes: number;

  constructor(private readonly options: OutboxWriterOptions) {
    this.taken = options.takenSeq;
    this.written = options.takenSeq;
    this.marked = options.takenSeq;
    this.pendingSeq = options.takenSeq;
    this.synced = options.takenSeq;
    this.heads = { taken: options.heads, written: options.heads, synced: options.heads };
    this.warnedBytes = options.warnBytes;
  }

  get takenSeq(): number {
    return this.taken;
  }

  get syncedSeq(): number {
    return this.synced;
  }

  /** Entries that a power cut could still take back. */
  get unsafe(): number {
    return this.pendingEntries + this.unsafeEntries;
  }

  /** A power cut takes none of them back. */
  get syncedHeads(): Heads {
    return this.heads.synced;
  }

  /** `heads`: with these entries in them. */
  take(entries: readonly DeliveredEntry[], seq: number, heads: Heads): void {
    this.taken = Math.max(this.taken, seq);
    this.heads.taken = heads;
    for (let from = 0; from < entries.length; from += LINE_ENTRIES_MAX) {
      const part = entries.slice(from, from + LINE_ENTRIES_MAX);
      const isLast = from + LINE_ENTRIES_MAX >= entries.length;
      this.pending.push(encodeLine(isLast ? { seq, entries: part } : { entries: part }));
    }
    this.pendingEntries += entries.length;
    if (entries.length > 0) this.pendingSeq = seq;
    if (entries.length > 0) this.work();
    else this.setTimer(this.options.syncEveryMs);
  }

  /** Writes and syncs all that was taken. A disk that is full now is left alone. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelTimer?.();
    await this.working;
    this.isSyncDue = true;
    await this.writeAll();
  }

  private work(isRetry = false): void {
    if (this.working || this.isClosed || (this.isDiskBad && !isRetry)) return;
    this.working = this.writeAll().finally(() => {
      this.working = null;
      const isMore = this.pending.length > 0 || this.isSyncDue;
      if (isMore && !this.isDiskBad) this.work();
    });
  }

  private async writeAll(): Promise<void> {
    try {
      while (this.pending.length > 0) await this.writePending();
      if (this.isSyncDue) await this.syncAll();
      else if (this.synced < this.taken || this.unsafeEntries > 0)
        this.setTimer(this.options.syncEveryMs);
      if (this.isDiskBad) this.report('OUTBOX_DISK_BACK', 'info', 'The disk takes records again.');
      this.isDiskBad = false;
    } catch (error) {
      if (!this.isDiskBad) {
        const { code = 'unknown' } = error as NodeJS.ErrnoException;
        this.report('OUTBOX_DISK', 'alarm', 'The disk takes no records; they wait in memory.', {
          error: code,
        });
      }
      this.isDiskBad = true;
      this.setTimer(RETRY_MS);
    }
  }

  private async writePending(): Promise<void> {
    const { files } = this.options;
    await this.rotateIfDue();
    const lines = this.pending.length;
    const { pendingEntries: entries, pendingSeq, taken } = this;
    const heads = this.heads.taken;
    await files.append(Buffer.concat(this.pending));
    this.pending = this.pending.slice(lines);
    this.pendingEntries -= entries;
    this.marked = pendingSeq;
    this.written = taken;
    this.heads.written = heads;
    this.unsafeEntries += entries;
    this.warnOfSize();
  }

  private async rotateIfDue(): Promise<void> {
    const { files, clock, mark, segmentBytesMax, segmentAgeMaxMs } = this.options;
    const isFull = files.size >= segmentBytesMax;
    const begunAt = clock.now();
    if (!isFull && begunAt - files.begunAt < segmentAgeMaxMs) return;
    await files.rotate({ seq: this.written, begunAt, mark, heads: this.heads.written });
  }

  /** A line with the seq alone, so that a quiet time is not gone through again after a start. */
  private async syncAll(): Promise<void> {
    this.isSyncDue = false;
    const seq = this.taken;
    if (this.pending.length === 0 && this.marked < seq) {
      await this.rotateIfDue();
      await this.options.files.append(encodeLine({ seq, entries: [] }));
      this.marked = seq;
      this.written = seq;
    }
    const { files } = this.options;
    try {
      await files.sync();
      if (!this.isSyncBroken) this.synced = this.written;
      if (!this.isSyncBroken) this.heads.synced = this.heads.written;
    } catch {
      // What the kernel dropped cannot be had back: the journal has to keep all from here on.
      if (!this.isSyncBroken) {
        this.report('OUTBOX_SYNC', 'alarm', 'The disk could not make records safe; restart soon.');
      }
      this.isSyncBroken = true;
      files.readUnsafe();
    }
    const safe = this.unsafeEntries;
    this.unsafeEntries = 0;
    if (safe > 0) this.options.onSafe(safe);
  }

  private setTimer(afterMs: number): void {
    if (this.cancelTimer || this.isClosed) return;
    const { clock } = this.options;
    this.cancelTimer = clock.schedule(clock.now() + afterMs, () => {
      this.cancelTimer = null;
      this.isSyncDue = true;
      this.work(true);
    });
  }

  private warnOfSize(): void {
    const { bytes } = this.options.files;
    if (bytes < this.warnedBytes) return;
    this.report('OUTBOX_SIZE', 'alarm', 'The outbox takes much of the disk.', { bytes });
    this.warnedBytes = bytes * 2;
  }

  private report(
    code: string,
    severity: 'info' | 'alarm',
    message: string,
    detail: Readonly<Record<string, string | number>> = {},
  ): void {
    this.options.notify({ code, severity, message, detail });
  }
}
