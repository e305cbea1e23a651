import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../port/coded-error';
import type { AnchoredNote } from '../../store/ledger/anchor-store';
import type { Anchor } from './anchor';

/** So that a listing by name is one by size. */
const SIZE_DIGITS = 12;

/** A folder that others keep: a mount, a share, a folder under version control. */
export class FolderAnchor implements Anchor {
  constructor(
    readonly anchorId: string,
    private readonly folder: string,
  ) {}

  /** `<folder>/<log>/<size>.txt`; there whole or not at all, and never replaced. */
  async put({ log, size, note }: AnchoredNote): Promise<null> {
    const folder = join(this.folder, encodeURIComponent(log));
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${String(size).padStart(SIZE_DIGITS, '0')}.txt`);
    const draft = `${path}.draft`;
    await rm(draft, { force: true });
    const file = await open(draft, 'wx', 0o644);
    try {
      await file.writeFile(note);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      await this.compare(path, note);
    } finally {
      await rm(draft, { force: true });
    }
    return null;
  }

  private async compare(path: string, note: string): Promise<void> {
    if ((await readFile(path, 'utf8')) === note) return;
    throw new CodedError(
      'ANCHOR_DIFFERS',
      `The folder of "${this.anchorId}" keeps another checkpoint of this size.`,
      'Keep both and verify the log against the older one: it was rewritten, here or there.',
    );
  }
}
