import { createWriteStream, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BundleHead, bundleText, documentText, type RangeProof } from '../../ledger/bundle';
import type { BundleFiles } from '../../ledger/bundle-proof';
import type { BundleSource } from '../../ledger/verification';
import { CodedError } from '../../port/coded-error';

/** What a bundle is made of, beside its entries. */
export interface BundleParts extends BundleHead {
  /** The signed note of the bundle's size. */
  readonly note: string;
  /** Older notes, by their size. */
  readonly older: ReadonlyMap<number, string>;
  /** The text of keys.txt. */
  readonly keys: string;
  readonly range: RangeProof;
  /** Consistency proofs (base64) by the size that they begin at. */
  readonly consistency: ReadonlyMap<number, readonly string[]>;
}

/** The small files of a bundle by their path in it. */
export function bundleFiles(parts: BundleParts): BundleFiles {
  const { note, keys, range, older, consistency } = parts;
  const texts: (readonly [string, string])[] = [
    ['bundle.json', bundleText(parts)],
    ['checkpoint.txt', note],
    ['keys.txt', keys],
    ['range.json', documentText(range)],
    ...[...older].map(([size, text]) => [`checkpoints/${size}.txt`, text] as const),
    ...[...consistency].map(
      ([size, proof]) => [`consistency/${size}.json`, documentText(proof)] as const,
    ),
  ];
  return new Map(texts.map(([name, text]) => [name, Buffer.from(text)]));
}

/**
 * Writes a bundle to a folder of its own.
 *
 * @throws CodedError FOLDER_NOT_EMPTY, FOLDER_UNWRITABLE; what the entries' source throws
 */
export async function writeBundle(
  folder: string,
  { files, entries }: Pick<BundleSource, 'files' | 'entries'>,
): Promise<void> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    const what = `${folder} is not empty, and a bundle is not mixed with anything`;
    throw new CodedError('FOLDER_NOT_EMPTY', what, 'name another folder');
  }
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = `${folder} cannot be written (${code})`;
    throw new CodedError('FOLDER_UNWRITABLE', what, 'name a folder that you may write to');
  }
  await pipeline(Readable.from(entries), createWriteStream(join(folder, 'entries.ndjson')));
}
