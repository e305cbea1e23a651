import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleText, documentText } from '../../src/ledger/bundle';
import type { KeptCheckpoint } from '../../src/ledger/bundle-proof';
import { canonicalJson } from '../../src/ledger/canonical-json';
import { keysText } from '../../src/ledger/log-key';
import { consistencyProof } from '../../src/ledger/merkle-proof';
import { type LeafRange, rangeNodes } from '../../src/ledger/merkle-tree';
import { type Verdict, verifyBundle } from '../../src/ledger/verification';
import { keptTree } from './kept-tree';
import { LOG, ORIGIN, type SampleLog } from './sample-log';

/** A bundle in memory, open to whatever one wants to do to it. */
export interface SampleBundle {
  readonly files: Map<string, string>;
  lines: string[];
  disclosures: string[];
}

export interface BundleRange {
  readonly from?: number;
  readonly to?: number;
  /** Older checkpoints that a proof leads from. */
  readonly provenSizes?: readonly number[];
}

/** What an honest operator hands out of a log. */
export function bundleOf(log: SampleLog, range: BundleRange = {}): SampleBundle {
  const size = log.lines.length;
  const { from = 0, to = size, provenSizes = [] } = range;
  const { readHash } = keptTree(log.lines.map((line) => Buffer.from(line)));
  const hashesOf = (part: LeafRange) =>
    rangeNodes(part).map((node) => Buffer.from(readHash(node) ?? []).toString('base64'));
  const files = new Map([
    ['bundle.json', bundleText({ log: LOG, origin: ORIGIN, from, to, size })],
    ['keys.txt', keysText(log.keys)],
    ['checkpoint.txt', log.notes.get(size) ?? ''],
    [
      'range.json',
      documentText({
        left: hashesOf({ begin: 0, end: from }),
        right: hashesOf({ begin: to, end: size }),
      }),
    ],
  ]);
  for (const [at, note] of log.notes) {
    const isInside = at >= from && at <= to && at < size;
    if (isInside || provenSizes.includes(at)) files.set(`checkpoints/${at}.txt`, note);
  }
  for (const firstSize of provenSizes) {
    const path = consistencyProof({ firstSize, secondSize: size }, readHash);
    const hashes = path.map((hash) => hash.toString('base64'));
    files.set(`consistency/${firstSize}.json`, documentText(hashes));
  }
  const lines = log.lines.slice(from, to);
  const disclosures = log.disclosures
    .filter(({ commitment }) => lines.some((line) => line.includes(commitment)))
    .map((one) => canonicalJson(one));
  return { files, lines, disclosures };
}

/** A client's own copy. */
export const keptNote = (name: string, note: string): KeptCheckpoint => ({
  name,
  note: Buffer.from(note),
});

/** Both as one stream, in pieces that end anywhere. */
async function* pieces(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

export function verifySample(
  { files, lines, disclosures }: SampleBundle,
  key?: string,
  kept: readonly KeptCheckpoint[] = [],
): Promise<Verdict> {
  return verifyBundle(
    {
      files: new Map([...files].map(([name, text]) => [name, Buffer.from(text)])),
      entries: pieces(lines),
      disclosures: pieces(disclosures),
    },
    key === undefined ? { kept } : { key, kept },
  );
}

/** As a client gets it. */
export function writeSample(folder: string, { files, lines, disclosures }: SampleBundle): void {
  const texts = [
    ...files,
    ['entries.ndjson', lines.map((line) => `${line}\n`).join('')] as const,
    ['disclosures.ndjson', disclosures.map((line) => `${line}\n`).join('')] as const,
  ];
  for (const [name, text] of texts) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}
