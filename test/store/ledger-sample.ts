import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { canonicalJson } from '../../src/ledger/canonical-json';
import {
  commit,
  entryHash,
  FIRST_HEAD,
  headAfter,
  type LedgerEntry,
  type SealedEntry,
  type SourceHead,
} from '../../src/ledger/entry';
import { Sequencer, type SequencerOptions } from '../../src/store/ledger/sequencer';
import { SigningKeys } from '../../src/store/ledger/signing-keys';
import { SubjectBoxes } from '../../src/store/ledger/subject-boxes';
import type { StoreNotice } from '../../src/store/notice';

export const AT = Date.UTC(2026, 0, 5, 9);

/** An outbox's side of the ledger: entries of one source, chained in each of its logs. */
export class SealedSource {
  readonly heads = new Map<string, SourceHead>();
  private seq = 0;

  constructor(readonly id: string) {}

  next(
    log = 'acme',
    over: { readonly fill?: number; readonly subject?: string } = {},
  ): SealedEntry {
    this.seq += 1;
    const before = this.heads.get(log) ?? FIRST_HEAD;
    const source = { id: this.id, epoch: 1, seq: this.seq, fact: 0 };
    const number = commit(Buffer.alloc(16, this.seq), '+4930123456');
    const body = {
      callId: `call-${this.seq}`,
      ani: { sealed: number.commitment },
      note: 'x'.repeat(over.fill ?? 10),
    };
    const common = { log, type: 'call' as const, at: AT + this.seq, source, n: before.n + 1 };
    const entry: LedgerEntry = { v: 1, ...common, prev: before.leaf, body };
    const { subject = '+4930123456' } = over;
    const sealed = { ...common, data: canonicalJson(entry), subject, disclosures: [number] };
    this.heads.set(log, headAfter(sealed));
    return sealed;
  }

  many(count: number, log?: string): SealedEntry[] {
    return Array.from({ length: count }, () => this.next(log));
  }
}

/** A sequencer with keys of its own in the folder, and all that it reported. */
export async function sequencerIn(
  folder: string,
  over: Partial<SequencerOptions> = {},
): Promise<{ sequencer: Sequencer; notices: StoreNotice[]; keys: SigningKeys }> {
  const own = await mkdtemp(join(folder, 'ledger-'));
  const notices: StoreNotice[] = [];
  const keys = over.keys ?? (await SigningKeys.open(own));
  const sequencer = new Sequencer({
    keys,
    boxes: await SubjectBoxes.open(own),
    origin: 'leitstand.test/engine',
    heads: () => new Map(),
    engineId: 'main',
    notify: (notice) => notices.push(notice),
    ...over,
  });
  return { sequencer, notices, keys };
}

/** What a test looks at, as somebody who sees all logs. */
export const looking = <T>(db: Knex, look: (transaction: Knex) => Promise<T>): Promise<T> =>
  db.transaction(async (transaction) => {
    await transaction.raw(`select set_config('leitstand.scope', '*', true)`);
    return look(transaction);
  });

export interface StoredLeaf {
  readonly hash: Buffer;
  readonly entry: LedgerEntry;
  readonly data: string;
}

/** A log as it lies in the tables, each leaf with the entry that it has to be the hash of. */
export async function leavesOf(db: Knex, log = 'acme'): Promise<StoredLeaf[]> {
  const rows: { leaf_index: number; leaf_hash: Buffer; data: string }[] = await looking(
    db,
    (transaction) =>
      transaction('ledger_leaves')
        .join('ledger_entries', function () {
          this.using(['log', 'leaf_index']);
        })
        .where('ledger_leaves.log', log)
        .orderBy('leaf_index')
        .select('leaf_index', 'leaf_hash', 'data'),
  );
  expect(rows.map((row) => row.leaf_index)).toEqual(rows.map((_, index) => index));
  return rows.map(({ leaf_hash: hash, data }) => {
    expect(hash).toEqual(entryHash(data));
    return { hash, data, entry: JSON.parse(data) };
  });
}
