import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const NAME = 'poison.json';

/** So many crashes at one seq, and it is skipped. */
export const CRASHES_MAX = 2;

export interface Poison {
  readonly seq: number;
  readonly crashes: number;
  readonly error: string;
}

/** Remembers, over a crash of the process, which input crashed the core and how often. */
export class PoisonFile {
  private readonly path: string;

  constructor(directory: string) {
    this.path = join(directory, NAME);
  }

  read(): Poison | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as Poison;
    } catch {
      // Missing, or torn by the very crash: then the count begins anew, one crash later.
      return undefined;
    }
  }

  /** Written at once: the process is about to end. */
  countCrash(seq: number, error: unknown): void {
    const before = this.read();
    const crashes = before?.seq === seq ? before.crashes + 1 : 1;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const poison: Poison = { seq, crashes, error: text };
    const fd = openSync(`${this.path}.new`, 'w', 0o640);
    try {
      writeSync(fd, JSON.stringify(poison));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(`${this.path}.new`, this.path);
  }

  clear(): void {
    rmSync(this.path, { force: true });
  }
}
