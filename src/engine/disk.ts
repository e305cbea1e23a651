import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
  write,
  writeSync,
} from 'node:fs';

/**
 * What the journal does to the disk, apart from reading. The tests put faults in here: short
 * writes, a full disk, a disk that fails.
 */
export interface Disk {
  /** Opens a new file for writing; fails with EEXIST where one is. */
  create(path: string): number;
  /** Opens an existing file for writing. */
  open(path: string): number;
  /** Writes some or all of the bytes; `written` tells how many, and they are safe by then. */
  write(
    fd: number,
    bytes: Buffer,
    position: number,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void;
  /** At start only, where nothing waits. */
  writeNow(fd: number, bytes: Buffer, position: number): void;
  syncNow(fd: number): void;
  truncate(fd: number, length: number): void;
  close(fd: number): void;
  remove(path: string): void;
  /** Makes created and removed names survive a power cut. */
  syncDirectory(path: string): void;
}

const { O_CREAT, O_DSYNC, O_EXCL, O_RDWR, O_WRONLY } = constants;

/**
 * O_DSYNC makes each write a write and an fdatasync (open(2)), in one visit to Node's pool of
 * threads instead of two: half the processor's time of a commit, and half its wait.
 */
export const NODE_DISK: Disk = {
  create: (path) => openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_DSYNC, 0o640),
  open: (path) => openSync(path, O_RDWR | O_DSYNC),
  write: (fd, bytes, position, done) => write(fd, bytes, 0, bytes.length, position, done),
  writeNow: (fd, bytes, position) => {
    for (let at = 0; at < bytes.length; )
      at += writeSync(fd, bytes, at, bytes.length - at, position + at);
  },
  syncNow: (fd) => fsyncSync(fd),
  truncate: (fd, length) => ftruncateSync(fd, length),
  close: (fd) => closeSync(fd),
  remove: (path) => rmSync(path, { force: true }),
  syncDirectory: (path) => {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

/** Writes all bytes, however short the single writes are; they are safe when it resolves. */
export function writeAll(disk: Disk, fd: number, bytes: Buffer, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (offset: number): void => {
      if (offset === bytes.length) return resolve();
      disk.write(fd, bytes.subarray(offset), position + offset, (error, written) => {
        if (error) reject(error);
        else if (written === 0) reject(noSpace());
        else next(offset + written);
      });
    };
    next(0);
  });
}

export const isNoSpace = (error: unknown): boolean => {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
};

function noSpace(): NodeJS.ErrnoException {
  return Object.assign(new Error('the disk took no byte'), { code: 'ENOSPC' });
}
