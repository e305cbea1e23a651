import type { CodedError } from '../port/coded-error';

/** An input on its way into the journal: stamped, and already in its written form. */
export interface JournalEntry {
  readonly seq: number;
  /** ms since the epoch (UTC). */
  readonly at: number;
  readonly quarantine: boolean;
  /** JSON of the Input. The core is given what is parsed from it, so live and replay agree. */
  readonly payload: string;
}

/** The inputs of an engine's life, in order. One append at a time. */
export interface Journal {
  /**
   * Calls `done` when all entries survive a power cut, or with JOURNAL_FAILED: then nothing may
   * follow, since after a failed sync nobody knows what is on the disk.
   */
  append(entries: readonly JournalEntry[], done: (error?: CodedError) => void): void;
  /** What is wrong while it still works: it lives on its reserve, the disk is full. */
  trouble(): string | undefined;
}
