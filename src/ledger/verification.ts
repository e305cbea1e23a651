import { hash as digest } from 'node:crypto';
import type { BundleHead } from './bundle';
import { type BundleFiles, type BundleProof, readProof, type Trust } from './bundle-proof';
import { DisclosureCheck } from './disclosure-check';
import { type EntryHead, readEntry } from './entry-reader';
import { type Finding, type FindingCode, type LeafFinding, LeafFindings } from './finding';
import { KeyWatch } from './key-watch';
import { type Line, LineReader } from './line-reader';
import { compareMarks, type MarkComparison } from './mark-comparison';
import { RunningTree } from './running-tree';
import { type SignedHeads, SourceChains } from './source-chain';

/** A bundle, wherever it comes from: a folder, or a daemon while it is downloaded. */
export interface BundleSource {
  readonly files: BundleFiles;
  readonly entries: AsyncIterable<Uint8Array>;
  readonly disclosures?: AsyncIterable<Uint8Array>;
}

/** What a source has signed for and not yet delivered. */
export interface Outstanding {
  readonly sourceId: string;
  /** Its newest entry in the log, and by the newest checkpoint. */
  readonly n: number;
  readonly announcedN: number;
}

export interface Verdict {
  readonly isGood: boolean;
  readonly findings: readonly Finding[];
  readonly bundle?: BundleHead;
  /** Lines read. */
  readonly entries: number;
  readonly types: Readonly<Record<string, number>>;
  readonly sources: number;
  /** Leaves of the range below this are what a signed root was made of. */
  readonly provenTo: number;
  readonly checkpoints: number;
  readonly keptCheckpoints: number;
  readonly keys: number;
  readonly disclosures: number;
  readonly outstanding: readonly Outstanding[];
}

const EMPTY: Verdict = {
  ...{ isGood: false, findings: [], entries: 0, types: {}, sources: 0, provenTo: 0 },
  ...{ checkpoints: 0, keptCheckpoints: 0, keys: 0, disclosures: 0, outstanding: [] },
};

/** Verifies a bundle, with constant memory but for what is found. Rejects only if reading does. */
export async function verifyBundle(source: BundleSource, trust: Trust): Promise<Verdict> {
  const proof = readProof(source.files, trust);
  if ('code' in proof) return { ...EMPTY, findings: [proof] };
  const disclosures = source.disclosures && new DisclosureCheck(source.disclosures);
  const walk = new EntryWalk(proof, disclosures !== undefined);
  for await (const chunk of source.entries) {
    walk.take(chunk);
    await disclosures?.match(walk.takeCommitments());
  }
  walk.close();
  await disclosures?.match(walk.takeCommitments());
  const marks = walk.compare();
  const findings = [
    ...marks.rewritten,
    ...walk.found(marks),
    ...walk.keys.close(),
    ...marks.unproven,
    ...reversals(proof),
    ...((await disclosures?.close()) ?? []),
  ];
  return {
    isGood: findings.length === 0,
    findings,
    bundle: proof.head,
    ...{ entries: walk.lines, types: walk.types(), sources: walk.chains.newest().size },
    provenTo: marks.provenTo,
    checkpoints: proof.marks.filter(({ isKept }) => !isKept).length + 1,
    keptCheckpoints: trust.kept.length,
    keys: proof.chain.keys.length,
    disclosures: disclosures?.proven ?? 0,
    outstanding: walk.outstanding(),
  };
}

/** Reads the lines of entries.ndjson: each is hashed as it is, and read no further than needed. */
class EntryWalk {
  readonly keys: KeyWatch;
  readonly chains: SourceChains;
  lines = 0;
  private readonly findings = new LeafFindings();
  private readonly reader = new LineReader((line) => this.read(line));
  private readonly tree = new RunningTree();
  private readonly roots = new Map<number, string>();
  private readonly sizes: ReadonlySet<number>;
  private readonly counts = new Map<string, number>();
  private commitments: string[] = [];

  constructor(
    private readonly proof: BundleProof,
    private readonly isDisclosing: boolean,
  ) {
    const { head, marks, range } = proof;
    const report = (finding: LeafFinding): void => this.findings.add(finding);
    this.keys = new KeyWatch(proof, report);
    this.chains = new SourceChains(signedHeads(proof), head.from, report);
    this.sizes = new Set(marks.map(({ size }) => size));
    this.tree.appendRange({ begin: 0, end: head.from }, range.left);
    this.keepRoot();
  }

  take(chunk: Uint8Array): void {
    this.reader.take(chunk);
  }

  takeCommitments(): string[] {
    const taken = this.commitments;
    this.commitments = [];
    return taken;
  }

  close(): void {
    this.reader.close();
    this.chains.close();
    const { from, to } = this.proof.head;
    const end = from + this.lines;
    const where = 'entries.ndjson';
    if (end < to) {
      const how = `${to - end} lines lack at the end`;
      this.findings.add({ code: 'ENTRY_MISSING', leaf: end, until: to, where, how });
    }
    if (end > to) {
      const how = `${end - to} lines more than bundle.json says`;
      this.findings.add({ code: 'ENTRY_INVENTED', leaf: to, until: end, where, how });
    }
  }

  compare(): MarkComparison {
    const { head, range } = this.proof;
    if (this.tree.size < head.to) return compareMarks(this.proof, this.roots, undefined);
    this.tree.appendRange({ begin: head.to, end: head.size }, range.right);
    return compareMarks(this.proof, this.roots, this.tree.root());
  }

  /** What is found of leaves; a difference of roots leads only where nothing is closer. */
  found({ rootDiffers, provenTo }: MarkComparison): Finding[] {
    const closer = this.findings.sorted();
    if (rootDiffers === undefined) return closer;
    // What a signed root was made of is not what was tampered with.
    const clipped = closer.map((finding) =>
      finding.until > provenTo ? { ...finding, leaf: Math.max(finding.leaf, provenTo) } : finding,
    );
    const isCloser = clipped.some(({ leaf }) => leaf < rootDiffers.until);
    return isCloser ? [...clipped, rootDiffers] : [rootDiffers, ...clipped];
  }

  types(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  outstanding(): Outstanding[] {
    const { head, newest } = this.proof;
    if (head.to < head.size) return [];
    const present = this.chains.newest();
    return [...newest.heads].flatMap(([sourceId, { n: announcedN }]) => {
      // Of a part of the log, a source may simply have none in it.
      const n = present.get(sourceId) ?? (head.from === 0 ? 0 : announcedN);
      return n < announcedN ? [{ sourceId, n, announcedN }] : [];
    });
  }

  private read(line: Line): void {
    const { from, to } = this.proof.head;
    const leaf = from + this.lines;
    this.lines += 1;
    if (leaf >= to) return;
    const { bytes } = line;
    bytes[line.from - 1] = 0x00;
    const hash = digest('sha256', bytes.subarray(line.from - 1, line.to), 'base64');
    this.tree.append(hash);
    this.keepRoot();
    const entry = line.isBroken ? undefined : readEntry(bytes, line.from, line.to);
    if (entry === undefined || entry.log !== this.proof.head.log) {
      this.tell('ENTRY_MALFORMED', leaf, 'it is no entry of this log in canonical form');
    } else this.judge(line, entry, { leaf, hash });
  }

  private judge(line: Line, entry: EntryHead, place: { leaf: number; hash: string }): void {
    const { type, sourceId, n, prev } = entry;
    const { leaf, hash } = place;
    this.counts.set(type, (this.counts.get(type) ?? 0) + 1);
    this.chains.take({ sourceId, n, prev, leaf, hash });
    if (KeyWatch.concerns(leaf, type)) {
      this.keys.take(leaf, type, JSON.parse(line.bytes.toString('utf8', line.from, line.to)));
    }
    if (this.isDisclosing) this.commitments.push(...DisclosureCheck.commitments(line));
  }

  private keepRoot(): void {
    if (this.sizes.has(this.tree.size)) this.roots.set(this.tree.size, this.tree.root());
  }

  private tell(code: FindingCode, leaf: number, how: string): void {
    const where = `entries.ndjson:${leaf - this.proof.head.from + 1}`;
    this.findings.add({ code, leaf, until: leaf + 1, where, how });
  }
}

function signedHeads({ newest, marks }: BundleProof): SignedHeads {
  const named = new Map<string, Map<number, string[]>>();
  for (const { heads } of [...marks, newest]) {
    for (const [id, { n, leaf }] of heads) {
      const ofSource = named.get(id) ?? new Map<number, string[]>();
      named.set(id, ofSource);
      const hashes = ofSource.get(n) ?? [];
      ofSource.set(n, hashes);
      if (!hashes.includes(leaf)) hashes.push(leaf);
    }
  }
  return { named, newest: newest.heads };
}

/** Heads only grow: what a source has once announced stays announced. */
function reversals({ newest, marks }: BundleProof): Finding[] {
  for (const { where, size, heads } of marks) {
    const lost = [...heads].find(([id, { n }]) => (newest.heads.get(id)?.n ?? 0) < n);
    if (size > newest.size || lost === undefined) continue;
    const [id, { n }] = lost;
    const how = `checkpoint.txt names less of ${id} than the ${n} that were signed here`;
    return [{ code: 'HEAD_REVERSED', where, how }];
  }
  return [];
}
