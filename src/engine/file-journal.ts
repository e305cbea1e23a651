import { join } from 'node:path';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import { type Disk, isNoSpace, NODE_DISK, writeAll } from './disk';
import type { EngineLog } from './engine-log';
import { encodeFrame, FRAME_KIND, frameBytes } from './frame';
import type { Journal, JournalEntry } from './journal';
import { ReserveFile } from './reserve-file';
import { FORMAT, headerFrame, sealFrame, segmentName } from './segment';

export interface JournalLimits {
  /** A segment is closed before it grows past this. */
  readonly segmentBytesMax: number;
  /** A segment is closed when its first input is older than this. */
  readonly segmentAgeMaxMs: number;
  /** Kept aside for a full disk. 0: none. */
  readonly reserveBytes: number;
  /** While the disk is full: how long until it is tried again. */
  readonly reserveRetryMs: number;
}

export const JOURNAL_LIMITS: JournalLimits = {
  segmentBytesMax: 16 * 1024 * 1024,
  segmentAgeMaxMs: 3_600_000,
  reserveBytes: 32 * 1024 * 1024,
  reserveRetryMs: 5_000,
};

export interface ClosedSegment {
  readonly path: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export interface FileJournalOptions {
  readonly directory: string;
  readonly engineId: string;
  readonly build: string;
  /** The next input's seq: one more than the last one in the older segments. */
  readonly firstSeq: number;
  readonly clock: Clock;
  readonly limits?: Partial<JournalLimits>;
  readonly disk?: Disk;
  readonly log: EngineLog;
  readonly onClosed?: (segment: ClosedSegment) => void;
}

interface OpenSegment {
  readonly path: string;
  readonly fd: number;
  readonly firstSeq: number;
  lastSeq: number;
  firstAt: number;
  lastAt: number;
  /** Up to here everything is safe on the disk; the next write begins here. */
  bytes: number;
}

/**
 * Append-only segments on the local disk. A batch is one write that is on
 * the disk when it returns. A full disk
 * frees the reserve and goes on, in trouble, until there is space for a reserve again.
 */
export class FileJournal implements Journal {
  private readonly limits: JournalLimits;
  private readonly disk: Disk;
  private readonly reserve: ReserveFile;
  private segment: OpenSegment | undefined;
  private scratch = Buffer.allocUnsafe(64 * 1024);
  private isFull = false;
  /** A file is closed only when no write is under way: its number may be given out again. */
  private inFlight: Promise<void> = Promise.resolve();
  private cancelRetry: () => void = () => undefined;

  constructor(private readonly options: FileJournalOptions) {
    this.limits = { ...JOURNAL_LIMITS, ...options.limits };
    this.disk = options.disk ?? NODE_DISK;
    this.reserve = new ReserveFile(options.directory, this.disk, this.limits.reserveBytes);
  }

  /** Makes the reserve and the first segment. Rejects with JOURNAL_FAILED. */
  async open(): Promise<void> {
    try {
      if (this.limits.reserveBytes > 0 && !(await this.reserve.acquire())) this.markFull();
      await this.withReserve(() => this.openSegment(this.options.firstSeq));
    } catch (error) {
      throw journalFailed(error);
    }
  }

  append(entries: readonly JournalEntry[], done: (error?: CodedError) => void): void {
    const commit = this.commit(entries);
    this.inFlight = commit.catch(() => undefined);
    commit.then(
      () => done(),
      (error: unknown) => done(journalFailed(error)),
    );
  }

  trouble(): string | undefined {
    return this.isFull ? 'the disk is full; running on the reserve' : undefined;
  }

  /** Seals the open segment, so that its last frames are known to be whole. */
  async close(): Promise<void> {
    this.cancelRetry();
    await this.inFlight;
    const { segment } = this;
    this.segment = undefined;
    if (segment === undefined) return;
    try {
      await this.withReserve(() => this.seal(segment));
    } finally {
      this.cancelRetry();
      this.disk.close(segment.fd);
    }
  }

  /** After a failure: lets go of the file without another word to the disk. */
  async abandon(): Promise<void> {
    this.cancelRetry();
    await this.inFlight;
    const { segment } = this;
    this.segment = undefined;
    if (segment) this.disk.close(segment.fd);
  }

  private async commit(entries: readonly JournalEntry[]): Promise<void> {
    const first = entries[0];
    const last = entries[entries.length - 1];
    if (first === undefined || last === undefined) return;
    const bytes = this.encode(entries, first.seq - 1);
    if (this.isDue(bytes.length, first.at)) await this.withReserve(() => this.rotate(first.seq));
    const segment = this.openOne();
    await this.withReserve(() => writeAll(this.disk, segment.fd, bytes, segment.bytes));
    if (segment.lastSeq < segment.firstSeq) segment.firstAt = first.at;
    segment.bytes += bytes.length;
    segment.lastSeq = last.seq;
    segment.lastAt = last.at;
  }

  private encode(entries: readonly JournalEntry[], safeSeq: number): Buffer {
    let length = 0;
    for (const entry of entries) length += frameBytes(entry.payload);
    if (length > this.scratch.length) this.scratch = Buffer.allocUnsafe(length * 2);
    let end = 0;
    for (const { seq, quarantine, payload } of entries) {
      const kind = quarantine ? FRAME_KIND.quarantine : FRAME_KIND.input;
      end = encodeFrame(this.scratch, end, { kind, seq, unsafe: seq - safeSeq }, payload);
    }
    return this.scratch.subarray(0, end);
  }

  private isDue(bytes: number, at: number): boolean {
    const segment = this.openOne();
    if (segment.lastSeq < segment.firstSeq || this.isFull) return false;
    const isOld = at - segment.firstAt > this.limits.segmentAgeMaxMs;
    return isOld || segment.bytes + bytes > this.limits.segmentBytesMax;
  }

  private async rotate(firstSeq: number): Promise<void> {
    const closing = this.openOne();
    await this.seal(closing);
    await this.openSegment(firstSeq);
    this.disk.close(closing.fd);
    const { path, lastSeq } = closing;
    this.options.onClosed?.({ path, firstSeq: closing.firstSeq, lastSeq });
  }

  private async seal(segment: OpenSegment): Promise<void> {
    const { firstSeq, lastSeq, lastAt } = segment;
    await writeAll(this.disk, segment.fd, sealFrame({ firstSeq, lastSeq, lastAt }), segment.bytes);
  }

  private async openSegment(firstSeq: number): Promise<void> {
    const { directory, engineId, build, clock } = this.options;
    const path = join(directory, segmentName(firstSeq));
    const createdAt = clock.now();
    const header = headerFrame({ format: FORMAT, engineId, firstSeq, build, createdAt });
    const fd = this.disk.create(path);
    try {
      await writeAll(this.disk, fd, header, 0);
      this.disk.syncDirectory(directory);
    } catch (error) {
      this.disk.close(fd);
      this.disk.remove(path);
      throw error;
    }
    const times = { firstAt: createdAt, lastAt: createdAt };
    this.segment = { path, fd, firstSeq, lastSeq: firstSeq - 1, ...times, bytes: header.length };
  }

  /** Does it once more when the disk was full and the reserve could be freed. */
  private async withReserve(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isNoSpace(error) || !this.reserve.held) throw error;
      this.reserve.release();
      this.markFull();
      await write();
    }
  }

  private markFull(): void {
    this.isFull = true;
    this.options.log.error({ code: 'JOURNAL_FULL' }, 'the disk of the journal is full');
    this.retryLater();
  }

  private retryLater(): void {
    const { clock, log } = this.options;
    this.cancelRetry();
    this.cancelRetry = clock.schedule(clock.now() + this.limits.reserveRetryMs, () => {
      this.reserve.acquire().then(
        (isHeld) => {
          if (!isHeld) return this.retryLater();
          this.isFull = false;
          log.info({}, 'the disk of the journal has space again');
        },
        (error: unknown) => {
          log.warn({ reason: String(error) }, 'the reserve of the journal could not be made');
          this.retryLater();
        },
      );
    });
  }

  private openOne(): OpenSegment {
    if (this.segment === undefined) throw new Error('the journal is not open');
    return this.segment;
  }
}

export function journalFailed(error: unknown): CodedError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CodedError(
    'JOURNAL_FAILED',
    `the journal cannot be written: ${reason}`,
    'look at the disk; after a restart the engine goes on from what is safe on it',
  );
}
