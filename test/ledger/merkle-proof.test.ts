import fc from 'fast-check';
import {
  type ConsistencyClaim,
  consistencyNodes,
  consistencyProof,
  type InclusionClaim,
  inclusionNodes,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from '../../src/ledger/merkle-proof';
import { emptyRoot, leafHash, type ReadHash, type TreeNode } from '../../src/ledger/merkle-tree';
import { keptTree } from './kept-tree';
import { naivePath, naiveProof, naiveRoot } from './naive-tree';
import { refusalOf } from './refusal';
import { CT_GROWTHS, CT_LEAVES, CT_PATHS, CT_ROOTS } from './tree-vectors';

const hexes = (hashes: readonly Uint8Array[]): string[] =>
  hashes.map((hash) => Buffer.from(hash).toString('hex'));
const bytes = (hex: string | undefined): Buffer => Buffer.from(hex ?? '', 'hex');

const entries = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));

const someHash = Buffer.from(`abacaba${'0'.repeat(45)}60061e00123456`.slice(0, 64), 'hex');

/** Ways to spoil a list of hashes; each gives another list. */
function spoiltProofs(proof: readonly Uint8Array[], root: Uint8Array): Uint8Array[][] {
  const flipped = proof.map((_, place) =>
    proof.map((hash, at) => {
      const copy = Buffer.from(hash);
      if (at === place) copy.writeUInt8(copy.readUInt8(place) ^ 8, place);
      return copy;
    }),
  );
  const [first, ...rest] = proof;
  return [
    ...flipped,
    [...proof, root],
    [root, ...proof],
    [...proof, Buffer.alloc(0)],
    [Buffer.alloc(0), ...proof],
    ...(first ? [proof.slice(0, -1), rest, [first, someHash, ...rest]] : []),
    ...(rest[0] && first ? [[rest[0], first, ...rest.slice(1)]] : []),
  ];
}

describe('the published vectors', () => {
  const { readHash } = keptTree(CT_LEAVES);

  it.each(CT_PATHS)('prove that leaf %i is in the tree of %i', (index, size, path) => {
    expect(hexes(inclusionProof({ index, size }, readHash))).toEqual(path);
    const claim = {
      ...{ index, size, root: bytes(CT_ROOTS[size]) },
      leafHash: leafHash(CT_LEAVES[index] ?? Buffer.alloc(0)),
    };
    verifyInclusion(claim, path.map(bytes));
  });

  it.each(CT_GROWTHS)('prove that the tree of %i is in that of %i', (first, second, proof) => {
    const growth = { firstSize: first, secondSize: second };
    expect(hexes(consistencyProof(growth, readHash))).toEqual(proof);
    const roots = { firstRoot: bytes(CT_ROOTS[first]), secondRoot: bytes(CT_ROOTS[second]) };
    verifyConsistency({ ...growth, ...roots }, proof.map(bytes));
  });

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ])('refuse leaf %i of %i without anything that leads to a root', (index, size) => {
    const probe = (hash: Uint8Array, root: Uint8Array) =>
      refusalOf(() => verifyInclusion({ index, size, leafHash: hash, root }, []));
    const none = Buffer.alloc(0);
    expect(probe(someHash, none)).toBeDefined();
    expect(probe(none, emptyRoot())).toBeDefined();
    expect(probe(someHash, emptyRoot())).toBeDefined();
  });
});

/** Every leaf of every tree up to here, and every pair of sizes. */
const LARGEST = 36;

describe('every proof of small trees', () => {
  const all = entries(LARGEST);
  const { readHash } = keptTree(all);

  it('of inclusion is that of the RFC, is accepted, and asks for what it names only', () => {
    for (let size = 1; size <= LARGEST; size += 1) {
      const leaves = all.slice(0, size);
      const root = naiveRoot(leaves);
      for (const [index, entry] of leaves.entries()) {
        const place = { index, size };
        const asked: TreeNode[] = [];
        const proof = inclusionProof(place, noting(readHash, asked));
        expect(asked).toEqual(inclusionNodes(place));
        expect(hexes(proof)).toEqual(hexes(naivePath(index, leaves)));
        verifyInclusion({ ...place, leafHash: leafHash(entry), root }, proof);
      }
    }
  });

  it('of consistency is that of the RFC, is accepted, and asks for what it names only', () => {
    const roots = Array.from({ length: LARGEST + 1 }, (_, size) => naiveRoot(all.slice(0, size)));
    for (const [secondSize, secondRoot] of roots.entries()) {
      for (const [firstSize, firstRoot] of roots.slice(0, secondSize + 1).entries()) {
        const growth = { firstSize, secondSize };
        const asked: TreeNode[] = [];
        const proof = consistencyProof(growth, noting(readHash, asked));
        expect(asked).toEqual(consistencyNodes(growth));
        const expected = firstSize === 0 ? [] : naiveProof(firstSize, all.slice(0, secondSize));
        expect(hexes(proof)).toEqual(hexes(expected));
        verifyConsistency({ ...growth, firstRoot, secondRoot }, proof);
      }
    }
  });

  const noting =
    (read: ReadHash, asked: TreeNode[]): ReadHash =>
    (node) => {
      asked.push(node);
      return read(node);
    };
});

describe('a wrong proof', () => {
  const sizes = fc.integer({ min: 1, max: 70 });

  it('of inclusion is refused, however it is wrong', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const all = entries(size);
        const index = seed % size;
        const proof = inclusionProof({ index, size }, keptTree(all).readHash);
        const root = naiveRoot(all);
        const claim: InclusionClaim = {
          ...{ index, size, root },
          leafHash: leafHash(Buffer.from(`entry ${index}`)),
        };
        expect(refusalOf(() => verifyInclusion(claim, proof))).toBeUndefined();
        const wrongClaims: InclusionClaim[] = [
          ...[index - 1, index + 1, seed + size].map((at) => ({ ...claim, index: at })),
          ...[size * 2, Math.floor(size / 2), 2 ** 53].map((of) => ({ ...claim, size: of })),
          ...[emptyRoot(), someHash, leafHash(root)].map((of) => ({ ...claim, root: of })),
          { ...claim, leafHash: someHash },
        ];
        for (const wrong of wrongClaims) {
          expect(refusalOf(() => verifyInclusion(wrong, proof))).toBeDefined();
        }
        for (const spoilt of spoiltProofs(proof, root)) {
          expect(refusalOf(() => verifyInclusion(claim, spoilt))).toBeDefined();
        }
      }),
    );
  });

  it('of consistency is refused, however it is wrong', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, seed) => {
        const all = entries(size + 1);
        const growth = { firstSize: 1 + (seed % size), secondSize: size + 1 };
        const proof = consistencyProof(growth, keptTree(all).readHash);
        const firstRoot = naiveRoot(all.slice(0, growth.firstSize));
        const secondRoot = naiveRoot(all);
        const claim: ConsistencyClaim = { ...growth, firstRoot, secondRoot };
        expect(refusalOf(() => verifyConsistency(claim, proof))).toBeUndefined();
        const wrongClaims: ConsistencyClaim[] = [
          { ...claim, firstRoot: someHash },
          { ...claim, secondRoot: someHash },
          { ...claim, firstRoot: secondRoot, secondRoot: firstRoot },
          { ...claim, firstSize: 0 },
          { ...claim, firstSize: claim.secondSize },
          { ...claim, firstSize: claim.secondSize + 1 },
          { ...claim, secondSize: claim.secondSize * 2 },
        ];
        for (const wrong of wrongClaims) {
          expect(refusalOf(() => verifyConsistency(wrong, proof))).toBeDefined();
        }
        for (const spoilt of spoiltProofs(proof, secondRoot)) {
          expect(refusalOf(() => verifyConsistency(claim, spoilt))).toBeDefined();
        }
      }),
    );
  });

  it('is refused when an entry of the past was changed, left out, put in or moved', () => {
    const before = entries(11);
    const firstRoot = naiveRoot(before);
    const [a, b, ...others] = before as [Buffer, Buffer, ...Buffer[]];
    const forged = [
      [Buffer.from('other'), b, ...others],
      [b, ...others, a],
      [b, a, ...others],
    ];
    for (const past of [...forged, [a, a, b, ...others]]) {
      const now = [...past, ...entries(6)];
      const growth = { firstSize: 11, secondSize: now.length };
      const proof = consistencyProof(growth, keptTree(now).readHash);
      const claim = { ...growth, firstRoot, secondRoot: naiveRoot(now) };
      expect(refusalOf(() => verifyConsistency(claim, proof))).toBe('PROOF_ROOT_DIFFERS');
    }
  });

  it('of trees that need none is refused, and so are roots that cannot be', () => {
    const code = (firstSize: number, secondSize: number, roots: Uint8Array[], proof: Buffer[]) => {
      const [firstRoot = someHash, secondRoot = someHash] = roots;
      const claim = { firstSize, secondSize, firstRoot, secondRoot };
      return refusalOf(() => verifyConsistency(claim, proof));
    };
    expect(code(0, 5, [emptyRoot()], [someHash])).toBe('PROOF_LENGTH');
    expect(code(5, 5, [], [someHash])).toBe('PROOF_LENGTH');
    expect(code(5, 5, [emptyRoot()], [])).toBe('PROOF_ROOT_DIFFERS');
    expect(code(0, 5, [], [])).toBe('PROOF_ROOT_DIFFERS');
    expect(code(0, 0, [emptyRoot()], [])).toBe('PROOF_ROOT_DIFFERS');
  });

  it('has a code that says what is wrong with it', () => {
    const claim = { index: 0, size: 2, leafHash: someHash, root: someHash };
    expect(refusalOf(() => verifyInclusion(claim, []))).toBe('PROOF_LENGTH');
    expect(refusalOf(() => verifyInclusion(claim, [someHash, someHash]))).toBe('PROOF_LENGTH');
    expect(refusalOf(() => verifyInclusion(claim, [someHash]))).toBe('PROOF_ROOT_DIFFERS');
    expect(refusalOf(() => verifyInclusion(claim, [Buffer.alloc(8)]))).toBe('PROOF_HASH_LENGTH');
    expect(refusalOf(() => verifyInclusion({ ...claim, index: 2 }, []))).toBe('TREE_POSITION');
    expect(refusalOf(() => inclusionProof({ index: 0.5, size: 2 }, () => someHash))).toBe(
      'TREE_POSITION',
    );
    expect(refusalOf(() => consistencyProof({ firstSize: 3, secondSize: 2 }, () => someHash))).toBe(
      'TREE_POSITION',
    );
  });
});
