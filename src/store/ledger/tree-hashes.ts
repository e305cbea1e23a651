import type { Knex } from 'knex';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  frontierRoot,
  type ReadHash,
  type TreeNode,
} from '../../ledger/merkle-tree';
import { NODE_LEVEL_MIN } from './log-draft';

/**
 * The hashes of complete subtrees of a log, as many as are asked for in two queries: those from
 * level 8 up are kept, smaller ones are computed from their leaves, fewer than 256 for each.
 */
export async function readHashes(
  db: Knex,
  log: string,
  nodes: readonly TreeNode[],
): Promise<ReadHash> {
  const kept = await keptHashes(db, log, nodes.filter(isKept));
  const small = nodes.filter((node) => !isKept(node));
  const leaves = await leafHashes(db, log, small);
  const found = new Map(kept);
  for (const node of small) {
    const own = rangeOf(node).map((index) => leaves.get(index));
    if (own.every((hash) => hash !== undefined)) {
      found.set(nameOf(node), frontierRoot(appendLeaves(EMPTY_FRONTIER, own)));
    }
  }
  return (node) => found.get(nameOf(node));
}

const isKept = ({ level }: TreeNode): boolean => level >= NODE_LEVEL_MIN;

const nameOf = ({ level, index }: TreeNode): string => `${level}/${index}`;

const rangeOf = ({ level, index }: TreeNode): number[] =>
  Array.from({ length: 2 ** level }, (_, offset) => index * 2 ** level + offset);

async function keptHashes(
  db: Knex,
  log: string,
  nodes: readonly TreeNode[],
): Promise<[string, Buffer][]> {
  if (nodes.length === 0) return [];
  const { rows } = await db.raw(
    `select n.level, n.node_index as index, n.hash
     from unnest(:levels::smallint[], :indexes::bigint[]) as a (level, index)
     join ledger_nodes as n on n.log = :log and n.level = a.level and n.node_index = a.index`,
    { log, levels: nodes.map(({ level }) => level), indexes: nodes.map(({ index }) => index) },
  );
  return rows.map((row: TreeNode & { hash: Buffer }) => [nameOf(row), row.hash]);
}

async function leafHashes(
  db: Knex,
  log: string,
  nodes: readonly TreeNode[],
): Promise<ReadonlyMap<number, Buffer>> {
  if (nodes.length === 0) return new Map();
  // Each by its number: of a range the planner thinks that it is a ninth of all leaves.
  const { rows } = await db.raw(
    `select leaf_index, leaf_hash from ledger_leaves
     where log = :log and leaf_index = any(:indexes::bigint[])`,
    { log, indexes: nodes.flatMap(rangeOf) },
  );
  return new Map(
    rows.map((row: { leaf_index: number; leaf_hash: Buffer }) => [row.leaf_index, row.leaf_hash]),
  );
}
