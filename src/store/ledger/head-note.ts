import type { Knex } from 'knex';
import { signCheckpoint } from '../../ledger/checkpoint';
import { FIRST_HEAD, type SourceHead } from '../../ledger/entry';
import { frontierRoot } from '../../ledger/merkle-tree';
import type { NoteSigner } from '../../ledger/note-key';
import { headLines } from '../../ledger/source-head';
import { orForked } from './leaf-rows';
import type { LogHead } from './log-head';
import type { Heads } from './sealer';
import type { SigningKeys } from './signing-keys';

/** The newest entries that an outbox has taken, be they not delivered yet. */
export type LogHeads = () => Heads;

/** A checkpoint is due at the latest after so many entries. */
export const CHECKPOINT_ENTRIES = 1000;

export interface Noting {
  readonly transaction: Knex;
  readonly keys: SigningKeys;
  readonly heads: LogHeads;
  readonly at: number;
}

/**
 * Signs the head and keeps the note; returns the head as it is noted then. Where somebody else has
 * the log's key nothing happens: two notes of one size would accuse the log of lying. The caller
 * has the head's lock.
 *
 * @throws LEDGER_FORKED where this size was noted before
 */
export async function noteHead(noting: Noting, head: LogHead): Promise<LogHead> {
  const signer = noting.keys.holding(head.origin, head.key);
  return signer ? noteUnder([signer], noting, head) : head;
}

/** As `noteHead`, under these keys. */
export async function noteUnder(
  signers: readonly NoteSigner[],
  { transaction, heads, at }: Noting,
  head: LogHead,
): Promise<LogHead> {
  const { log, origin, frontier } = head;
  const { size } = frontier;
  const rootHash = frontierRoot(frontier);
  const extensions = headLines(newestHeads(head, heads().get(log)));
  const note = signCheckpoint({ origin, size, rootHash, extensions }, signers);
  await orForked(transaction('ledger_checkpoints').insert({ log, size, root: rootHash, at, note }));
  return { ...head, notedSize: size };
}

/**
 * The newest entry of each source. The outbox may be ahead of the tree: what it holds while SQL is
 * away is committed to before it arrives.
 */
function newestHeads({ sources }: LogHead, taken: ReadonlyMap<string, SourceHead> = new Map()) {
  const heads = new Map(sources);
  for (const [id, head] of taken) {
    if (head.n > (sources.get(id) ?? FIRST_HEAD).n) heads.set(id, head);
  }
  return heads;
}
