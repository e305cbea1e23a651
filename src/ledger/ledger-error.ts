/** Why the ledger refuses something; stable, for scripts and for the texts of an audit. */
export type LedgerErrorCode =
  | 'BUNDLE_MALFORMED'
  | 'CANONICAL_DIFFERS'
  | 'CANONICAL_NOT_DATA'
  | 'CANONICAL_NOT_JSON'
  | 'CANONICAL_NUMBER'
  | 'CANONICAL_SURROGATE'
  | 'CANONICAL_TOO_DEEP'
  | 'CANONICAL_TOO_LARGE'
  | 'CANONICAL_UNREADABLE'
  | 'CHECKPOINT_MALFORMED'
  | 'CHECKPOINT_ORIGIN'
  | 'CHECKPOINT_ROOT'
  | 'CHECKPOINT_SIZE'
  | 'CHECKPOINT_UNSIGNED'
  | 'FRONTIER_DAMAGED'
  | 'KEY_ALGORITHM'
  | 'KEY_CHAIN'
  | 'KEY_ID'
  | 'KEY_LENGTH'
  | 'KEY_MALFORMED'
  | 'KEY_NAME'
  | 'NOTE_KEY_AMBIGUOUS'
  | 'NOTE_MALFORMED'
  | 'NOTE_SIGNATURE_WRONG'
  | 'NOTE_TOO_LARGE'
  | 'NOTE_UNVERIFIED'
  | 'PROOF_HASH_LENGTH'
  | 'PROOF_LENGTH'
  | 'PROOF_ROOT_DIFFERS'
  | 'TIME_STAMP_DIFFERS'
  | 'TIME_STAMP_MALFORMED'
  | 'TIME_STAMP_REFUSED'
  | 'TREE_HASH_MISSING'
  | 'TREE_POSITION';

/**
 * An expected refusal of the ledger: a stable code, where, what, and what to do about it. The
 * ledger leans on nothing else of the project, so that it can be read and checked alone.
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';

  constructor(
    readonly code: LedgerErrorCode,
    readonly where: string,
    what: string,
    readonly remedy: string,
  ) {
    super(`${where}: ${what}`);
  }
}

export const isLedgerError = (error: unknown): error is LedgerError => error instanceof LedgerError;
