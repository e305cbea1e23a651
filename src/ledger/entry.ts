import { hash as digest } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import { leafHash } from './merkle-tree';

/** What a log keeps; a new kind is added, and none is ever given another meaning. */
export const ENTRY_TYPES = [
  /** The log begins: its origin and the first key. Leaf 0. */
  'log.opened',
  /** Another key signs from here on. */
  'key.changed',
  /** A call has ended: its record with all segments. */
  'call',
  /** Learnt of a call later; a corrected disposition is one, and names what it replaces. */
  'supplement',
  /** An attempt of a campaign that was launched. */
  'attempt',
  /** An attempt that the gate refused, with its clause. */
  'refusal',
  /** A lead went back, was settled, or asked to be left alone. */
  'lead',
  /** An agent's status changed. */
  'agent',
  /** Something was changed that moves a figure: agreement, pacing, queue, list weight… */
  'setting',
  /** A bound was reached, or a limit broken. */
  'breach',
  /** An engine began to run, or a switch came or went. */
  'engine',
  /** Somebody has read personal data. */
  'access',
  /** Records went after their time, or the data of a person were erased. */
  'retention',
  /** What should be here is not, and why. */
  'gap',
] as const;

export type EntryType = (typeof ENTRY_TYPES)[number];

/** Who said it, and the name of the fact by which a second delivery is recognised. */
export interface EntrySource {
  /** The outbox of an engine (`main/3f9a01c2`) or the log's own desk (`desk`). */
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly fact: number;
}

/** An entry as it is hashed. Times are ms since the epoch (UTC). */
export interface LedgerEntry {
  readonly v: 1;
  /** Whose log: the client's id, or `operations` for what belongs to no client. */
  readonly log: string;
  readonly type: EntryType;
  readonly at: number;
  readonly source: EntrySource;
  /** 1, 2, 3… for each source of the log: a gap is seen by whoever reads it. */
  readonly n: number;
  /** Leaf hash (base64) of the source's entry before, in this log; empty for the first. */
  readonly prev: string;
  readonly cause?: { readonly actor: string; readonly reason: string };
  readonly body: { readonly [name: string]: unknown };
}

/** A value that an entry only commits to, with what shows that it is the one. */
export interface Disclosure {
  /** Base64 of SHA-256(salt || canonical JSON of the value). */
  readonly commitment: string;
  /** Base64 of 16 bytes from the system's random source. */
  readonly salt: string;
  readonly value: unknown;
}

/** In the entry's body, where the value was. */
export interface Commitment {
  readonly sealed: string;
}

/** An entry on its way into its log: what is hashed never changes from here on. */
export interface SealedEntry {
  readonly log: string;
  readonly type: EntryType;
  readonly at: number;
  readonly source: EntrySource;
  readonly n: number;
  /** The canonical JSON of the LedgerEntry; its UTF-8 bytes are the leaf's data. */
  readonly data: string;
  /** Whom the disclosures are of: a number (E.164), or the call's id where there is none. */
  readonly subject?: string;
  readonly disclosures: readonly Disclosure[];
}

/** The newest entry that a source has made for a log. */
export interface SourceHead {
  readonly n: number;
  /** Base64 leaf hash. */
  readonly leaf: string;
}

export const FIRST_HEAD: SourceHead = { n: 0, leaf: '' };

export const SALT_BYTES = 16;

/** `SHA-256(salt || canonical JSON)`: without the salt nobody can try out numbers. */
export function commit(salt: Uint8Array, value: unknown): Disclosure {
  const text = Buffer.from(canonicalJson(value));
  return {
    commitment: digest('sha256', Buffer.concat([salt, text]), 'buffer').toString('base64'),
    salt: Buffer.from(salt).toString('base64'),
    value,
  };
}

/** Whether a disclosed value is the one that the entry commits to. */
export const isDisclosed = ({ commitment, salt, value }: Disclosure): boolean =>
  commit(Buffer.from(salt, 'base64'), value).commitment === commitment;

/** The leaf hash of an entry's canonical JSON. */
export const entryHash = (data: string): Buffer => leafHash(Buffer.from(data));

/** The source's head after an entry. */
export const headAfter = ({ n, data }: SealedEntry): SourceHead => ({
  n,
  leaf: entryHash(data).toString('base64'),
});
