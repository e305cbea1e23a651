import fc from 'fast-check';
import {
  type Checkpoint,
  checkpointText,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from '../../src/ledger/checkpoint';
import { appendLeaves, EMPTY_FRONTIER, frontierRoot, leafHash } from '../../src/ledger/merkle-tree';
import { parseSignerKey, parseVerifierKey, signerKeyText } from '../../src/ledger/note-key';
import { parseNote, signNote } from '../../src/ledger/signed-note';
import { COSIGNED } from './note-vectors';
import { refusalOf } from './refusal';

const ORIGIN = 'leitstand.example/acme';
const signerOf = (name: string, byte: number) =>
  parseSignerKey(signerKeyText(name, Buffer.alloc(32, byte)));
const log = signerOf(ORIGIN, 1);
const nextLog = signerOf(ORIGIN, 2);
const witness = signerOf('witness.example/w1', 3);
const logKey = parseVerifierKey(log.verifierKey);
const witnessKey = parseVerifierKey(witness.verifierKey);

const frontier = appendLeaves(EMPTY_FRONTIER, [leafHash(Buffer.from('{}'))]);
const head: Checkpoint = {
  ...{ origin: ORIGIN, size: frontier.size, extensions: [] },
  rootHash: frontierRoot(frontier),
};

describe('the text of a checkpoint', () => {
  it('of C2SP is read, and written to the same bytes', () => {
    const { text, signatures } = parseNote(COSIGNED);
    const checkpoint = parseCheckpoint(text);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 });
    expect(Buffer.from(checkpoint.rootHash).toString('base64')).toBe(text.split('\n')[2]);
    expect(checkpointText(checkpoint)).toBe(text);
    expect(signatures.map(({ name }) => name)).toEqual([
      'example.com/behind-the-sofa',
      'witness.example.com/w1',
    ]);
  });

  it('reads back to what was written', () => {
    const line = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
    const rootHash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const size = fc.maxSafeNat();
    fc.assert(
      fc.property(line, size, rootHash, fc.array(line), (origin, count, root, extensions) => {
        const checkpoint = { origin, size: count, rootHash: Buffer.from(root), extensions };
        expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
      }),
    );
  });

  const text = checkpointText(head);

  it.each([
    ['no newline at its end', text.slice(0, -1), 'CHECKPOINT_MALFORMED'],
    ['two lines', 'a\n1\n', 'CHECKPOINT_MALFORMED'],
    ['an empty origin', text.replace(ORIGIN, ''), 'CHECKPOINT_MALFORMED'],
    ['an empty extension', `${text}\n`, 'CHECKPOINT_MALFORMED'],
    ['a leading zero', text.replace('\n1\n', '\n01\n'), 'CHECKPOINT_SIZE'],
    ['a sign', text.replace('\n1\n', '\n+1\n'), 'CHECKPOINT_SIZE'],
    ['a space', text.replace('\n1\n', '\n1 \n'), 'CHECKPOINT_SIZE'],
    ['2^53', text.replace('\n1\n', '\n9007199254740992\n'), 'CHECKPOINT_SIZE'],
    ['a short root', `${ORIGIN}\n1\nAAAA\n`, 'CHECKPOINT_ROOT'],
    ['a root without its padding', text.replace('=', ''), 'CHECKPOINT_ROOT'],
  ])('is not read with %s', (_, source, code) => {
    expect(refusalOf(() => parseCheckpoint(source))).toBe(code);
  });

  it('is not written with a line within a line, or of a size that cannot be', () => {
    const rest = { ...head, extensions: ['a\nb'] };
    expect(refusalOf(() => checkpointText(rest))).toBe('CHECKPOINT_MALFORMED');
    const lines = { ...head, origin: `${ORIGIN}\n7` };
    expect(refusalOf(() => checkpointText(lines))).toBe('CHECKPOINT_MALFORMED');
    for (const size of [-1, 0.5, 1e21, Number.NaN]) {
      expect(refusalOf(() => checkpointText({ ...head, size }))).toBe('CHECKPOINT_SIZE');
    }
  });
});

describe('a signed checkpoint', () => {
  it('is opened by the key of its log, also when witnesses and a new key have signed it', () => {
    const note = signCheckpoint(head, [log]);
    const opened = openCheckpoint(note, ORIGIN, [logKey]);
    expect(opened.checkpoint).toEqual(head);
    const { text, signatures } = parseNote(note);
    const cosigned = signNote(text, [witness, nextLog], signatures);
    const again = openCheckpoint(cosigned, ORIGIN, [logKey, witnessKey]);
    expect(again.verified.map(({ name }) => name)).toEqual([ORIGIN, witness.name]);
    expect(again.unverified.map(({ keyId }) => keyId)).toEqual([nextLog.keyId]);
  });

  it('of another log, or that a witness alone has signed, is refused', () => {
    const other = signCheckpoint({ ...head, origin: `${ORIGIN}2` }, [log]);
    expect(refusalOf(() => openCheckpoint(other, ORIGIN, [logKey]))).toBe('CHECKPOINT_ORIGIN');
    const alone = signCheckpoint(head, [witness]);
    const verifiers = [logKey, witnessKey];
    expect(refusalOf(() => openCheckpoint(alone, ORIGIN, verifiers))).toBe('CHECKPOINT_UNSIGNED');
  });

  it('that was changed after it was signed is refused', () => {
    const note = signCheckpoint(head, [log]);
    const grown = note.replace('\n1\n', '\n2\n');
    expect(refusalOf(() => openCheckpoint(grown, ORIGIN, [logKey]))).toBe('NOTE_SIGNATURE_WRONG');
    const replaced = signCheckpoint(head, [nextLog]);
    expect(refusalOf(() => openCheckpoint(replaced, ORIGIN, [logKey]))).toBe('NOTE_UNVERIFIED');
  });
});
