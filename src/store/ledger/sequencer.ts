import type { Knex } from 'knex';
import { entryHash, type SealedEntry } from '../../ledger/entry';
import { keyChangeText } from '../../ledger/log-key';
import type { Notify } from '../notice';
import { CHECKPOINT_ENTRIES, type LogHeads, noteHead, noteUnder } from './head-note';
import { addLeaves, knownLeaves, nameOfFact, orForked } from './leaf-rows';
import {
  type GapReason,
  type KnownLeaf,
  LogDraft,
  type OwnEntry,
  type PlacedEntry,
} from './log-draft';
import {
  ALL_LOGS,
  addHeads,
  enterScope,
  enterToAppend,
  type LogHead,
  lockHeads,
  saveHeads,
} from './log-head';
import type { SigningKeys } from './signing-keys';
import type { OpenDisclosures, SubjectBoxes } from './subject-boxes';

export interface SequencerOptions {
  readonly keys: SigningKeys;
  readonly boxes: SubjectBoxes;
  /** A log's origin is `<origin>/<log>`; one that is open keeps that of its opener. */
  readonly origin: string;
  readonly heads: LogHeads;
  /** Whose outbox `heads` is. */
  readonly engineId: string;
  readonly notify: Notify;
}

/** Where each entry came to stand. */
export type LeafIndexes = ReadonlyMap<SealedEntry, number>;

const GAP_TEXTS: Readonly<Record<GapReason, string>> = {
  chain: 'An entry does not go on from the one before it; an entry of the log names the gap.',
  double: 'A fact came again with another text; an entry of the log says so.',
};

interface Known {
  readonly leaf: KnownLeaf | undefined;
  readonly at: number;
}

type Drafts = ReadonlyMap<string, LogDraft>;

/**
 * The one way into the logs. A transaction locks the heads of its logs, so each log has one order,
 * that of arrival; leaves, frontier and what else the transaction writes commit together or not at
 * all. Times are ms since the epoch (UTC).
 */
export class Sequencer {
  constructor(private readonly options: SequencerOptions) {}

  /**
   * Appends what is not there yet, by the names of the facts. Returns the leaf index of each, also
   * of what was there. What does not continue its source's chain is appended all the same, and
   * named by an entry of our own. Rejects with a RowFault for an entry that is not what it is
   * called, or with LEDGER_FORKED.
   */
  async append(
    transaction: Knex,
    entries: readonly SealedEntry[],
    at: number,
  ): Promise<LeafIndexes> {
    if (entries.length === 0) return new Map();
    const drafts = await this.open(transaction, entries, at);
    const known = await knownLeaves(transaction, entries);
    const indexes = new Map<SealedEntry, number>();
    for (const entry of entries) {
      const name = nameOfFact(entry.log, entry.source);
      const leaf = this.place(draftOf(drafts, entry.log), entry, { leaf: known.get(name), at });
      known.set(name, leaf);
      indexes.set(entry, leaf.index);
    }
    await this.write(transaction, drafts, at);
    return indexes;
  }

  /** Appends what the store itself has to say; returns the leaf indexes. As `append`. */
  async appendOwn(transaction: Knex, entries: readonly OwnEntry[], at: number): Promise<number[]> {
    if (entries.length === 0) return [];
    const drafts = await this.open(transaction, entries, at);
    const indexes = entries.map((entry) => draftOf(drafts, entry.log).own(entry));
    await this.write(transaction, drafts, at);
    return indexes;
  }

  /** Signs the head of a log that has grown since its last one; whether it did. */
  async checkpoint(transaction: Knex, log: string, at: number): Promise<boolean> {
    await enterScope(transaction, ALL_LOGS);
    const [head] = await lockHeads(transaction, [log]);
    if (!head || head.frontier.size <= head.notedSize) return false;
    const noted = await noteHead({ ...this.options, transaction, at }, head);
    if (noted === head) return false;
    await saveHeads(transaction, [noted]);
    return true;
  }

  /**
   * Turns a log to the newest signing key. An entry says so with the old key's signature, and the
   * checkpoint of its size is signed by both: for the old one it is the last. Whether the log had
   * another key.
   */
  async changeKey(transaction: Knex, log: string, at: number): Promise<boolean> {
    const { keys } = this.options;
    await enterToAppend(transaction, at);
    const [head] = await lockHeads(transaction, [log]);
    if (!head) return false;
    const fresh = keys.newest(head.origin);
    const { verifierKey: vkey } = fresh;
    if (vkey === head.key) return false;
    const old = keys.holding(head.origin, head.key);
    const signature = old?.sign(keyChangeText(head.origin, vkey)).toString('base64');
    const draft = new LogDraft(head);
    const body = { key: vkey, ...(signature !== undefined && { signature }) };
    const fromSize = draft.own({ log, type: 'key.changed', at, body });
    const grown = await this.add(transaction, log, draft, at);
    const noting = { ...this.options, transaction, at };
    const noted = await noteUnder(old ? [old, fresh] : [fresh], noting, grown);
    await saveHeads(transaction, [{ ...noted, key: vkey }]);
    const row = { log, vkey, from_size: fromSize, signature: signature ?? null };
    await orForked(transaction('ledger_keys').insert(row));
    return true;
  }

  /** A fact that has its leaf keeps it. */
  private place(draft: LogDraft, entry: SealedEntry, known: Known): KnownLeaf {
    const { leaf, at } = known;
    if (!leaf) return draft.place(entry, at, () => this.alarm('chain', entry));
    if (entryHash(entry.data).equals(leaf.hash)) return leaf;
    draft.doubt(entry, leaf, at);
    this.alarm('double', entry);
    return leaf;
  }

  private alarm(reason: GapReason, { log, source, n }: SealedEntry): void {
    this.options.notify({
      code: 'LEDGER_GAP',
      severity: 'alarm',
      message: GAP_TEXTS[reason],
      detail: { log, source: source.id, n },
    });
  }

  private async open(
    transaction: Knex,
    entries: readonly { readonly log: string }[],
    at: number,
  ): Promise<Drafts> {
    await enterToAppend(transaction, at);
    const logs = [...new Set(entries.map(({ log }) => log))].sort();
    const fresh = logs.map((log) => {
      const origin = `${this.options.origin}/${log}`;
      return { log, origin, key: this.options.keys.newest(origin).verifierKey };
    });
    await addHeads(transaction, fresh);
    const heads = await lockHeads(transaction, logs);
    const drafts = new Map(heads.map((head) => [head.log, new LogDraft(head)]));
    for (const head of heads) {
      if (head.frontier.size > 0) continue;
      const { log, origin, key } = head;
      draftOf(drafts, log).own({ log, type: 'log.opened', at, body: { origin, key } });
      await orForked(transaction('ledger_keys').insert({ log, vkey: key, from_size: 0 }));
    }
    return drafts;
  }

  private async write(transaction: Knex, drafts: Drafts, at: number): Promise<void> {
    const heads: LogHead[] = [];
    for (const [log, draft] of drafts) {
      if (draft.placed.length === 0) continue;
      const head = await this.add(transaction, log, draft, at);
      const isDue = head.frontier.size - head.notedSize >= CHECKPOINT_ENTRIES;
      heads.push(isDue ? await noteHead({ ...this.options, transaction, at }, head) : head);
    }
    if (heads.length > 0) await saveHeads(transaction, heads);
  }

  private async add(transaction: Knex, log: string, draft: LogDraft, at: number): Promise<LogHead> {
    const { placed } = draft;
    const { head, nodes } = draft.grown();
    const boxes = await this.options.boxes.close(transaction, disclosed(placed, log), at);
    await addLeaves(transaction, log, { placed, nodes, boxes }, at);
    return head;
  }
}

function draftOf(drafts: Drafts, log: string): LogDraft {
  const draft = drafts.get(log);
  if (!draft) throw new Error('A log has no head.');
  return draft;
}

/** Whose values they are: where nobody is named, of the entry alone. */
const disclosed = (placed: readonly PlacedEntry[], log: string): OpenDisclosures[] =>
  placed.flatMap(({ index, hash, entry: { disclosures, subject } }) =>
    disclosures.length === 0
      ? []
      : [
          {
            ...{ log, leafIndex: index, leafHash: hash, disclosures },
            subject: subject ?? hash.toString('base64'),
          },
        ],
  );
