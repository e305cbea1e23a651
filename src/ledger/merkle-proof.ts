import { LedgerError, type LedgerErrorCode } from './ledger-error';
import {
  checkHash,
  checkSize,
  emptyRoot,
  type LeafRange,
  nodeHash,
  type ReadHash,
  rangeNodes,
  rangeRoot,
  splitOf,
  type TreeNode,
} from './merkle-tree';

/** A leaf in a tree: its place from 0, and how many leaves the tree has. */
export interface LeafPlace {
  readonly index: number;
  readonly size: number;
}

/** Two sizes of one log, the first not larger than the second. */
export interface Growth {
  readonly firstSize: number;
  readonly secondSize: number;
}

/** What somebody claims: that this leaf stands in the tree with this root. */
export interface InclusionClaim extends LeafPlace {
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
}

/** What somebody claims: that the second tree begins with all of the first. */
export interface ConsistencyClaim extends Growth {
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
}

/**
 * PATH(index, D[size]) of RFC 9162, section 2.1.3.1, from the leaf upwards.
 *
 * @throws LedgerError TREE_POSITION, TREE_HASH_MISSING, PROOF_HASH_LENGTH
 */
export const inclusionProof = (place: LeafPlace, readHash: ReadHash): Buffer[] =>
  inclusionRanges(place).map((range) => rangeRoot(range, readHash));

/** Which hashes the inclusion proof is made of, so that a store can fetch them in one query. */
export const inclusionNodes = (place: LeafPlace): TreeNode[] =>
  inclusionRanges(place).flatMap(rangeNodes);

/**
 * PROOF(firstSize, D[secondSize]) of RFC 9162, section 2.1.4.1. Empty where the first tree is
 * empty or the same one: there is nothing to show.
 *
 * @throws LedgerError TREE_POSITION, TREE_HASH_MISSING, PROOF_HASH_LENGTH
 */
export const consistencyProof = (growth: Growth, readHash: ReadHash): Buffer[] =>
  consistencyRanges(growth).map((range) => rangeRoot(range, readHash));

/** Which hashes the consistency proof is made of. */
export const consistencyNodes = (growth: Growth): TreeNode[] =>
  consistencyRanges(growth).flatMap(rangeNodes);

/**
 * Returns if the proof shows the claim (RFC 9162, section 2.1.3.2).
 *
 * @throws LedgerError TREE_POSITION, PROOF_LENGTH, PROOF_HASH_LENGTH, PROOF_ROOT_DIFFERS
 */
export function verifyInclusion(claim: InclusionClaim, proof: readonly Uint8Array[]): void {
  const where = checkPlace(claim);
  checkHashes([claim.leafHash, claim.root, ...proof], where);
  const climb: Climb = { place: claim.index, last: claim.size - 1 };
  let root = claim.leafHash;
  for (const sibling of proof) {
    root = stepUp(climb, where) ? nodeHash(sibling, root) : nodeHash(root, sibling);
  }
  if (climb.last !== 0) throw refusal('PROOF_LENGTH', where, 'the proof is too short');
  checkRoot(root, claim.root, where);
}

/**
 * Returns if the proof shows the claim (RFC 9162, section 2.1.4.2).
 *
 * @throws LedgerError TREE_POSITION, PROOF_LENGTH, PROOF_HASH_LENGTH, PROOF_ROOT_DIFFERS
 */
export function verifyConsistency(claim: ConsistencyClaim, proof: readonly Uint8Array[]): void {
  const { firstSize, secondSize, firstRoot, secondRoot } = claim;
  const where = checkGrowth(claim);
  checkHashes([firstRoot, secondRoot, ...proof], where);
  if (firstSize === 0 || firstSize === secondSize) {
    if (proof.length > 0) throw refusal('PROOF_LENGTH', where, 'there is nothing to prove');
    checkRoot(firstRoot, firstSize === 0 ? emptyRoot() : secondRoot, where);
    if (secondSize === 0) checkRoot(secondRoot, emptyRoot(), where);
    return;
  }
  const climb: Climb = { place: firstSize - 1, last: secondSize - 1 };
  while (climb.place % 2 === 1) rise(climb);
  // A first tree that is one complete subtree is where the climb begins, and is not sent.
  const [start, ...rest] = climb.place === 0 ? [firstRoot, ...proof] : proof;
  if (start === undefined) throw refusal('PROOF_LENGTH', where, 'the proof is empty');
  let first = start;
  let second = start;
  for (const sibling of rest) {
    const isLeft = stepUp(climb, where);
    if (isLeft) first = nodeHash(sibling, first);
    second = isLeft ? nodeHash(sibling, second) : nodeHash(second, sibling);
  }
  if (climb.last !== 0) throw refusal('PROOF_LENGTH', where, 'the proof is too short');
  checkRoot(first, firstRoot, where);
  checkRoot(second, secondRoot, where);
}

/** From a node towards the root: its place in its level, and the level's last place. */
interface Climb {
  place: number;
  last: number;
}

function rise(climb: Climb): void {
  climb.place = Math.floor(climb.place / 2);
  climb.last = Math.floor(climb.last / 2);
}

/**
 * Climbs past one hash of a proof; true when that hash stands to the left. Divisions and no
 * shifts: those would cut the numbers to 32 bits.
 */
function stepUp(climb: Climb, where: string): boolean {
  if (climb.last === 0) throw refusal('PROOF_LENGTH', where, 'the proof is too long');
  const isLeft = climb.place % 2 === 1 || climb.place === climb.last;
  // The last node of a level that has no sibling there is carried up unchanged.
  if (isLeft) while (climb.place % 2 === 0 && climb.place !== 0) rise(climb);
  rise(climb);
  return isLeft;
}

function inclusionRanges(leaf: LeafPlace): LeafRange[] {
  checkPlace(leaf);
  const ranges: LeafRange[] = [];
  let begin = 0;
  let end = leaf.size;
  while (end - begin > 1) {
    const middle = begin + splitOf(end - begin);
    const isLeft = leaf.index < middle;
    ranges.push(isLeft ? { begin: middle, end } : { begin, end: middle });
    if (isLeft) end = middle;
    else begin = middle;
  }
  return ranges.reverse();
}

function consistencyRanges(growth: Growth): LeafRange[] {
  checkGrowth(growth);
  const { firstSize, secondSize } = growth;
  if (firstSize === 0) return [];
  const ranges: LeafRange[] = [];
  let begin = 0;
  let end = secondSize;
  while (end !== firstSize) {
    const middle = begin + splitOf(end - begin);
    const isLeft = firstSize <= middle;
    ranges.push(isLeft ? { begin: middle, end } : { begin, end: middle });
    if (isLeft) end = middle;
    else begin = middle;
  }
  // The first tree itself is known to the verifier, a part of it is not.
  if (begin > 0) ranges.push({ begin, end });
  return ranges.reverse();
}

function checkPlace({ index, size }: LeafPlace): string {
  const where = `leaf ${index} of ${size}`;
  if (checkSize(index, where) < checkSize(size, where)) return where;
  throw refusal('TREE_POSITION', where, 'the tree has no such leaf');
}

function checkGrowth({ firstSize, secondSize }: Growth): string {
  const where = `size ${firstSize} to ${secondSize}`;
  if (checkSize(firstSize, where) <= checkSize(secondSize, where)) return where;
  throw refusal('TREE_POSITION', where, 'a log does not shrink');
}

function checkHashes(hashes: readonly Uint8Array[], where: string): void {
  for (const hash of hashes) checkHash(hash, where);
}

function checkRoot(computed: Uint8Array, claimed: Uint8Array, where: string): void {
  if (Buffer.compare(computed, claimed) === 0) return;
  throw refusal('PROOF_ROOT_DIFFERS', where, 'the proof leads to another root');
}

const refusal = (code: LedgerErrorCode, where: string, what: string): LedgerError =>
  new LedgerError(code, where, what, 'ask for the proof again, and keep this one as evidence');
