import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../ledger/finding';
import { type BundleSource, type Verdict, verifyBundle } from '../../ledger/verification';
import { CodedError } from '../../port/coded-error';

/** What the client of a log has of its own. */
export interface OwnEvidence {
  /** A verifier key of the log, as it was once given to the client. */
  readonly key?: string;
  /** Files with checkpoints that the client kept. */
  readonly checkpoints: readonly string[];
}

export type BundleVerdict = Verdict;
export type BundleFinding = Finding;

const FILES = ['bundle.json', 'keys.txt', 'checkpoint.txt', 'range.json'];
const FOLDERS = ['checkpoints', 'consistency'];

/** Large enough that the reading costs little beside the hashing. */
const CHUNK_BYTES = 262_144;

/**
 * Verifies a bundle in a folder, without any daemon.
 *
 * @throws CodedError FILE_UNREADABLE; what is wrong with the bundle is in the verdict.
 */
export async function verifyFolder(folder: string, own: OwnEvidence): Promise<BundleVerdict> {
  return verifyBundle(openFolder(folder), trustOf(own));
}

/**
 * Verifies a bundle while it comes in.
 *
 * @throws CodedError FILE_UNREADABLE, and what its source throws
 */
export const verifyStream = (source: BundleSource, own: OwnEvidence): Promise<BundleVerdict> =>
  verifyBundle(source, trustOf(own));

/** The note in a file that the client kept. */
export const keptNote = (file: string): string => Buffer.from(bytesOf(file)).toString('utf8');

/** A checkpoint that was kept counts as it is: its signatures are checked with the log's keys. */
const trustOf = ({ key, checkpoints }: OwnEvidence) => {
  const kept = checkpoints.map((name) => ({ name, note: bytesOf(name) }));
  return key === undefined ? { kept } : { key, kept };
};

function openFolder(folder: string): BundleSource {
  // Where there is nothing at all, the name is wrong, and not the bundle.
  namesIn(folder);
  const files = new Map<string, Uint8Array>();
  const keep = (name: string): void => {
    if (existsSync(join(folder, name))) files.set(name, bytesOf(join(folder, name)));
  };
  for (const name of FILES) keep(name);
  for (const inner of FOLDERS) {
    if (!existsSync(join(folder, inner))) continue;
    for (const name of namesIn(join(folder, inner))) keep(`${inner}/${name}`);
  }
  const disclosures = join(folder, 'disclosures.ndjson');
  const entries = chunksOf(join(folder, 'entries.ndjson'));
  return existsSync(disclosures)
    ? { files, entries, disclosures: chunksOf(disclosures) }
    : { files, entries };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      yield chunk as Uint8Array;
    }
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown): CodedError {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = 'name the folder of a bundle, or a file that can be read';
  return new CodedError('FILE_UNREADABLE', `${path} cannot be read (${code})`, remedy);
}
