import { LedgerError, type LedgerErrorCode } from './ledger-error';
import { HASH_BYTES } from './merkle-tree';
import type { NoteSigner, NoteVerifier } from './note-key';
import { type OpenedNote, openNote, signNote } from './signed-note';
import { bytesOfBase64 } from './strict-base64';

/** The head of a log at one size, as C2SP tlog-checkpoint writes it. */
export interface Checkpoint {
  /** Which log: a URL without its scheme, `leitstand.example/acme`. */
  readonly origin: string;
  /** How many leaves the tree has. */
  readonly size: number;
  readonly rootHash: Uint8Array;
  /** Lines after the third; signed, but opaque to other people's tools. */
  readonly extensions: readonly string[];
}

/** A checkpoint whose log has signed it, with the signatures that say so. */
export interface OpenedCheckpoint extends OpenedNote {
  readonly checkpoint: Checkpoint;
}

/**
 * The text that is signed: origin, size, root, each on its line.
 *
 * @throws LedgerError CHECKPOINT_MALFORMED, CHECKPOINT_SIZE, CHECKPOINT_ROOT
 */
export function checkpointText(checkpoint: Checkpoint): string {
  const { origin, size, rootHash, extensions } = checkpoint;
  const root = Buffer.from(rootHash).toString('base64');
  const lines = [origin, String(size), root, ...extensions];
  const text = `${lines.join('\n')}\n`;
  // An origin with a newline in it would read back as something else.
  if (text.split('\n').length !== lines.length + 1) {
    throw malformed('a line of it has a newline within');
  }
  parseCheckpoint(text);
  return text;
}

/**
 * Reads the text of a checkpoint; nothing is said of who signed it.
 *
 * @throws LedgerError CHECKPOINT_MALFORMED, CHECKPOINT_SIZE, CHECKPOINT_ROOT
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw malformed('it does not end with a newline');
  const lines = text.slice(0, -1).split('\n');
  const [origin, size, root, ...extensions] = lines;
  if (origin === undefined || size === undefined || root === undefined) {
    throw malformed('it has fewer than three lines');
  }
  if (lines.includes('')) throw malformed('one of its lines is empty');
  return { origin, size: sizeOf(size), rootHash: rootOf(root), extensions };
}

/**
 * Signs a checkpoint with the key of its log.
 *
 * @throws LedgerError as checkpointText and signNote
 */
export const signCheckpoint = (checkpoint: Checkpoint, signers: readonly NoteSigner[]): string =>
  signNote(checkpointText(checkpoint), signers);

/**
 * Reads a signed checkpoint of one log. A witness alone cannot speak for the log, so one of the
 * verified signatures has to be of a key with the log's name; all its keys, old and new, may be
 * among the verifiers.
 *
 * @throws LedgerError CHECKPOINT_ORIGIN, CHECKPOINT_UNSIGNED, and as openNote and parseCheckpoint
 */
export function openCheckpoint(
  source: string | Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): OpenedCheckpoint {
  const note = openNote(source, verifiers);
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint.origin !== origin) {
    const what = `it is of the log ${JSON.stringify(checkpoint.origin)}`;
    throw refusal('CHECKPOINT_ORIGIN', what);
  }
  if (note.verified.some((signature) => signature.name === origin)) return { ...note, checkpoint };
  throw refusal('CHECKPOINT_UNSIGNED', 'others have signed it, but not its log');
}

/** Beyond 2^53 a number would no longer count leaves one by one. */
function sizeOf(text: string): number {
  const size = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(size)) return size;
  throw refusal('CHECKPOINT_SIZE', 'its second line is no size in plain decimals');
}

function rootOf(text: string): Buffer {
  const root = bytesOfBase64(text);
  if (root?.length === HASH_BYTES) return root;
  throw refusal('CHECKPOINT_ROOT', `its third line is no base64 of ${HASH_BYTES} bytes`);
}

const malformed = (what: string): LedgerError => refusal('CHECKPOINT_MALFORMED', what);

const refusal = (code: LedgerErrorCode, what: string): LedgerError =>
  new LedgerError(code, 'checkpoint', what, 'compare it with the checkpoint that was published');
