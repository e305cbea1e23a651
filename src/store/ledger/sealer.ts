import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../ledger/canonical-json';
import {
  commit,
  type Disclosure,
  FIRST_HEAD,
  headAfter,
  type LedgerEntry,
  SALT_BYTES,
  type SealedEntry,
  type SourceHead,
} from '../../ledger/entry';
import { isLedgerError } from '../../ledger/ledger-error';
import type { OutboxEntry } from '../../port/stores';
import { type PlainEntry, plainEntry } from './plain-entry';
import { boundedText, sealedBody } from './sealed-body';

/** By log, by source: the newest entry. */
export type Heads = ReadonlyMap<string, ReadonlyMap<string, SourceHead>>;

const MARK_BYTES = 4;
/** One call of the system for so many salts, each of which is used once. */
const SALTS_AT_ONCE = 256;

/** Eight hex digits that no outbox before has had: a count is never begun twice under a name. */
export const newMark = (): string => randomBytes(MARK_BYTES).toString('hex');

/** The heads with another one in them; what was there stays as it is. */
export function withHead(heads: Heads, log: string, source: string, head: SourceHead): Heads {
  const ofLog = new Map(heads.get(log)).set(source, head);
  return new Map(heads).set(log, ofLog);
}

/**
 * Makes finished entries of facts: counted and chained for each log, personal values replaced by
 * commitments under fresh salts. What it gave has to be kept, since it never gives it again.
 */
export class Sealer {
  constructor(
    private readonly mark: string,
    private current: Heads,
  ) {}

  get heads(): Heads {
    return this.current;
  }

  /** All of them, or none where something throws. */
  seal<T extends OutboxEntry>(entries: readonly T[]): (T & { readonly sealed: SealedEntry })[] {
    let heads = this.current;
    const done = entries.map((entry) => {
      const source = `${entry.engineId}/${this.mark}`;
      const sealed = sealedOf(entry, source, (name) => heads.get(name)?.get(source));
      heads = withHead(heads, sealed.log, source, headAfter(sealed));
      return { ...entry, sealed };
    });
    this.current = heads;
    return done;
  }
}

let salts = Buffer.alloc(0);

function freshSalt(): Buffer {
  if (salts.length === 0) salts = randomBytes(SALT_BYTES * SALTS_AT_ONCE);
  const salt = salts.subarray(0, SALT_BYTES);
  salts = salts.subarray(SALT_BYTES);
  return salt;
}

type HeadOf = (log: string) => SourceHead | undefined;

/** What those who verify a log hold a line of it to. */
const DATA_BYTES_MAX = 1024 * 1024;

function sealedOf(entry: OutboxEntry, source: string, headOf: HeadOf): SealedEntry {
  const plain = plainEntry(entry);
  try {
    const sealed = finished(entry, source, plain, headOf);
    if (Buffer.byteLength(sealed.data) <= DATA_BYTES_MAX) return sealed;
    return gapOf(entry, source, { log: plain.log, code: 'ENTRY_TOO_LARGE' }, headOf);
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return gapOf(entry, source, { log: plain.log, code: error.code }, headOf);
  }
}

/** What cannot be written down must not stop those behind it: its place says so. */
function gapOf(
  entry: OutboxEntry,
  source: string,
  { log, code }: { readonly log: string; readonly code: string },
  headOf: HeadOf,
): SealedEntry {
  const body = { fact: entry.body.type, reason: 'unwritable', code };
  return finished(entry, source, { log, type: 'gap', body }, headOf);
}

function finished(
  { epoch, seq, factIndex, at, cause }: OutboxEntry,
  sourceId: string,
  plain: PlainEntry,
  headOf: HeadOf,
): SealedEntry {
  const disclosures: Disclosure[] = [];
  const body = sealedBody(plain.body, (value) => {
    const disclosure = commit(freshSalt(), value);
    disclosures.push(disclosure);
    return { sealed: disclosure.commitment };
  });
  const { n: before, leaf: prev } = headOf(plain.log) ?? FIRST_HEAD;
  const source = { id: sourceId, epoch, seq, fact: factIndex };
  const head = { log: plain.log, type: plain.type, at, source, n: before + 1 };
  const why = cause && {
    cause: { actor: boundedText(cause.actor), reason: boundedText(cause.reason) },
  };
  const entry: LedgerEntry = { v: 1, ...head, prev, ...why, body };
  const subject = disclosures.length > 0 ? plain.subject : undefined;
  const data = canonicalJson(entry);
  return { ...head, data, ...(subject !== undefined && { subject }), disclosures };
}
