/**
 * What a verification can find, in the order in which two findings of the same place are told.
 * The codes are part of the format (docs/ledger-format.md): every verifier says the same.
 */
export const FINDING_CODES = [
  /** A file of the bundle is not what the format says; nothing more is checked. */
  'BUNDLE_MALFORMED',
  /** keys.txt cannot be read, or a key in it is not signed for by the key before. */
  'KEY_CHAIN',
  /** The key that the client trusts is none of the log's. */
  'KEY_UNTRUSTED',
  /** No checkpoint of this log and size that an accepted key has signed. */
  'CHECKPOINT_UNTRUSTED',
  /** The client's checkpoint counts more leaves than the log has now. */
  'LOG_TRUNCATED',
  /** Two signed checkpoints of the log contradict each other: it was written anew. */
  'HISTORY_REWRITTEN',
  /** A line is no entry of this log in canonical form. */
  'ENTRY_MALFORMED',
  /** Its hash is not the one that the next entry of its source, or a head line, names. */
  'ENTRY_ALTERED',
  /** Its source never made it. */
  'ENTRY_INVENTED',
  /** Its source's number was there before. */
  'ENTRY_DOUBLED',
  /** It stands before one that its source made earlier. */
  'ENTRY_REORDERED',
  /** A number of a source is not there, or a line at the end. */
  'ENTRY_MISSING',
  /** An entry about a key is not the one that keys.txt leads to. */
  'KEY_DIFFERS',
  /** The entries do not lead to the signed root, and nothing says more closely where. */
  'ROOT_DIFFERS',
  /** Signed, but not by the key that was in force. */
  'CHECKPOINT_KEY',
  /** The proof that leads from a checkpoint to the newest one is not there. */
  'CONSISTENCY_MISSING',
  /** A source's head went back, or is named no more. */
  'HEAD_REVERSED',
  /** A disclosed value is not the one that was committed to. */
  'DISCLOSURE_ALTERED',
  /** A value is disclosed that no entry commits to. */
  'DISCLOSURE_UNKNOWN',
] as const;

export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding {
  readonly code: FindingCode;
  /** The first leaf that it can be; absent where it is of no leaf. */
  readonly leaf?: number;
  /** One past the last leaf that it can be; `leaf + 1` where it is known exactly. */
  readonly until?: number;
  /** The file, the source's number, or the line. */
  readonly where: string;
  /** How it is known, in words. */
  readonly how: string;
}

/** A finding about leaves. */
export interface LeafFinding extends Finding {
  readonly leaf: number;
  readonly until: number;
}

const rankOf = ({ code }: Finding): number => FINDING_CODES.indexOf(code);

/** By the place where each is certain; of the same place, by the order of the codes. */
export const byPlace = (a: LeafFinding, b: LeafFinding): number =>
  a.until - b.until || rankOf(a) - rankOf(b) || a.leaf - b.leaf;

/** Beyond this many, only those that are certain first are kept. */
const KEPT_MAX = 1_000;

/** Findings about leaves, of which a damaged file can have one a line. */
export class LeafFindings {
  private kept: LeafFinding[] = [];

  add(finding: LeafFinding): void {
    this.kept.push(finding);
    if (this.kept.length >= 2 * KEPT_MAX) this.kept = this.sorted().slice(0, KEPT_MAX);
  }

  sorted(): LeafFinding[] {
    return [...this.kept].sort(byPlace);
  }
}
