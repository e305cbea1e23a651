import { hash as digest } from 'node:crypto';
import { emptyRoot, type LeafRange, rangeNodes } from './merkle-tree';

const LEFT = 1;
const RIGHT = 33;

/**
 * The tree while a verifier reads its leaves: only the subtrees that are still open, as base64,
 * and one buffer for all nodes, since this runs once for each entry of a month.
 */
export class RunningTree {
  private readonly open: string[] = [];
  private readonly pair = Buffer.alloc(65, 0x01);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Appends a leaf, or a complete subtree of `2 ** level` leaves that begins here. */
  append(hash: string, level = 0): void {
    let grown = hash;
    let index = this.count / 2 ** level;
    this.count += 2 ** level;
    for (; index % 2 === 1; index = (index - 1) / 2)
      grown = this.node(this.open.pop() ?? '', grown);
    this.open.push(grown);
  }

  /** Appends all subtrees of a range, which must begin here; as many hashes as it has nodes. */
  appendRange(range: LeafRange, hashes: readonly string[]): void {
    rangeNodes(range).forEach(({ level }, at) => {
      this.append(hashes[at] ?? '', level);
    });
  }

  /** The root (base64) of what was appended so far. */
  root(): string {
    const [last, ...rest] = [...this.open].reverse();
    if (last === undefined) return emptyRoot().toString('base64');
    return rest.reduce((right, left) => this.node(left, right), last);
  }

  private node(left: string, right: string): string {
    this.pair.write(left, LEFT, 'base64');
    this.pair.write(right, RIGHT, 'base64');
    return digest('sha256', this.pair, 'base64');
  }
}
