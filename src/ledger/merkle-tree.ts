import { hash as digest } from 'node:crypto';
import { LedgerError } from './ledger-error';

/** SHA-256. */
export const HASH_BYTES = 32;

/** A complete subtree: the leaves from `index * 2^level`, `2^level` of them. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** The leaves from `begin` up to and without `end`. */
export interface LeafRange {
  readonly begin: number;
  readonly end: number;
}

/** Where hashes of complete subtrees come from; undefined where there is none. */
export type ReadHash = (node: TreeNode) => Uint8Array | undefined;

/**
 * All that is needed of a log to go on with it: the roots (base64) of the complete subtrees that
 * its leaves fall into, from the largest to the smallest. Plain data, kept in a row as JSON.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly string[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** RFC 9162, section 2.1.1: the root of no leaves is the hash of nothing. */
export const emptyRoot = (): Buffer => digest('sha256', '', 'buffer');

/** `SHA-256(0x00 || entry)`; the prefix keeps a leaf from passing for a node. */
export function leafHash(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + entry.length);
  bytes[0] = 0x00;
  bytes.set(entry, 1);
  return digest('sha256', bytes, 'buffer');
}

/** `SHA-256(0x01 || left || right)`. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + left.length + right.length);
  bytes[0] = 0x01;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return digest('sha256', bytes, 'buffer');
}

/**
 * The frontier after more leaves (their hashes, in order). `onNode` hears of every subtree above
 * the leaves as it becomes complete: kept, these are what proofs are read from.
 *
 * @throws LedgerError FRONTIER_DAMAGED, PROOF_HASH_LENGTH, TREE_POSITION
 */
export function appendLeaves(
  frontier: Frontier,
  leaves: Iterable<Uint8Array>,
  onNode?: (node: TreeNode, hash: Buffer) => void,
): Frontier {
  const roots: Uint8Array[] = rootsOf(frontier);
  let { size } = frontier;
  for (const leaf of leaves) {
    checkHash(leaf, `leaf ${size}`);
    let hash = leaf;
    let index = size;
    // As in a binary counter, each trailing one is a subtree that this leaf completes.
    for (let level = 1; index % 2 === 1; level += 1) {
      const left = roots.pop();
      if (left === undefined) throw damaged(frontier);
      const parent = nodeHash(left, hash);
      index = (index - 1) / 2;
      onNode?.({ level, index }, parent);
      hash = parent;
    }
    roots.push(hash);
    size += 1;
  }
  checkSize(size, 'the size');
  return { size, hashes: roots.map((root) => Buffer.from(root).toString('base64')) };
}

/** The root of all leaves appended so far. */
export const frontierRoot = (frontier: Frontier): Buffer => foldRoots(rootsOf(frontier));

/** The root of the log when it had that many leaves, from what is kept of it. */
export const treeRoot = (size: number, readHash: ReadHash): Buffer =>
  rangeRoot({ begin: 0, end: checkSize(size, 'the size') }, readHash);

/** The root of a range that a proof names; its subtrees become smaller towards the end. */
export const rangeRoot = (range: LeafRange, readHash: ReadHash): Buffer =>
  foldRoots(rangeNodes(range).map((node) => storedHash(node, readHash)));

/**
 * The complete subtrees that make up a range, from left to right: the largest that begins there
 * and fits, again and again. At most two for each level, so a store can ask for all at once.
 */
export function rangeNodes({ begin, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = begin; at < end; ) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The largest power of two below the count (of at least 2): where the RFC splits a tree. */
export function splitOf(leafCount: number): number {
  let width = 1;
  while (width * 2 < leafCount) width *= 2;
  return width;
}

/** The size or place itself, if a number can count it exactly. */
export function checkSize(size: number, where: string): number {
  if (Number.isSafeInteger(size) && size >= 0) return size;
  throw new LedgerError('TREE_POSITION', where, `${size} counts no leaves`, 'give a whole number');
}

export function checkHash(hash: Uint8Array, where: string): void {
  if (hash.length === HASH_BYTES) return;
  const what = `a hash has ${HASH_BYTES} bytes, and not ${hash.length}`;
  throw new LedgerError('PROOF_HASH_LENGTH', where, what, 'fetch it again from its source');
}

function storedHash(node: TreeNode, readHash: ReadHash): Uint8Array {
  const hash = readHash(node);
  const where = `node ${node.level}/${node.index}`;
  if (hash === undefined) {
    const remedy = 'build the hashes again from the entries';
    throw new LedgerError('TREE_HASH_MISSING', where, 'its hash is not there', remedy);
  }
  checkHash(hash, where);
  return hash;
}

/** Of subtrees that become smaller: the smallest two are joined first. */
function foldRoots(roots: readonly Uint8Array[]): Buffer {
  if (roots.length === 0) return emptyRoot();
  return Buffer.from(roots.reduceRight((right, left) => nodeHash(left, right)));
}

/** As many subtrees as the size has ones in binary, or it is no frontier of that size. */
function rootsOf(frontier: Frontier): Buffer[] {
  const { size, hashes } = frontier;
  const roots = hashes.map((hash) => Buffer.from(hash, 'base64'));
  const isCounted = Number.isSafeInteger(size) && size >= 0;
  const count = isCounted ? rangeNodes({ begin: 0, end: size }).length : -1;
  if (roots.length === count && roots.every((root) => root.length === HASH_BYTES)) return roots;
  throw damaged(frontier);
}

function damaged({ size, hashes }: Frontier): LedgerError {
  const what = `${hashes.length} hashes are no frontier of ${size} leaves`;
  return new LedgerError('FRONTIER_DAMAGED', 'frontier', what, 'build it again from the entries');
}
