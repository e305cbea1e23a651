import {
  type BundleHead,
  malformed,
  parseBundle,
  parseProof,
  parseRange,
  type RangeProof,
} from './bundle';
import { openCheckpoint } from './checkpoint';
import type { SourceHead } from './entry';
import type { Finding, FindingCode } from './finding';
import { isLedgerError, LedgerError } from './ledger-error';
import { type KeyChain, parseKeys, trustedFrom } from './log-key';
import type { NoteVerifier } from './note-key';
import { parseHeads } from './source-head';

/** The small files of a bundle by their path in it: all but entries and disclosures. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** What the client has of its own. */
export interface Trust {
  /** A verifier key of the log; without it the bundle's first one is believed. */
  readonly key?: string;
  /** Checkpoints that the client kept. */
  readonly kept: readonly KeptCheckpoint[];
}

export interface KeptCheckpoint {
  /** As the client calls it: the file. */
  readonly name: string;
  readonly note: Uint8Array;
}

/** A signed head of the log, at one size. */
export interface Mark {
  readonly where: string;
  readonly isKept: boolean;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly heads: ReadonlyMap<string, SourceHead>;
  /** Places in the key chain of who has signed it. */
  readonly signers: readonly number[];
}

/** All that was signed and proven, read and checked; entries are compared with it. */
export interface BundleProof {
  readonly head: BundleHead;
  readonly chain: KeyChain;
  readonly newest: Mark;
  /** Older ones in the bundle, then the client's own. */
  readonly marks: readonly Mark[];
  readonly range: RangeProof;
  /** Consistency proofs by the size that they begin at. */
  readonly consistency: ReadonlyMap<number, readonly Buffer[]>;
}

/**
 * Reads the small files, in the order that docs/ledger-format.md gives.
 *
 * @returns the first finding where one of them is not what it has to be
 */
export function readProof(files: BundleFiles, trust: Trust): BundleProof | Finding {
  let stage: FindingCode = 'BUNDLE_MALFORMED';
  try {
    const head = parseBundle(textOf(files, 'bundle.json'));
    stage = 'KEY_CHAIN';
    const chain = parseKeys(textOf(files, 'keys.txt'), head.origin);
    stage = 'KEY_UNTRUSTED';
    const trusted = trustedPlace(chain, trust.key);
    stage = 'CHECKPOINT_UNTRUSTED';
    const reading: Reading = { files, head, chain };
    const newest = newestOf(reading, trusted);
    const older = numbered(files, 'checkpoints/', '.txt').map((size) => olderOf(reading, size));
    const kept = trust.kept.map(({ name, note }) => markOf(reading, { name, note, isKept: true }));
    stage = 'BUNDLE_MALFORMED';
    const marks = [...older, ...kept];
    const range = parseRange(textOf(files, 'range.json'), head);
    return { head, chain, newest, marks, range, consistency: proofsOf(files, marks) };
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    const { where, message } = error;
    return { code: stage, where, how: message.slice(where.length + 2) };
  }
}

interface Reading {
  readonly files: BundleFiles;
  readonly head: BundleHead;
  readonly chain: KeyChain;
}

function trustedPlace({ keys }: KeyChain, key?: string): number {
  const place = key === undefined ? 0 : keys.findIndex((one) => one.key === key);
  if (place >= 0) return place;
  throw new LedgerError('KEY_CHAIN', 'keys.txt', 'the key that you trust is not in it', '');
}

function newestOf(reading: Reading, trusted: number): Mark {
  const note = bytesOf(reading.files, 'checkpoint.txt');
  const verifiers = trustedFrom(reading.chain, trusted);
  const mark = markOf(reading, { name: 'checkpoint.txt', note, isKept: false }, verifiers);
  if (mark.size === reading.head.size) return mark;
  throw untrusted('checkpoint.txt', 'it is of another size than bundle.json says');
}

function olderOf(reading: Reading, size: number): Mark {
  const name = `checkpoints/${size}.txt`;
  const mark = markOf(reading, { name, note: bytesOf(reading.files, name), isKept: false });
  if (mark.size !== size) throw untrusted(name, 'it is of another size than its name says');
  if (size <= reading.head.size) return mark;
  throw untrusted(name, 'it is newer than checkpoint.txt');
}

interface Note extends KeptCheckpoint {
  readonly isKept: boolean;
}

function markOf(
  { head, chain }: Reading,
  { name, note, isKept }: Note,
  verifiers: readonly NoteVerifier[] = chain.verifiers,
): Mark {
  try {
    const { checkpoint, verified } = openCheckpoint(note, head.origin, verifiers);
    const { size, rootHash, extensions } = checkpoint;
    const root = Buffer.from(rootHash).toString('base64');
    const signers = verified.map(({ keyId }) =>
      chain.verifiers.findIndex((verifier) => verifier.keyId === keyId),
    );
    return { where: name, isKept, size, root, heads: parseHeads(extensions), signers };
  } catch (error) {
    throw isLedgerError(error) ? untrusted(name, error.message) : error;
  }
}

function proofsOf(files: BundleFiles, marks: readonly Mark[]): Map<number, readonly Buffer[]> {
  const proofs = new Map<number, readonly Buffer[]>();
  for (const size of numbered(files, 'consistency/', '.json')) {
    const where = `consistency/${size}.json`;
    if (!marks.some((mark) => mark.size === size)) {
      throw malformed(where, 'there is no checkpoint that it begins at');
    }
    proofs.set(size, parseProof(textOf(files, where), where));
  }
  return proofs;
}

/** Sizes that files of a folder are named after, the smallest first. */
function numbered(files: BundleFiles, folder: string, ending: string): number[] {
  const names = [...files.keys()].filter((name) => name.startsWith(folder));
  const sizes = names.map((name) => {
    const stem = name.endsWith(ending) ? name.slice(folder.length, -ending.length) : '';
    if (/^(0|[1-9][0-9]{0,14})$/.test(stem)) return Number(stem);
    throw malformed(name, 'its name is no size');
  });
  return sizes.sort((a, b) => a - b);
}

function bytesOf(files: BundleFiles, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes) return bytes;
  throw malformed(name, 'it is not there');
}

function textOf(files: BundleFiles, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(files, name));
  } catch (error) {
    throw isLedgerError(error) ? error : malformed(name, 'it is not UTF-8');
  }
}

const untrusted = (where: string, what: string): LedgerError =>
  new LedgerError('CHECKPOINT_UNSIGNED', where, what, 'ask for the checkpoint again');
