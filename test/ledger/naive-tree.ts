import { createHash } from 'node:crypto';

/** RFC 9162 as it is written, recursion for recursion and slowly: what the ledger is held to. */
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** The largest power of two smaller than n. */
function split(n: number): number {
  const powers = Array.from({ length: 31 }, (_, exponent) => 2 ** exponent);
  return powers.filter((power) => power < n).at(-1) ?? 0;
}

/** MTH(D) of section 2.1.1. */
export function naiveRoot(entries: readonly Uint8Array[]): Buffer {
  const [entry] = entries;
  if (!entry) return sha256();
  if (entries.length === 1) return sha256(Buffer.from([0]), entry);
  const k = split(entries.length);
  const [left, right] = [naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k))];
  return sha256(Buffer.from([1]), left, right);
}

/** PATH(m, D) of section 2.1.3.1. */
export function naivePath(m: number, entries: readonly Uint8Array[]): Buffer[] {
  if (entries.length <= 1) return [];
  const k = split(entries.length);
  const [left, right] = [entries.slice(0, k), entries.slice(k)];
  return m < k
    ? [...naivePath(m, left), naiveRoot(right)]
    : [...naivePath(m - k, right), naiveRoot(left)];
}

/** PROOF(m, D) of section 2.1.4.1. */
export const naiveProof = (m: number, entries: readonly Uint8Array[]): Buffer[] =>
  subproof(m, entries, true);

function subproof(m: number, entries: readonly Uint8Array[], isKnown: boolean): Buffer[] {
  if (m === entries.length) return isKnown ? [] : [naiveRoot(entries)];
  const k = split(entries.length);
  const [left, right] = [entries.slice(0, k), entries.slice(k)];
  return m <= k
    ? [...subproof(m, left, isKnown), naiveRoot(right)]
    : [...subproof(m - k, right, false), naiveRoot(left)];
}
