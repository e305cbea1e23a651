import { open, readFile, rename } from 'node:fs/promises';

/** A JSON file that is replaced whole: after a kill it is the old one or the new one. */
export async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `isSynced`: it survives a power cut, too. Rejects with the system's error. */
export async function writeJson(path: string, value: unknown, isSynced: boolean): Promise<void> {
  const draft = `${path}.draft`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(value));
    if (isSynced) await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
}
