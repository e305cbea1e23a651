import { createHash } from 'node:crypto';
import { canonicalJson } from '../../src/ledger/canonical-json';
import { signCheckpoint } from '../../src/ledger/checkpoint';
import { commit, type Disclosure, type EntryType, type SourceHead } from '../../src/ledger/entry';
import { keyChange, type LogKey } from '../../src/ledger/log-key';
import { leafHash, treeRoot } from '../../src/ledger/merkle-tree';
import { type NoteSigner, parseSignerKey, signerKeyText } from '../../src/ledger/note-key';
import { headLines } from '../../src/ledger/source-head';
import { keptTree } from './kept-tree';

export const LOG = 'acme';
export const ORIGIN = 'leitstand.example/main/acme';

const START_AT = Date.UTC(2026, 9, 1, 6);

/** Numbers that look like chance and are the same for the same seed. */
export function dice(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

export const bytesOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export const signerOf = (name: string): NoteSigner =>
  parseSignerKey(signerKeyText(ORIGIN, bytesOf(name)));

export interface Sample {
  readonly seed: number;
  /** Beside log.opened. */
  readonly entries: number;
  /** Engines, beside the desk. */
  readonly engines?: number;
  /** A checkpoint each so many entries. */
  readonly checkpointEvery?: number;
  /** Leaves at which another key takes over. */
  readonly rotateAt?: readonly number[];
}

/** A log as an operator keeps it: with the keys, so that it can be lied with, too. */
export class SampleLog {
  readonly lines: string[] = [];
  readonly disclosures: Disclosure[] = [];
  readonly keys: LogKey[];
  readonly signers: NoteSigner[];
  /** Notes by size. */
  readonly notes = new Map<number, string>();
  readonly heads = new Map<string, SourceHead>();

  constructor(name = 'first key') {
    this.signers = [signerOf(name)];
    this.keys = [{ key: this.signer.verifierKey }];
    this.add('log.opened', 'desk', { origin: ORIGIN, key: this.signer.verifierKey });
  }

  get signer(): NoteSigner {
    return this.signers.at(-1) as NoteSigner;
  }

  add(type: EntryType, source: string, body: Readonly<Record<string, unknown>>): void {
    const head = this.heads.get(source) ?? { n: 0, leaf: '' };
    const n = head.n + 1;
    const at = START_AT + this.lines.length * 1_000;
    const epoch = source === 'desk' ? 0 : 1;
    const line = canonicalJson({
      ...{ v: 1, log: LOG, type, at, n, prev: head.leaf, body },
      source: { id: source, epoch, seq: 10 + n, fact: 0 },
      ...(type === 'setting' ? { cause: { actor: 'cli:ops', reason: 'weniger Wähler' } } : {}),
    });
    this.lines.push(line);
    this.heads.set(source, { n, leaf: leafHash(Buffer.from(line)).toString('base64') });
  }

  addCall(source: string, roll: (below: number) => number): void {
    const number = `+4930${1_000_000 + roll(9_000_000)}`;
    const sealed = commit(bytesOf(`${this.lines.length}`).subarray(0, 16), number);
    this.disclosures.push(sealed);
    const ringMs = roll(20_000);
    const talkMs = roll(300_000);
    const text = roll(4) === 0 ? 'Müller & Söhne "GmbH"' : 'plain';
    this.add('call', source, {
      ani: { sealed: sealed.commitment },
      callId: `call-${this.lines.length}`,
      result: talkMs > 1_000 ? 'answered' : 'abandoned',
      note: text,
      segments: [
        { kind: 'queue', durationMs: ringMs },
        { kind: 'talk', durationMs: talkMs, agentId: `agent-${roll(9)}` },
      ],
      ...(roll(5) === 0 ? { scorePct: roll(1_000) / 8 } : {}),
    });
  }

  rotate(name: string): void {
    const next = signerOf(name);
    const change = keyChange(ORIGIN, next.verifierKey, this.signer);
    this.add('key.changed', 'desk', { ...change });
    this.keys.push(change);
    this.signers.push(next);
    this.note([this.signers.at(-2) as NoteSigner, next]);
  }

  /** Signs the log as it is now. */
  note(signers: readonly NoteSigner[] = [this.signer]): string {
    const size = this.lines.length;
    const extensions = headLines(this.heads);
    const checkpoint = { origin: ORIGIN, size, rootHash: this.root(size), extensions };
    const text = signCheckpoint(checkpoint, signers);
    this.notes.set(size, text);
    return text;
  }

  root(size: number): Buffer {
    return treeRoot(size, keptTree(this.lines.map((line) => Buffer.from(line))).readHash);
  }
}

/** A good log: one desk, some engines, calls and changes, checkpoints, now and then another key. */
export function sampleLog(sample: Sample): SampleLog {
  const { seed, entries, engines = 2, checkpointEvery = 10, rotateAt = [] } = sample;
  const roll = dice(seed);
  const log = new SampleLog();
  for (let index = 1; index <= entries; index += 1) {
    const engine = `main/0000000${roll(engines)}`;
    if (rotateAt.includes(log.lines.length)) log.rotate(`key at ${log.lines.length}`);
    else if (roll(6) === 0) log.add('setting', 'desk', { linesPerAgent: 1 + roll(8) / 4 });
    else log.addCall(engine, roll);
    if (log.lines.length % checkpointEvery === 0) log.note();
  }
  log.note();
  return log;
}
