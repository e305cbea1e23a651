import type { BundleProof, Mark } from './bundle-proof';
import type { Finding, LeafFinding } from './finding';
import { isLedgerError } from './ledger-error';
import { verifyConsistency } from './merkle-proof';

/** Roots as the entries give them, at the sizes of the checkpoints that lie in the range. */
export type ComputedRoots = ReadonlyMap<number, string>;

/** What the signed heads of the log say to the entries and to each other. */
export interface MarkComparison {
  /** Told before anything of entries. */
  readonly rewritten: readonly Finding[];
  /** The entries do not lead to the root of checkpoint.txt: the first leaves that fail. */
  readonly rootDiffers: LeafFinding | undefined;
  /** Leaves below are proven by a signed root that they lead to. */
  readonly provenTo: number;
  readonly unproven: readonly Finding[];
}

/** The root of the whole tree, from the entries and range.json; undefined if entries lack. */
export type WholeRoot = string | undefined;

/** Compares every signed head with what the entries and the proofs lead to. */
export function compareMarks(
  proof: BundleProof,
  roots: ComputedRoots,
  whole: WholeRoot,
): MarkComparison {
  const { head, newest } = proof;
  const marks = proof.marks.filter(({ size }) => size <= head.size);
  const contradicting = marks.filter((mark) => isContradicting(proof, mark));
  const rest = marks.filter((mark) => !contradicting.includes(mark));
  const inRange = rest.filter(({ size }) => roots.has(size));
  const differing = inRange.filter(({ size, root }) => roots.get(size) !== root);
  const outside = rest.filter(({ size }) => size < head.from || size > head.to);
  const isProven = (mark: Mark): boolean => pathOf(proof, mark) !== undefined;
  const good = [
    ...inRange.filter((mark) => !differing.includes(mark)),
    ...outside.filter(isProven),
  ];
  const isWhole = whole === newest.root;
  const provenTo = isWhole ? head.to : largestBelow(good, firstSize(differing) ?? head.to + 1);
  const against = isWhole ? [...contradicting, ...differing] : contradicting;
  return {
    rewritten: [...truncations(proof), ...rewriting(against, good)],
    rootDiffers: isWhole ? undefined : rootDifference(proof, differing, provenTo, whole),
    provenTo,
    unproven: outside
      .filter((mark) => !isProven(mark))
      .slice(0, 1)
      .map(unproven),
  };
}

/** The largest size of a head that holds, below the first that does not. */
const largestBelow = (good: readonly Mark[], bound: number): number =>
  good.reduce((largest, { size }) => (size < bound ? Math.max(largest, size) : largest), 0);

const firstSize = (marks: readonly Mark[]): number | undefined =>
  marks.map(({ size }) => size).sort((a, b) => a - b)[0];

function rootDifference(
  { head }: BundleProof,
  differing: readonly Mark[],
  provenTo: number,
  whole: WholeRoot,
): LeafFinding | undefined {
  const first = firstSize(differing);
  // Where lines lack, that is the finding; the end could not even be compared.
  if (first === undefined && whole === undefined) return undefined;
  const until = first ?? head.to;
  const leaf = until > head.from ? Math.max(provenTo, head.from) : provenTo;
  const where = first === undefined ? 'checkpoint.txt' : `the checkpoint of size ${first}`;
  const how = 'altered entries, others in their place, or another order';
  return { code: 'ROOT_DIFFERS', leaf, until, where, how };
}

function truncations({ head, marks }: BundleProof): Finding[] {
  const larger = marks.filter(({ size }) => size > head.size);
  return larger.map(({ where, size }) => ({
    code: 'LOG_TRUNCATED',
    leaf: head.size,
    until: size,
    where,
    how: `the log had ${size} entries when this was signed, and has ${head.size}`,
  }));
}

function rewriting(contradicting: readonly Mark[], good: readonly Mark[]): Finding[] {
  const until = firstSize(contradicting);
  const mark = contradicting.find(({ size }) => size === until);
  if (until === undefined || mark === undefined) return [];
  const how = 'it and checkpoint.txt are both signed, and one is not the beginning of the other';
  const leaf = largestBelow(good, until);
  return [{ code: 'HISTORY_REWRITTEN', leaf, until, where: mark.where, how }];
}

/** The proof from a head to the newest one; of the same size, none is needed. */
const pathOf = (
  { head, consistency }: BundleProof,
  { size }: Mark,
): readonly Buffer[] | undefined => (size === head.size ? [] : consistency.get(size));

/** There is a proof, and it does not lead from one to the other. */
function isContradicting(proof: BundleProof, mark: Mark): boolean {
  const path = pathOf(proof, mark);
  if (path === undefined) return false;
  const secondRoot = Buffer.from(proof.newest.root, 'base64');
  const firstRoot = Buffer.from(mark.root, 'base64');
  const claim = { firstSize: mark.size, secondSize: proof.head.size, firstRoot, secondRoot };
  try {
    verifyConsistency(claim, path);
    return false;
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    return true;
  }
}

const unproven = ({ where, size }: Mark): Finding => ({
  code: 'CONSISTENCY_MISSING',
  where,
  how: `the range does not reach ${size}, and consistency/${size}.json is not there`,
});
