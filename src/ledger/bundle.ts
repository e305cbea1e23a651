import { canonicalJson, parseCanonicalJson } from './canonical-json';
import { LedgerError } from './ledger-error';
import { HASH_BYTES, rangeNodes } from './merkle-tree';
import { bytesOfBase64 } from './strict-base64';

export const BUNDLE_FORMAT = 'leitstand-bundle/1';

/** bundle.json: which leaves of which log, and the size of the tree they are proven in. */
export interface BundleHead {
  readonly log: string;
  readonly origin: string;
  /** Leaves `from` up to and without `to`. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** range.json: base64 hashes of the complete subtrees before and after the range's leaves. */
export interface RangeProof {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

export const bundleText = ({ log, origin, from, to, size }: BundleHead): string =>
  documentText({ format: BUNDLE_FORMAT, log, origin, from, to, size });

/** A JSON file of a bundle: canonical, and a newline. */
export const documentText = (value: unknown): string => `${canonicalJson(value)}\n`;

/** @throws LedgerError BUNDLE_MALFORMED */
export function parseBundle(text: string): BundleHead {
  const value = documentOf(text, 'bundle.json');
  const { format, log, origin, from, to, size, ...more } = value as Partial<
    Record<string, unknown>
  >;
  if (format !== BUNDLE_FORMAT) throw malformed('bundle.json', `its format is no ${BUNDLE_FORMAT}`);
  if (Object.keys(more).length > 0) throw malformed('bundle.json', 'it has more names');
  if (typeof log !== 'string' || typeof origin !== 'string') {
    throw malformed('bundle.json', 'log and origin are texts');
  }
  if (!isCount(from) || !isCount(to) || !isCount(size) || from > to || to > size) {
    throw malformed('bundle.json', 'from, to and size are counts, none larger than the next');
  }
  return { log, origin, from, to, size };
}

/** @throws LedgerError BUNDLE_MALFORMED */
export function parseRange(text: string, { from, to, size }: BundleHead): RangeProof {
  const { left, right, ...more } = documentOf(text, 'range.json') as Partial<
    Record<string, unknown>
  >;
  const isComplete =
    areHashes(left, rangeNodes({ begin: 0, end: from }).length) &&
    areHashes(right, rangeNodes({ begin: to, end: size }).length);
  if (isComplete && Object.keys(more).length === 0) return { left, right };
  throw malformed('range.json', 'these are not the hashes before and after the range');
}

/** @throws LedgerError BUNDLE_MALFORMED */
export function parseProof(text: string, where: string): Buffer[] {
  const hashes = documentOf(text, where);
  if (!areHashes(hashes)) throw malformed(where, 'it is no list of hashes');
  return hashes.map((hash) => Buffer.from(hash, 'base64'));
}

/** The JSON of a file; an object or a list, since the files hold nothing else. */
function documentOf(text: string, where: string): object {
  try {
    const value = text.endsWith('\n') ? parseCanonicalJson(text.slice(0, -1)) : undefined;
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below, in words of the bundle.
  }
  throw malformed(where, 'it is not one line of canonical JSON');
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const areHashes = (value: unknown, count?: number): value is string[] =>
  Array.isArray(value) &&
  (count === undefined || value.length === count) &&
  value.every((hash) => typeof hash === 'string' && bytesOfBase64(hash)?.length === HASH_BYTES);

export const malformed = (where: string, what: string): LedgerError =>
  new LedgerError('BUNDLE_MALFORMED', where, what, 'ask for the bundle again');
