import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../ledger/canonical-json';
import {
  commit,
  type Disclosure,
  type EntryType,
  entryHash,
  FIRST_HEAD,
  type LedgerEntry,
  SALT_BYTES,
  type SealedEntry,
  type SourceHead,
} from '../../ledger/entry';
import { appendLeaves, type TreeNode } from '../../ledger/merkle-tree';
import { RowFault } from '../store-error';
import type { LogHead } from './log-head';

/** What the store itself has to say in a log. Times are ms since the epoch (UTC). */
export interface OwnEntry {
  readonly log: string;
  readonly type: EntryType;
  readonly at: number;
  readonly cause?: { readonly actor: string; readonly reason: string };
  readonly body: { readonly [name: string]: unknown };
  /** Whom `personal` is about. */
  readonly subject?: string;
  /** Values of the body that are only committed to. */
  readonly personal?: { readonly [name: string]: unknown };
}

/** A leaf of the log, by its place and hash. */
export interface KnownLeaf {
  readonly index: number;
  readonly hash: Buffer;
}

export interface PlacedEntry extends KnownLeaf {
  readonly entry: SealedEntry;
}

export interface NewNode extends TreeNode {
  readonly hash: Buffer;
}

/** Why an entry says that something is missing. */
export type GapReason =
  /** It does not go on from its source's newest entry. */
  | 'chain'
  /** Its fact has an entry already, and that one says something else. */
  | 'double';

/** Subtrees below are computed from their leaves. */
export const NODE_LEVEL_MIN = 8;

const DESK = 'desk';

/** A log while one transaction appends to it; nothing of it is written here. */
export class LogDraft {
  readonly placed: PlacedEntry[] = [];
  private readonly sources: Map<string, SourceHead>;

  constructor(private readonly head: LogHead) {
    this.sources = new Map(head.sources);
  }

  /**
   * Puts the entry at the end. Where it does not go on from the newest one of its source, it
   * stands there all the same, and one of our own says so; `onGap` hears of it. Throws a RowFault
   * where it is not what it is called.
   */
  place(entry: SealedEntry, at: number, onGap: () => void): PlacedEntry {
    const { prev } = claimsOf(entry);
    const before = this.newest(entry.source.id);
    const placed = this.put(entry);
    if (entry.n === before.n + 1 && prev === before.leaf) return placed;
    const expected = { n: before.n + 1, prev: before.leaf };
    this.gap('chain', placed, { at, expected, prev });
    onGap();
    return placed;
  }

  /** Says that a fact which has a leaf came again with another text. */
  doubt(entry: SealedEntry, { index, hash: known }: KnownLeaf, at: number): void {
    const { prev } = claimsOf(entry);
    const hash = entryHash(entry.data);
    const expected = { leaf: known.toString('base64') };
    this.gap('double', { index, hash, entry }, { at, expected, prev });
  }

  /** An entry of the log's own desk; returns its index. */
  own({ log, type, at, cause, body, subject, personal = {} }: OwnEntry): number {
    const before = this.newest(DESK);
    const n = before.n + 1;
    const source = { id: DESK, epoch: 0, seq: n, fact: 0 };
    const disclosures: Disclosure[] = [];
    const sealed = Object.entries(personal).map(([name, value]) => {
      const disclosure = commit(randomBytes(SALT_BYTES), value);
      disclosures.push(disclosure);
      return [name, { sealed: disclosure.commitment }];
    });
    const entry: LedgerEntry = {
      ...{ v: 1, log, type, at, source, n, prev: before.leaf },
      ...(cause && { cause }),
      body: { ...body, ...Object.fromEntries(sealed) },
    };
    const data = canonicalJson(entry);
    const common = { log, type, at, source, n, data, disclosures };
    return this.put(subject === undefined ? common : { ...common, subject }).index;
  }

  /** The head after all of it, and the subtrees that are complete by it. */
  grown(): { readonly head: LogHead; readonly nodes: readonly NewNode[] } {
    const nodes: NewNode[] = [];
    const hashes = this.placed.map(({ hash }) => hash);
    const frontier = appendLeaves(this.head.frontier, hashes, (node, hash) => {
      if (node.level >= NODE_LEVEL_MIN) nodes.push({ ...node, hash });
    });
    return { head: { ...this.head, frontier, sources: this.sources }, nodes };
  }

  private gap(
    reason: GapReason,
    { index, hash, entry }: PlacedEntry,
    {
      at,
      expected,
      prev,
    }: { readonly at: number; readonly expected: object; readonly prev: string },
  ): void {
    const { n, source, log } = entry;
    const found = { n, prev, leaf: hash.toString('base64') };
    this.own({ log, type: 'gap', at, body: { reason, source, expected, found, leaf: index } });
  }

  private newest(source: string): SourceHead {
    return this.sources.get(source) ?? FIRST_HEAD;
  }

  private put(entry: SealedEntry): PlacedEntry {
    const hash = entryHash(entry.data);
    const placed = { index: this.head.frontier.size + this.placed.length, hash, entry };
    this.placed.push(placed);
    // What comes late does not turn its source back.
    if (entry.n > this.newest(entry.source.id).n) {
      this.sources.set(entry.source.id, { n: entry.n, leaf: hash.toString('base64') });
    }
    return placed;
  }
}

/** What is hashed and what stands beside it must say the same. Throws a RowFault. */
function claimsOf({ data, log, type, n, source }: SealedEntry): Pick<LedgerEntry, 'prev'> {
  const claimed: LedgerEntry = JSON.parse(data);
  const isSame =
    claimed.log === log &&
    claimed.type === type &&
    claimed.n === n &&
    claimed.source.id === source.id &&
    claimed.source.epoch === source.epoch &&
    claimed.source.seq === source.seq &&
    claimed.source.fact === source.fact;
  if (isSame && source.id !== DESK) return claimed;
  throw new RowFault('an entry of the ledger that is not what it is called');
}
