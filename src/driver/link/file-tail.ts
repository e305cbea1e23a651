import { open } from 'node:fs/promises';

const BLOCK_BYTES = 1024 * 1024;

/**
 * What the lines of a growing file mean, in the file's order: read from its end, and only as far
 * back as needed. A line without a meaning, be it torn or strange, is left out. Rejects when there
 * is no such file.
 */
export async function readTail<T>(
  file: string,
  meaningOf: (line: string) => T | null,
  isEnough: (earliest: T) => boolean,
): Promise<readonly T[]> {
  const handle = await open(file, 'r');
  try {
    let position = (await handle.stat()).size;
    let found: T[] = [];
    let head: Buffer = Buffer.alloc(0);
    while (position > 0) {
      const length = Math.min(BLOCK_BYTES, position);
      position -= length;
      const block = Buffer.alloc(length);
      await handle.read(block, 0, length, position);
      const text = Buffer.concat([block, head]);
      // The first line of a block may have begun in the one before it.
      const cut = position === 0 ? 0 : text.indexOf('\n') + 1;
      head = text.subarray(0, cut);
      const lines = text.toString('utf8', cut).split('\n');
      found = [...lines.flatMap((line) => meaningOf(line) ?? []), ...found];
      if (found[0] !== undefined && isEnough(found[0])) break;
    }
    return found;
  } finally {
    await handle.close();
  }
}
