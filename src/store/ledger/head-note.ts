import type { Knex } from 'knex';
import { parseCheckpoint, signCheckpoint } from '../../ledger/checkpoint';
import { FIRST_HEAD, type SourceHead } from '../../ledger/entry';
import { isLedgerError } from '../../ledger/ledger-error';
import { frontierRoot } from '../../ledger/merkle-tree';
import type { NoteSigner } from '../../ledger/note-key';
import { parseNote } from '../../ledger/signed-note';
import { headLines, parseHeads } from '../../ledger/source-head';
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
  /** Whose outbox `heads` is. */
  readonly engineId: string;
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
  { transaction, heads, engineId, at }: Noting,
  head: LogHead,
): Promise<LogHead> {
  const { log, origin, frontier } = head;
  const { size } = frontier;
  const rootHash = frontierRoot(frontier);
  const others = [...(await notedHeads(transaction, head))].filter(
    ([id]) => !id.startsWith(`${engineId}/`),
  );
  const known = newestOf(head.sources, new Map(others));
  const extensions = headLines(newestOf(known, heads().get(log) ?? new Map()));
  const note = signCheckpoint({ origin, size, rootHash, extensions }, signers);
  await orForked(transaction('ledger_checkpoints').insert({ log, size, root: rootHash, at, note }));
  return { ...head, notedSize: size };
}

/**
 * What the newest checkpoint announced. Another daemon may have signed it, whose outbox is ahead of
 * the tree and unknown here: what it announced is not taken back. For our own outbox we speak
 * ourselves: if it was lost, that shows.
 */
async function notedHeads(db: Knex, { log, notedSize }: LogHead): Promise<SourceHeads> {
  if (notedSize === 0) return new Map();
  const found = await db('ledger_checkpoints').where({ log, size: notedSize }).first('note');
  return found ? headsOf(found.note) : new Map();
}

/** One that was tampered with is for those who verify to find; the log goes on. */
function headsOf(note: string): SourceHeads {
  try {
    return parseHeads(parseCheckpoint(parseNote(note).text).extensions);
  } catch (error) {
    if (isLedgerError(error)) return new Map();
    throw error;
  }
}

type SourceHeads = ReadonlyMap<string, SourceHead>;

/**
 * The newest entry of each source. An outbox may be ahead of the tree: what it holds while SQL is
 * away is committed to before it arrives.
 */
function newestOf(sources: SourceHeads, taken: SourceHeads): SourceHeads {
  const heads = new Map(sources);
  for (const [id, head] of taken) {
    if (head.n > (heads.get(id) ?? FIRST_HEAD).n) heads.set(id, head);
  }
  return heads;
}
