import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../port/coded-error';

/** Where the daemon listens, and a token for the one who may read its data directory. */
export interface StoredConnection {
  readonly url: string;
  readonly token?: string;
}

/** In the data directory. */
export const CONNECTION_FILE = 'cli.json';

/** Left by the daemon at its start; null when there is none. Rejects CONNECTION_FILE_BROKEN. */
export function readConnection(dataDir: string): StoredConnection | null {
  const path = join(dataDir, CONNECTION_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder that this user may not enter is as good as none: --url and --token still work.
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return null;
    throw error;
  }
  const { url, token } = parsed(text, path);
  if (typeof url !== 'string') throw broken(path);
  return typeof token === 'string' ? { url, token } : { url };
}

/** Readable by its owner alone: it holds a secret. */
export function writeConnection(dataDir: string, connection: StoredConnection): void {
  const text = `${JSON.stringify(connection, null, 2)}\n`;
  writeFileSync(join(dataDir, CONNECTION_FILE), text, { mode: 0o600 });
}

function parsed(text: string, path: string): { url?: unknown; token?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as { url?: unknown; token?: unknown };
  } catch {
    throw broken(path);
  }
}

const broken = (path: string): CodedError =>
  new CodedError(
    'CONNECTION_FILE_BROKEN',
    `${path} is not what the daemon wrote`,
    'remove it and start the daemon again, or give --url and --token',
  );
