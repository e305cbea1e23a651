import type { AnchoredNote } from '../../store/ledger/anchor-store';

/** Somewhere that the operator of this machine cannot change afterwards, or not unseen. */
export interface Anchor {
  readonly anchorId: string;
  /**
   * Puts a checkpoint there; again, if that was done before. Resolves with what was given for it.
   * Rejects with ANCHOR_DIFFERS where another checkpoint of that size is kept: the log was
   * rewritten here, or there; and with ANCHOR_AWAY or the system's error otherwise.
   */
  put(note: AnchoredNote): Promise<Buffer | null>;
}
