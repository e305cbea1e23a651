import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '../../port/coded-error';

/** Whoever may read them beside their owner. */
const OTHERS = 0o077;

/**
 * The text of a file that nobody else may read; null where there is none. Rejects with
 * LEDGER_SECRET_EXPOSED for one that others may read, or with the system's error.
 */
export async function readSecret(path: string): Promise<string | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!found) return null;
  if ((found.mode & OTHERS) === 0) return readFile(path, 'utf8');
  throw new CodedError(
    'LEDGER_SECRET_EXPOSED',
    `${path} may be read by others (mode ${(found.mode & 0o777).toString(8)}).`,
    'Take it for known: chmod 600 it, start, and let `leitstand ledger rotate-key` make another.',
  );
}

/** After a kill it is the old one or the new one, whole, and it survives a power cut. */
export async function writeSecret(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(draft, 0o600);
  await rename(draft, path);
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}
