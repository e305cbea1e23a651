import type { SourceHead } from './entry';
import type { EntryHead } from './entry-reader';
import type { FindingCode, LeafFinding } from './finding';

/** An entry as its source's chain sees it. */
export interface ChainLink extends Pick<EntryHead, 'sourceId' | 'n' | 'prev'> {
  readonly leaf: number;
  /** Base64. */
  readonly hash: string;
}

/** What signed checkpoints say of sources. */
export interface SignedHeads {
  /** Hashes that head lines name, by source and number. */
  readonly named: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
  /** Heads of the newest checkpoint: no source has made more. */
  readonly newest: ReadonlyMap<string, SourceHead>;
}

/** Numbers of a source that were passed over, and between which leaves they should stand. */
interface Hole {
  readonly first: number;
  readonly last: number;
  readonly leaf: number;
  readonly until: number;
}

interface SourceState {
  n: number;
  /** Entries that claim this number; more than one, and the next entry says which it is. */
  rivals: ChainLink[];
  holes: Hole[];
  /** Leaf of an entry that the next one does not name, while it is open whose fault that is. */
  broken: number | undefined;
}

/**
 * Follows each source's chain: numbers 1, 2, 3…, and each entry names the hash of the one before.
 * So an entry that was altered is named by the next one of its source, a missing one by its
 * number, and both exactly. What is known of a source is bounded, however long the log is.
 */
export class SourceChains {
  private readonly states = new Map<string, SourceState>();

  constructor(
    private readonly heads: SignedHeads,
    /** First leaf of the range: from 0, every source begins with its first entry. */
    private readonly from: number,
    private readonly report: (finding: LeafFinding) => void,
  ) {}

  take(link: ChainLink): void {
    const { sourceId, n, leaf } = link;
    const head = this.heads.newest.get(sourceId);
    if (head === undefined || n > head.n) {
      const how = head ? `its newest is ${head.n}` : 'it is no source of this log';
      this.tell('ENTRY_INVENTED', link, leaf, `by the signed head of ${sourceId}, ${how}`);
      return;
    }
    const state = this.states.get(sourceId);
    if (state === undefined) this.begin(link);
    else if (n > state.n) this.advance(state, link);
    else if (n === state.n && state.rivals.every(({ hash }) => hash !== link.hash)) {
      state.rivals.push(link);
    } else if (n < state.n) this.fill(state, link);
    else this.tell('ENTRY_DOUBLED', link, leaf, 'the same entry stands there before');
  }

  /** All entries were read. */
  close(): void {
    for (const [sourceId, state] of this.states) {
      this.settle(state);
      for (const { first, last, leaf, until } of state.holes) {
        const where = first === last ? `${sourceId} n ${first}` : `${sourceId} n ${first}-${last}`;
        const how = 'the source has counted it, and it is not there';
        this.report({ code: 'ENTRY_MISSING', leaf, until, where, how });
      }
    }
  }

  /** The newest number of each source that was read. */
  newest(): ReadonlyMap<string, number> {
    return new Map([...this.states].map(([id, { n }]) => [id, n]));
  }

  private begin(link: ChainLink): void {
    const { sourceId, n, prev, leaf } = link;
    const isFirst = this.from === 0 || n === 1;
    const isHole = isFirst && n > 1;
    const hole = { first: 1, last: n - 1, leaf: this.from, until: leaf + 1 };
    if (n === 1 && prev !== '') {
      this.tell('ENTRY_ALTERED', link, leaf, 'the first entry of a source names one before');
    }
    const holes = isHole ? [hole] : [];
    this.states.set(sourceId, { n, rivals: [link], holes, broken: undefined });
  }

  private advance(state: SourceState, link: ChainLink): void {
    const isNext = link.n === state.n + 1;
    const before = this.settle(state, isNext ? link : undefined);
    if (!isNext) {
      const { leaf } = before;
      const hole = { first: state.n + 1, last: link.n - 1, leaf: leaf + 1, until: link.leaf + 1 };
      state.holes.push(hole);
    }
    state.n = link.n;
    state.rivals = [link];
  }

  /** A number below the newest: one that was passed over, or one that was there already. */
  private fill(state: SourceState, link: ChainLink): void {
    const { n, leaf } = link;
    const hole = state.holes.find(({ first, last }) => first <= n && n <= last);
    if (hole === undefined) {
      this.tell('ENTRY_DOUBLED', link, leaf, 'its number was there before');
      return;
    }
    const rest = [
      { ...hole, last: n - 1 },
      { ...hole, first: n + 1 },
    ].filter(({ first, last }) => first <= last);
    state.holes = state.holes.flatMap((one) => (one === hole ? rest : one));
    const how = `its source made it before the one at leaf ${hole.until - 1}`;
    const { sourceId } = link;
    const where = `${sourceId} n ${n}`;
    this.report({ code: 'ENTRY_REORDERED', leaf: hole.leaf, until: hole.until, where, how });
  }

  /** Judges the source's newest entry, once the next one (if any) says what it has seen. */
  private settle(state: SourceState, next?: ChainLink): ChainLink {
    const [first] = state.rivals as [ChainLink];
    const named = this.heads.named.get(first.sourceId)?.get(first.n) ?? NOTHING;
    const isTold = (hash: string): boolean => hash === next?.prev || named.includes(hash);
    const entry = state.rivals.length === 1 ? first : this.choose(state.rivals, isTold);
    const isNamed = named.length > 0;
    const isConfirmed = isNamed && named.every((hash) => hash === entry.hash);
    this.judgeBroken(state, entry, isNamed ? isConfirmed : next?.prev === entry.hash);
    if (next !== undefined && next.prev !== entry.hash) {
      if (isConfirmed) this.tell('ENTRY_ALTERED', next, next.leaf, 'it names a wrong entry before');
      else if (isNamed) this.tell('ENTRY_ALTERED', entry, entry.leaf, BY_NEXT);
      else state.broken = entry.leaf;
    } else if (isNamed && !isConfirmed) {
      const how = 'a signed head line names another hash, so this entry or one before was altered';
      this.tell('ENTRY_ALTERED', entry, this.from, how);
    }
    return entry;
  }

  /** Of entries with one number, the one that others name; all others are invented. */
  private choose(rivals: readonly ChainLink[], isNamed: (hash: string) => boolean): ChainLink {
    const [first] = rivals as [ChainLink];
    const genuine = rivals.find(({ hash }) => isNamed(hash));
    if (genuine === undefined) {
      const last = rivals.at(-1) ?? first;
      this.tell(
        'ENTRY_INVENTED',
        last,
        first.leaf,
        'two claim this number, and nothing says which',
      );
      return first;
    }
    for (const rival of rivals) {
      if (rival === genuine) continue;
      const how = `the one at leaf ${genuine.leaf} is the source's own`;
      this.tell('ENTRY_INVENTED', rival, rival.leaf, how);
    }
    return genuine;
  }

  /** The entry does not name the one before it: that one was altered, or this one itself. */
  private judgeBroken(state: SourceState, entry: ChainLink, isGenuine: boolean): void {
    const leaf = state.broken;
    if (leaf === undefined) return;
    state.broken = undefined;
    const where = `${entry.sourceId} n ${entry.n - 1}`;
    const either = `it or the next one of its source (leaf ${entry.leaf}) was altered`;
    const until = (isGenuine ? leaf : entry.leaf) + 1;
    this.report({ code: 'ENTRY_ALTERED', leaf, until, where, how: isGenuine ? BY_NEXT : either });
  }

  private tell(code: FindingCode, link: ChainLink, leaf: number, how: string): void {
    const where = `${link.sourceId} n ${link.n}`;
    this.report({ code, leaf, until: link.leaf + 1, where, how });
  }
}

const NOTHING: readonly string[] = [];

const BY_NEXT = 'the next entry of its source names another hash';
