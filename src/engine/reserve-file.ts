import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, isNoSpace, writeAll } from './disk';

const NAME = 'reserve';
const CHUNK_BYTES = 1024 * 1024;

/**
 * Space kept aside for the day the disk is full: released, it lets the running calls be journaled
 * to their end. Random bytes, since a compressing file system would give zeros no space at all.
 */
export class ReserveFile {
  private readonly path: string;
  private isHeld = false;

  constructor(
    directory: string,
    private readonly disk: Disk,
    private readonly bytes: number,
  ) {
    this.path = join(directory, NAME);
  }

  get held(): boolean {
    return this.isHeld;
  }

  /** Resolves to whether the whole reserve is there; a full disk is no error here. */
  async acquire(): Promise<boolean> {
    if (this.isHeld) return true;
    if (sizeOf(this.path) === this.bytes) {
      this.isHeld = true;
      return true;
    }
    this.disk.remove(this.path);
    try {
      await this.fill();
      this.isHeld = true;
    } catch (error) {
      this.disk.remove(this.path);
      if (!isNoSpace(error)) throw error;
    }
    return this.isHeld;
  }

  release(): void {
    this.disk.remove(this.path);
    this.isHeld = false;
  }

  private async fill(): Promise<void> {
    const fd = this.disk.create(this.path);
    try {
      for (let at = 0; at < this.bytes; at += CHUNK_BYTES) {
        const chunk = randomBytes(Math.min(CHUNK_BYTES, this.bytes - at));
        await writeAll(this.disk, fd, chunk, at);
      }
    } finally {
      this.disk.close(fd);
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1;
}
