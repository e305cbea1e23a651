import { type FileHandle, mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Heads } from './ledger/sealer';
import { type DeliveredEntry, decodeLine, encodeLine, linesOf } from './outbox-line';
import { headsTold, knownIn, NOTHING_RESUMED, type Resumed, resumedFrom } from './outbox-resume';

/** Before which entry: a segment, the offset of a line in it, and how many entries of that line. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
  readonly skip: number;
}

export interface ReadEntries {
  readonly entries: readonly DeliveredEntry[];
  readonly next: Position;
  /** Lines that are not what was written. */
  readonly damaged: readonly Buffer[];
}

/** What the first line of a segment tells. */
export interface SegmentStart {
  readonly seq: number;
  /** When it is begun, ms since the epoch (UTC). */
  readonly begunAt: number;
  readonly mark: string;
  readonly heads: Heads;
  readonly isOverlapping?: boolean;
}

export interface RemovedFiles {
  readonly files: number;
  readonly bytes: number;
}

const NAME = /^outbox-(\d{8})\.ndjson$/;
const READ_BYTES = 256 * 1024;

/** The segments of an outbox on the disk: append-only, one open for writing. */
export class OutboxFiles {
  private handle: FileHandle | null = null;
  private first = 1;
  private last = 0;
  /** Of the open segment. */
  private end = 0;
  /** So far a power cut takes nothing back; what is behind it is not read. */
  private safeEnd = 0;
  private olderBytes = 0;
  private begun = 0;

  private constructor(private readonly folder: string) {}

  /**
   * Opens the folder and cuts a torn tail off. `takenSeq` is as far as the segments can be trusted
   * without a gap: a damaged line in the newest one ends it, so that its facts are given again.
   * Before anything is appended, a segment has to be open or begun.
   */
  static async open(folder: string): Promise<{ files: OutboxFiles; resumed: Resumed }> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const files = new OutboxFiles(folder);
    const names = (await readdir(folder)).filter((name) => NAME.test(name)).sort();
    const numbers = names.map((name) => Number(NAME.exec(name)?.[1]));
    files.first = numbers[0] ?? 1;
    files.last = numbers.at(-1) ?? 0;
    for (const name of names.slice(0, -1)) {
      files.olderBytes += (await stat(join(folder, name))).size;
    }
    const resumed = files.last > 0 ? await files.resume() : NOTHING_RESUMED;
    return { files, resumed };
  }

  /**
   * The position, if it is one. After a power cut a cursor may point behind what is left, or into
   * a line that was written since; too early is harmless, since what is in SQL stays there once.
   */
  async checked(position: Position): Promise<Position> {
    if (position.segment < this.first) return this.start;
    if (this.isBeyond(position)) return { segment: this.last, offset: this.end, skip: 0 };
    if (position.offset === 0) return position;
    const before = await this.bytesAt(position.segment, position.offset - 1, 1);
    return before[0] === 0x0a ? position : { ...position, offset: 0, skip: 0 };
  }

  /** Where the oldest segment that is still here begins. */
  get start(): Position {
    return { segment: this.first, offset: 0, skip: 0 };
  }

  /** Whether it points behind what is here: what it was delivered from has been lost. */
  isBeyond({ segment, offset }: Position): boolean {
    return segment > this.last || (segment === this.last && offset > this.end);
  }

  /** Of the open segment. */
  get size(): number {
    return this.end;
  }

  get begunAt(): number {
    return this.begun;
  }

  get bytes(): number {
    return this.olderBytes + this.end;
  }

  /**
   * Rejects with the system's error when the disk takes nothing more. The same bytes can then be
   * given again: they are written to the same place.
   */
  async append(bytes: Buffer): Promise<void> {
    await writeWhole(this.writable(), bytes, this.end);
    this.end += bytes.length;
  }

  async sync(): Promise<void> {
    const { end } = this;
    await this.writable().datasync();
    this.safeEnd = end;
  }

  /** A disk that cannot sync: better read what may be taken back than nothing. */
  readUnsafe(): void {
    this.safeEnd = this.end;
  }

  /** Begins the next segment; the one before is safe on the disk by then. */
  async rotate(start: SegmentStart): Promise<void> {
    const before = this.handle;
    await before?.datasync();
    const header = encodeLine({ ...start, heads: headsTold(start.heads), entries: [] });
    const handle = await this.begin(this.path(this.last + 1), header);
    await before?.close();
    this.handle = handle;
    this.olderBytes += this.end;
    this.last += 1;
    this.end = header.length;
    this.safeEnd = header.length;
    this.begun = start.begunAt;
  }

  /** A file that is safe with these bytes in it, or none: what is half begun is found no more. */
  private async begin(path: string, header: Buffer): Promise<FileHandle> {
    const handle = await open(path, 'w+', 0o600);
    try {
      await writeWhole(handle, header, 0);
      await handle.datasync();
      await syncFolder(this.folder);
      return handle;
    } catch (error) {
      await handle.close().catch(() => undefined);
      await unlink(path).catch(() => undefined);
      throw error;
    }
  }

  /** Up to `rowsMax` entries that stand at or after the position, in order. */
  async read(from: Position, rowsMax: number): Promise<ReadEntries> {
    const entries: DeliveredEntry[] = [];
    const damaged: Buffer[] = [];
    let position = from.segment < this.first ? this.start : from;
    while (entries.length < rowsMax) {
      const chunk = await this.chunk(position);
      if (chunk.length === 0) {
        if (position.segment >= this.last) break;
        position = { segment: position.segment + 1, offset: 0, skip: 0 };
        continue;
      }
      const base = position.offset;
      for (const { bytes, end } of linesOf(chunk)) {
        const line = decodeLine(bytes);
        if (!line) damaged.push(Buffer.from(bytes));
        const rest = line?.entries.slice(position.skip) ?? [];
        const taken = rest.slice(0, rowsMax - entries.length);
        entries.push(...taken);
        if (taken.length < rest.length) {
          position = { ...position, skip: position.skip + taken.length };
          break;
        }
        position = { segment: position.segment, offset: base + end, skip: 0 };
      }
    }
    return { entries, next: position, damaged };
  }

  /** Entries at or after the position, and the time of the first. Reads all of them. */
  async count(from: Position): Promise<{ entries: number; oldestAt?: number }> {
    let entries = 0;
    let oldestAt: number | undefined;
    for (let position = from; ; ) {
      const found = await this.read(position, 1000);
      oldestAt ??= found.entries[0]?.at;
      entries += found.entries.length;
      position = found.next;
      if (found.entries.length === 0) break;
    }
    return oldestAt === undefined ? { entries } : { entries, oldestAt };
  }

  /** Removes segments before the position whose last entry is older than `before` (ms, UTC). */
  async remove(position: Position, before: number): Promise<RemovedFiles> {
    let removed = { files: 0, bytes: 0 };
    const open = (await this.isAtEnd(position)) ? position.segment + 1 : position.segment;
    while (this.first < Math.min(open, this.last)) {
      const begunNext = await this.begunAtOf(this.first + 1);
      if (begunNext === undefined || begunNext >= before) break;
      const path = this.path(this.first);
      const { size } = await stat(path).catch(() => ({ size: 0 }));
      await unlink(path).catch(() => undefined);
      removed = { files: removed.files + 1, bytes: removed.bytes + size };
      this.olderBytes -= size;
      this.first += 1;
    }
    return removed;
  }

  private async isAtEnd({ segment, offset }: Position): Promise<boolean> {
    return (await this.bytesAt(segment, offset, 1)).length === 0;
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = null;
  }

  private path(segment: number): string {
    return join(this.folder, `outbox-${String(segment).padStart(8, '0')}.ndjson`);
  }

  private writable(): FileHandle {
    if (!this.handle) throw new Error('The outbox is closed.');
    return this.handle;
  }

  private async resume(): Promise<Resumed> {
    let buffer = await readFile(this.path(this.last));
    // A segment without its header was being begun; nothing else can be in it.
    while (buffer.indexOf(0x0a) < 0 && this.last > this.first) {
      await unlink(this.path(this.last));
      this.last -= 1;
      buffer = await readFile(this.path(this.last));
      this.olderBytes -= buffer.length;
    }
    const resumed = resumedFrom(buffer);
    this.end = resumed.end;
    this.begun = resumed.begunAt;
    this.handle = await open(this.path(this.last), 'r+');
    await this.handle.truncate(this.end);
    await this.sync();
    if (!resumed.isOverlapping) return resumed;
    const before = await readFile(this.path(this.last - 1)).catch(() => Buffer.alloc(0));
    return { ...resumed, known: new Set([...resumed.known, ...knownIn(before, resumed.takenSeq)]) };
  }

  private async begunAtOf(segment: number): Promise<number | undefined> {
    const chunk = await this.chunk({ segment, offset: 0, skip: 0 });
    const [header] = linesOf(chunk);
    return header ? decodeLine(header.bytes)?.begunAt : undefined;
  }

  /** Whole lines from the position on, at least one if there is one; empty at the end. */
  private async chunk({ segment, offset }: Position): Promise<Buffer> {
    for (let size = READ_BYTES; ; size *= 2) {
      const buffer = await this.bytesAt(segment, offset, size);
      const whole = buffer.lastIndexOf(0x0a) + 1;
      if (whole > 0 || buffer.length < size) return buffer.subarray(0, whole);
    }
  }

  /** Up to `size` bytes, no further than what is safe on the disk. */
  private async bytesAt(segment: number, offset: number, size: number): Promise<Buffer> {
    const handle = await open(this.path(segment), 'r').catch(() => null);
    if (!handle) return Buffer.alloc(0);
    try {
      const end = segment === this.last ? this.safeEnd : (await handle.stat()).size;
      const length = Math.max(0, Math.min(size, end - offset));
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
}

/** A disk that is nearly full takes a part, and says so by its length alone. */
async function writeWhole(handle: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const written = await handle.write(bytes, done, bytes.length - done, at + done);
    done += written.bytesWritten;
  }
}

/** The name of a new file is safe only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
