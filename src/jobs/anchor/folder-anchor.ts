import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '../../port/coded-error';
import type { AnchoredNote } from '../../store/ledger/anchor-store';
import type { Anchor } from './anchor';

/** So that a listing by name is one by size. */
const SIZE_DIGITS = 12;
/** What a folder says whose file system knows no second name of a file. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** A folder that others keep: a mount, a share, a folder under version control. */
export class FolderAnchor implements Anchor {
  constructor(
    readonly anchorId: string,
    private readonly folder: string,
  ) {}

  /** `<folder>/<log>/<size>.txt`; there whole or not at all, and never replaced. */
  async put({ log, size, note }: AnchoredNote): Promise<null> {
    const folder = join(this.folder, encodeURIComponent(log));
    await this.makeFolder(folder);
    const path = join(folder, `${String(size).padStart(SIZE_DIGITS, '0')}.txt`);
    // Two daemons may bring the same checkpoint at once.
    const draft = `${path}.${randomBytes(4).toString('hex')}.draft`;
    await write(draft, note);
    try {
      await link(draft, path);
    } catch (error) {
      if (NO_LINKS.includes(codeOf(error))) await this.writeOnce(path, note);
      else if (codeOf(error) === 'EEXIST') await this.compare(path, note);
      else throw error;
    } finally {
      await rm(draft, { force: true });
    }
    await sync(folder);
    return null;
  }

  /** A mount that is not there must not become a folder of our own. */
  private async makeFolder(folder: string): Promise<void> {
    try {
      await mkdir(folder);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return;
      if (codeOf(error) !== 'ENOENT') throw error;
      throw new CodedError(
        'ANCHOR_AWAY',
        `The folder of the anchor "${this.anchorId}" is not there.`,
        'Mount it, or make it; it is not made by the daemon.',
      );
    }
  }

  private async writeOnce(path: string, note: string): Promise<void> {
    try {
      await write(path, note);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await this.compare(path, note);
    }
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

/** A new file, safe from a power cut. */
async function write(path: string, note: string): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(note);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The names in it, too; what a file system cannot do is not asked of it. */
async function sync(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  await directory.sync().catch(() => undefined);
  await directory.close();
}
