import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../../src/ledger/canonical-json';
import { signCheckpoint } from '../../src/ledger/checkpoint';
import { entryHash, type SourceHead } from '../../src/ledger/entry';
import { keysText } from '../../src/ledger/log-key';
import { appendLeaves, EMPTY_FRONTIER, frontierRoot } from '../../src/ledger/merkle-tree';
import { parseSignerKey, signerKeyText } from '../../src/ledger/note-key';
import { headLines } from '../../src/ledger/source-head';
import { bundleFiles, writeBundle } from '../../src/store/ledger/bundle-files';
import { verifyFolder } from '../../src/store/ledger/bundle-folder';
import { CallFacts } from './call-facts';

const LOG = 'acme';
const ORIGIN = 'bench/acme';
const BATCH = 500;

/** What a client waits for when it checks an export. */
export interface VerifyRate {
  readonly verifyPerSecond: number;
  readonly entryBytes: number;
}

/** Entries a second of a bundle on the disk: sealed records of calls, a checkpoint each 1,000. */
export async function verifyRate(entries: number): Promise<VerifyRate> {
  const folder = mkdtempSync(join(tmpdir(), 'leitstand-bench-bundle-'));
  try {
    const bytes = await writeSealed(join(folder, 'bundle'), entries);
    // The first one warms the code.
    let perSecond = 0;
    for (let run = 0; run < 3; run += 1) {
      const from = process.hrtime.bigint();
      const { isGood } = await verifyFolder(join(folder, 'bundle'), { checkpoints: [] });
      if (!isGood) throw new Error('the bundle is not good');
      perSecond = Math.max(perSecond, entries / (Number(process.hrtime.bigint() - from) / 1e9));
    }
    return { verifyPerSecond: Math.round(perSecond), entryBytes: Math.round(bytes / entries) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns the bytes of its entries. */
async function writeSealed(folder: string, size: number): Promise<number> {
  const signer = parseSignerKey(signerKeyText(ORIGIN, Buffer.alloc(32, 1)));
  const heads = new Map<string, SourceHead>();
  const chunks: Buffer[] = [];
  const older = new Map<number, string>();
  let frontier = EMPTY_FRONTIER;
  let note = '';
  for (const page of pages(size, signer.verifierKey)) {
    chunks.push(Buffer.from(page.map(({ data }) => `${data}\n`).join('')));
    const hashes = page.map(({ data }) => entryHash(data));
    frontier = appendLeaves(frontier, hashes);
    page.forEach(({ sourceId, n }, at) => {
      heads.set(sourceId, { n, leaf: hashes[at]?.toString('base64') ?? '' });
    });
    const extensions = headLines(heads);
    const rootHash = frontierRoot(frontier);
    note = signCheckpoint({ origin: ORIGIN, size: frontier.size, rootHash, extensions }, [signer]);
    if (frontier.size < size && frontier.size % 1_000 === 0) older.set(frontier.size, note);
  }
  const keys = keysText([{ key: signer.verifierKey }]);
  const parts = { log: LOG, origin: ORIGIN, from: 0, to: size, size, note, older, keys };
  const range = { left: [], right: [] };
  const files = bundleFiles({ ...parts, range, consistency: new Map() });
  const entries = (async function* () {
    yield* chunks;
  })();
  await writeBundle(folder, { files, entries });
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

interface Line {
  readonly sourceId: string;
  readonly n: number;
  readonly data: string;
}

function* pages(size: number, key: string): Generator<readonly Line[]> {
  const opened = canonicalJson({
    ...{ v: 1, log: LOG, type: 'log.opened', at: 0, n: 1, prev: '' },
    ...{ source: { id: 'desk', epoch: 0, seq: 1, fact: 0 }, body: { origin: ORIGIN, key } },
  });
  const facts = new CallFacts([LOG], 9);
  let held: Line[] = [{ sourceId: 'desk', n: 1, data: opened }];
  for (let count = 0; count < size; count += BATCH) {
    const sealed = facts.take(BATCH).flatMap((entry) => entry.sealed ?? []);
    held.push(...sealed.map(({ source, n, data }) => ({ sourceId: source.id, n, data })));
    yield held.slice(0, BATCH);
    held = held.slice(BATCH);
  }
}
