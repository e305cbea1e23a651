import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../port/clock';
import { CodedError, isCodedError } from '../../port/coded-error';

export interface UploadSpoolOptions {
  /** A folder of its own; what is in it when it is opened is removed. */
  readonly folder: string;
  readonly clock: Clock;
  readonly bytesMax?: number;
  /** The disk keeps so much: journal and records are on it, too. */
  readonly freeBytesMin?: number;
  readonly durationMaxMs?: number;
}

const GIB = 1_073_741_824;
const DEFAULTS = { bytesMax: 4 * GIB, freeBytesMin: GIB, durationMaxMs: 3_600_000 };
/** At one time; each has a file, and no session of the database. */
const UPLOADS_MAX = 8;
const DISK_LOOK_BYTES = 16 * 1_048_576;
const HEAD_BYTES = 65_536;

/** Looks at the first bytes of a file, and throws what is wrong with them. */
export type HeadCheck = (head: Uint8Array) => Promise<void>;

/** What one upload comes to while it lasts. */
interface Upload {
  size: number;
  lookedAt: number;
  head: Uint8Array | null;
  /** Why it is to end. */
  stopped?: CodedError;
  /** Ends its wait for a piece. */
  wake: (error: CodedError) => void;
}

/**
 * Files on their way in, kept on the disk until they are whole: however slow a line is, it holds
 * no transaction and nobody's turn.
 */
export class UploadSpool {
  private readonly uploads = new Set<Upload>();
  private readonly options: UploadSpoolOptions & typeof DEFAULTS;
  private stopped: CodedError | undefined;

  constructor(options: UploadSpoolOptions) {
    this.options = { ...DEFAULTS, ...options };
    rmSync(options.folder, { recursive: true, force: true });
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  }

  /**
   * The path of the whole file; whoever asked removes it. Rejects with IMPORTS_MANY,
   * UPLOAD_TOO_LARGE, UPLOAD_SLOW, UPLOAD_BROKEN, DISK_SHORT, or what `check` throws; then no file
   * is left.
   */
  async keep(bytes: AsyncIterable<Uint8Array>, check: HeadCheck): Promise<string> {
    if (this.stopped) throw this.stopped;
    if (this.uploads.size >= UPLOADS_MAX) {
      throw tooMany(`${this.uploads.size} lists are on their way in`);
    }
    const upload: Upload = { size: 0, lookedAt: 0, head: new Uint8Array(), wake: () => undefined };
    this.uploads.add(upload);
    const { clock, durationMaxMs, folder } = this.options;
    const cancel = clock.schedule(clock.now() + durationMaxMs, () =>
      stop(upload, tooSlow(durationMaxMs)),
    );
    const path = join(folder, `${randomUUID()}.part`);
    try {
      const file = await open(path, 'wx', 0o600);
      await this.take(upload, file, { bytes, check }).finally(() => file.close());
      return path;
    } catch (error) {
      await rm(path, { force: true });
      throw asCoded(error);
    } finally {
      cancel();
      this.uploads.delete(upload);
    }
  }

  /** Uploads that are under way end with this error, and none is taken any more. */
  stop(error: CodedError): void {
    this.stopped = error;
    for (const upload of this.uploads) stop(upload, error);
  }

  private async take(
    upload: Upload,
    file: FileHandle,
    { bytes, check }: { readonly bytes: AsyncIterable<Uint8Array>; readonly check: HeadCheck },
  ): Promise<void> {
    const pieces = bytes[Symbol.asyncIterator]();
    for (;;) {
      if (upload.stopped) throw upload.stopped;
      // Whoever waits for a piece can be told to stop; one race for all would keep every piece.
      const { value: piece, done } = await new Promise<IteratorResult<Uint8Array>>(
        (resolve, reject) => {
          upload.wake = reject;
          pieces.next().then(resolve, reject);
        },
      );
      if (upload.head && (done || upload.head.length + piece.length >= HEAD_BYTES)) {
        await check(done ? upload.head : Buffer.concat([upload.head, piece]));
        upload.head = null;
      }
      if (done) return;
      if (upload.head) upload.head = Buffer.concat([upload.head, piece]);
      await this.bound(upload, piece.length);
      await file.appendFile(piece);
    }
  }

  private async bound(upload: Upload, bytes: number): Promise<void> {
    const { folder, bytesMax, freeBytesMin } = this.options;
    upload.size += bytes;
    if (upload.size > bytesMax) throw tooLarge(bytesMax);
    if (upload.size >= upload.lookedAt) {
      upload.lookedAt = upload.size + DISK_LOOK_BYTES;
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < freeBytesMin) throw diskShort(freeBytesMin);
    }
  }
}

function stop(upload: Upload, error: CodedError): void {
  upload.stopped = error;
  upload.wake(error);
}

const NOTHING = 'nothing of it was imported';

function asCoded(error: unknown): CodedError {
  if (isCodedError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return diskShort(0);
  return new CodedError(
    'UPLOAD_BROKEN',
    `the file broke off: ${message}`,
    `send it again; ${NOTHING}`,
  );
}

export const tooMany = (message: string): CodedError =>
  new CodedError('IMPORTS_MANY', message, 'send the list when one of them has ended');

const tooLarge = (bytesMax: number): CodedError =>
  new CodedError(
    'UPLOAD_TOO_LARGE',
    `the file has more than ${bytesMax} bytes`,
    `send it in parts; ${NOTHING}`,
  );

const tooSlow = (durationMaxMs: number): CodedError =>
  new CodedError(
    'UPLOAD_SLOW',
    `the file was not whole after ${durationMaxMs / 60_000} minutes`,
    `send it over a faster line, or in parts; ${NOTHING}`,
  );

const diskShort = (freeBytesMin: number): CodedError =>
  new CodedError(
    'DISK_SHORT',
    `the disk of the daemon has less than ${freeBytesMin} bytes left beside the file`,
    `make room in its data directory, then send the list again; ${NOTHING}`,
  );
