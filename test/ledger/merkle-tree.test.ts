import fc from 'fast-check';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  emptyRoot,
  frontierRoot,
  leafHash,
  nodeHash,
  rangeNodes,
  treeRoot,
} from '../../src/ledger/merkle-tree';
import { keptTree } from './kept-tree';
import { naiveRoot } from './naive-tree';
import { refusalOf } from './refusal';
import { COMPACT_ROOTS, CT_LEAVES, CT_NODES, CT_ROOTS } from './tree-vectors';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Leaves as those of the published compact ranges: two bytes, the low one first. */
const countedLeaf = (index: number): Buffer =>
  leafHash(Buffer.from([index % 256, Math.floor(index / 256) % 256]));

describe('the published vectors', () => {
  it('hashes nothing, leaves and nodes as RFC 6962 does', () => {
    expect(hex(emptyRoot())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(hex(leafHash(Buffer.from('L123456')))).toBe(
      '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
    );
    expect(hex(nodeHash(Buffer.from('N123'), Buffer.from('N456')))).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
  });

  it.each(CT_ROOTS.map((root, size) => [size, root] as const))(
    'gives the root of %i leaves of Certificate Transparency',
    (size, root) => {
      const { frontier, readHash } = keptTree(CT_LEAVES.slice(0, size));
      expect(hex(frontierRoot(frontier))).toBe(root);
      expect(hex(treeRoot(size, readHash))).toBe(root);
    },
  );

  it('keeps the nodes of their tree, each when it is complete', () => {
    const { readHash } = keptTree(CT_LEAVES);
    const kept = CT_NODES.map((row, level) =>
      row.map((_, index) => hex(readHash({ level, index }) ?? Buffer.alloc(0))),
    );
    expect(kept).toEqual(CT_NODES);
  });

  it('gives the roots of the published compact ranges, up to 65,535 leaves', () => {
    let frontier = EMPTY_FRONTIER;
    for (const [size, root] of COMPACT_ROOTS) {
      const count = size - frontier.size;
      const leaves = Array.from({ length: count }, (_, at) => countedLeaf(frontier.size + at));
      frontier = appendLeaves(frontier, leaves);
      expect([size, frontierRoot(frontier).toString('base64')]).toEqual([size, root]);
    }
  });
});

describe('an incremental root', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 70 });

  it('is that of the RFC, in whatever batches the leaves came, at every size on the way', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat(9)), (all, batchSizes) => {
        const { frontier, readHash } = keptTree(all, batchSizes);
        expect(hex(frontierRoot(frontier))).toBe(hex(naiveRoot(all)));
        for (let size = 0; size <= all.length; size += 1) {
          expect(hex(treeRoot(size, readHash))).toBe(hex(naiveRoot(all.slice(0, size))));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('counts on beyond 32 bits', () => {
    const size = 2 ** 40 + 2 ** 33 + 1;
    expect(rangeNodes({ begin: 0, end: size })).toEqual([
      { level: 40, index: 0 },
      { level: 33, index: 128 },
      { level: 0, index: size - 1 },
    ]);
    const hashes = [1, 2, 3].map((byte) => Buffer.alloc(32, byte));
    const frontier = { size, hashes: hashes.map((hash) => hash.toString('base64')) };
    const told: unknown[] = [];
    const grown = appendLeaves(frontier, [Buffer.alloc(32, 4)], (node) => told.push(node));
    expect(grown.size).toBe(size + 1);
    expect(told).toEqual([{ level: 1, index: (size - 1) / 2 }]);
  });

  it('refuses a frontier that is none of its size', () => {
    const { frontier } = keptTree(CT_LEAVES.slice(0, 7));
    const damaged = [
      { ...frontier, size: 6 },
      { ...frontier, size: -1 },
      { ...frontier, size: 7.5 },
      { ...frontier, hashes: frontier.hashes.slice(1) },
      { ...frontier, hashes: ['', ...frontier.hashes.slice(1)] },
    ];
    for (const each of damaged) {
      expect(refusalOf(() => frontierRoot(each))).toBe('FRONTIER_DAMAGED');
      expect(refusalOf(() => appendLeaves(each, []))).toBe('FRONTIER_DAMAGED');
    }
  });

  it('refuses a leaf that is no hash, and a tree of which a hash is gone', () => {
    expect(refusalOf(() => appendLeaves(EMPTY_FRONTIER, [Buffer.alloc(31)]))).toBe(
      'PROOF_HASH_LENGTH',
    );
    expect(refusalOf(() => treeRoot(5, () => undefined))).toBe('TREE_HASH_MISSING');
    expect(refusalOf(() => treeRoot(-1, () => undefined))).toBe('TREE_POSITION');
  });
});
