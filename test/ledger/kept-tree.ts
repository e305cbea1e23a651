import {
  appendLeaves,
  EMPTY_FRONTIER,
  type Frontier,
  leafHash,
  type ReadHash,
} from '../../src/ledger/merkle-tree';

/** A log in memory: its frontier as it survived JSON, and the hashes that proofs are read from. */
export interface KeptTree {
  readonly frontier: Frontier;
  readonly readHash: ReadHash;
}

/** Appends the entries in batches of these sizes, then the rest at once. */
export function keptTree(
  entries: readonly Uint8Array[],
  batchSizes: readonly number[] = [],
): KeptTree {
  const kept = new Map<string, Buffer>();
  const hashes = entries.map(leafHash);
  let frontier = EMPTY_FRONTIER;
  for (const size of [...batchSizes, entries.length]) {
    const batch = hashes.slice(frontier.size, frontier.size + size);
    const grown = appendLeaves(frontier, batch, ({ level, index }, hash) => {
      kept.set(`${level}/${index}`, hash);
    });
    frontier = JSON.parse(JSON.stringify(grown));
  }
  const readHash: ReadHash = ({ level, index }) =>
    level === 0 ? hashes[index] : kept.get(`${level}/${index}`);
  return { frontier, readHash };
}
