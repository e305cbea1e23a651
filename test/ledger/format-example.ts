import { bundleText } from '../../src/ledger/bundle';
import { canonicalJson } from '../../src/ledger/canonical-json';
import { signCheckpoint } from '../../src/ledger/checkpoint';
import { commit, entryHash } from '../../src/ledger/entry';
import { keyChange, keyChangeText, keysText } from '../../src/ledger/log-key';
import { nodeHash } from '../../src/ledger/merkle-tree';
import { parseSignerKey, signerKeyText } from '../../src/ledger/note-key';
import { headLines } from '../../src/ledger/source-head';

const LOG = 'acme';
const ORIGIN = 'leitstand.example/acme';
const FIRST_AT = 1_790_000_000_000;

/** Every value that docs/ledger-format.md shows, made from two seeds and one salt. */
export function formatExample(): Readonly<Record<string, string>> {
  const seedOf = (byte: number) => Buffer.alloc(32, byte);
  const signer = parseSignerKey(signerKeyText(ORIGIN, seedOf(0x01)));
  const next = parseSignerKey(signerKeyText(ORIGIN, seedOf(0x02)));
  const disclosure = commit(Buffer.alloc(16, 0x0a), '+4930990147');
  const opened = canonicalJson({
    ...{ v: 1, log: LOG, type: 'log.opened', at: FIRST_AT, n: 1, prev: '' },
    source: { id: 'desk', epoch: 0, seq: 1, fact: 0 },
    body: { origin: ORIGIN, key: signer.verifierKey },
  });
  const call = canonicalJson({
    ...{ v: 1, log: LOG, type: 'call', at: FIRST_AT + 60_000, n: 1, prev: '' },
    source: { id: 'main/3f9a01c2', epoch: 4, seq: 1207, fact: 2 },
    cause: { actor: 'caller', reason: 'hung up' },
    body: { ani: { sealed: disclosure.commitment }, result: 'answered', talkMs: 61_500 },
  });
  const rootHash = nodeHash(entryHash(opened), entryHash(call));
  const leaf = (line: string) => entryHash(line).toString('base64');
  const heads = new Map([
    ['main/3f9a01c2', { n: 1, leaf: leaf(call) }],
    ['desk', { n: 1, leaf: leaf(opened) }],
  ]);
  const extensions = headLines(heads);
  const checkpoint = { origin: ORIGIN, size: 2, rootHash, extensions };
  const change = keyChange(ORIGIN, next.verifierKey, signer);
  return {
    opened,
    call,
    openedLeaf: leaf(opened),
    callLeaf: leaf(call),
    root: rootHash.toString('base64'),
    disclosure: canonicalJson(disclosure),
    checkpoint: signCheckpoint(checkpoint, [signer]),
    bundle: bundleText({ log: LOG, origin: ORIGIN, from: 0, to: 2, size: 2 }),
    changeText: keyChangeText(ORIGIN, next.verifierKey),
    keys: keysText([{ key: signer.verifierKey }, change]),
  };
}
