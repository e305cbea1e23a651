import { type Disk, NODE_DISK } from '../../src/engine/disk';

const errno = (code: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: planted`), { code });

/**
 * The real disk with a quota and planted faults. The quota counts what is written to each open
 * path; removing a file gives its bytes back.
 */
export class FaultyDisk implements Disk {
  quotaBytes = Number.POSITIVE_INFINITY;
  /** Writes take no more than this at a time. */
  writeMaxBytes = Number.POSITIVE_INFINITY;
  writesFail = false;
  writes = 0;
  /** While true, writes are kept waiting until `releaseWrites`. */
  holdsWrites = false;
  private held: (() => void)[] = [];
  private readonly used = new Map<string, number>();
  private readonly paths = new Map<number, string>();

  releaseWrites(): void {
    this.holdsWrites = false;
    for (const go of this.held.splice(0)) go();
  }

  get heldWrites(): number {
    return this.held.length;
  }

  create(path: string): number {
    const fd = NODE_DISK.create(path);
    this.paths.set(fd, path);
    return fd;
  }

  open(path: string): number {
    return NODE_DISK.open(path);
  }

  write: Disk['write'] = (fd, bytes, position, done) => {
    const part = bytes.subarray(0, Math.min(bytes.length, this.writeMaxBytes));
    const path = this.paths.get(fd) ?? '';
    const end = Math.max(this.used.get(path) ?? 0, position + part.length);
    let others = 0;
    for (const [name, size] of this.used) if (name !== path) others += size;
    if (others + end > this.quotaBytes) return done(errno('ENOSPC'), 0);
    this.used.set(path, end);
    this.writes += 1;
    const go = (): void => {
      if (this.writesFail) done(errno('EIO'), 0);
      else NODE_DISK.write(fd, part, position, done);
    };
    if (this.holdsWrites) this.held.push(go);
    else go();
  };

  writeNow(fd: number, bytes: Buffer, position: number): void {
    NODE_DISK.writeNow(fd, bytes, position);
  }

  syncNow(fd: number): void {
    NODE_DISK.syncNow(fd);
  }

  truncate(fd: number, length: number): void {
    NODE_DISK.truncate(fd, length);
  }

  close(fd: number): void {
    this.paths.delete(fd);
    NODE_DISK.close(fd);
  }

  remove(path: string): void {
    this.used.delete(path);
    NODE_DISK.remove(path);
  }

  syncDirectory(path: string): void {
    NODE_DISK.syncDirectory(path);
  }
}
