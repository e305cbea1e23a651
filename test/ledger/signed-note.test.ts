import fc from 'fast-check';
import {
  isKeyName,
  parseSignerKey,
  parseVerifierKey,
  signerKeyText,
  verifierKeyText,
} from '../../src/ledger/note-key';
import { formatNote, openNote, parseNote, signNote } from '../../src/ledger/signed-note';
import * as vectors from './note-vectors';
import { refusalOf } from './refusal';

const { ENOCH_KEY, ENOCH_LINE, FOO_KEY, FOO_NOTE, GO_TEXT, PETER_KEY, PETER_LINE } = vectors;
const peter = parseVerifierKey(PETER_KEY);
const enoch = parseVerifierKey(ENOCH_KEY);
const GO_NOTE = `${GO_TEXT}\n${PETER_LINE}`;

/** Every part of the text but the whole, and the text with each of its signs raised by one. */
function manglings(text: string): string[] {
  const places = Array.from({ length: text.length + 1 }, (_, place) => place);
  const parts = places.flatMap((from) => places.slice(from + 1).map((to) => text.slice(from, to)));
  const raised = Array.from(text, (sign, at) => {
    const next = String.fromCharCode(sign.charCodeAt(0) + 1);
    return text.slice(0, at) + next + text.slice(at + 1);
  });
  return [...parts.filter((part) => part !== text), ...raised];
}

describe('keys', () => {
  it('of the published examples are read', () => {
    expect(peter).toMatchObject({ name: 'PeterNeumann', keyId: 0xc74f20a3 });
    expect(parseVerifierKey(FOO_KEY)).toMatchObject({ name: 'example.com/foo', keyId: 0x530d903a });
    const signer = parseSignerKey(vectors.PETER_SIGNER);
    expect(signer).toMatchObject({ name: 'PeterNeumann', keyId: 0xc74f20a3 });
    expect(signer.verifierKey).toBe(PETER_KEY);
  });

  it('are refused when anything of them is cut or changed', () => {
    for (const bad of manglings(PETER_KEY)) {
      expect([bad, refusalOf(() => parseVerifierKey(bad))]).toEqual([bad, expect.any(String)]);
    }
    for (const bad of manglings(vectors.PETER_SIGNER)) {
      expect([bad, refusalOf(() => parseSignerKey(bad))]).toEqual([bad, expect.any(String)]);
    }
  });

  it.each([
    [vectors.LONG_KEY, 'KEY_MALFORMED'],
    [vectors.UNKNOWN_TYPE_KEY, 'KEY_ALGORITHM'],
    [PETER_KEY.replace('c74f20a3', 'c74f20a4'), 'KEY_ID'],
    [PETER_KEY.replace('c74f20a3', 'C74F20A3'), 'KEY_MALFORMED'],
    [PETER_KEY.replace('PeterNeumann', 'Peter Neumann'), 'KEY_NAME'],
    [PETER_KEY.replace('PeterNeumann', ''), 'KEY_NAME'],
    [PETER_KEY.slice(0, -4), 'KEY_LENGTH'],
  ])('%s is refused as %s', (text, code) => {
    expect(refusalOf(() => parseVerifierKey(text))).toBe(code);
  });

  it('never stand in a refusal of theirs', () => {
    const secret = vectors.PETER_SIGNER.slice(-44);
    const wrongId = vectors.PETER_SIGNER.replace('c74f20a3', 'c74f20a4');
    for (const text of [wrongId, `${vectors.PETER_SIGNER}AAAA`, secret]) {
      expect(() => parseSignerKey(text)).not.toThrow(secret.slice(0, 10));
      expect(refusalOf(() => parseSignerKey(text))).toBeDefined();
    }
    expect(JSON.stringify(parseSignerKey(vectors.PETER_SIGNER))).not.toContain(secret);
  });

  it('of any seed sign what their verifier key verifies, and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const signer = parseSignerKey(signerKeyText('leitstand.example/acme', seed));
        const verifier = parseVerifierKey(signer.verifierKey);
        const signature = signer.sign('hi');
        expect(verifier.verifies('hi', signature)).toBe(true);
        expect(verifier.verifies('ho', signature)).toBe(false);
        signature.writeUInt8(signature.readUInt8(0) ^ 1, 0);
        expect(verifier.verifies('hi', signature)).toBe(false);
        expect(verifier.verifies('hi', signature.subarray(1))).toBe(false);
      }),
      { numRuns: 20 },
    );
    expect(refusalOf(() => signerKeyText('a', Buffer.alloc(31)))).toBe('KEY_LENGTH');
    expect(refusalOf(() => verifierKeyText('a+b', Buffer.alloc(32)))).toBe('KEY_NAME');
  });

  it.each(['', 'a b', 'a+b', 'a\u00a0b', 'a\u2003b', 'a\u0085', 'a\nb', 'a\u0001', '\ud800'])(
    'are not named %j',
    (name) => expect(isKeyName(name)).toBe(false),
  );
});

describe('a signed note', () => {
  it('of C2SP is verified, and each of its examples reads back to its bytes', () => {
    const note = openNote(FOO_NOTE, [parseVerifierKey(FOO_KEY)]);
    expect(note.text).toBe('This is an example message.\n');
    expect(note.verified.map(({ name }) => name)).toEqual(['example.com/foo']);
    for (const example of [FOO_NOTE, vectors.POEM, vectors.COSIGNED]) {
      expect(formatNote(parseNote(example))).toBe(example);
      expect(formatNote(parseNote(Buffer.from(example)))).toBe(example);
    }
    expect(parseNote(vectors.POEM).text).toContain(':\n\ned');
  });

  it('is signed as Go signs it, and a line of the same key is replaced', () => {
    const signer = parseSignerKey(vectors.PETER_SIGNER);
    expect(signNote(GO_TEXT, [signer])).toBe(GO_NOTE);
    const stale = { name: peter.name, keyId: peter.keyId, bytes: Buffer.from('stale') };
    expect(signNote(GO_TEXT, [signer], [stale])).toBe(GO_NOTE);
    const { signatures } = parseNote(`${GO_TEXT}\n${ENOCH_LINE}`);
    expect(signNote(GO_TEXT, [signer], signatures)).toBe(`${GO_TEXT}\n${ENOCH_LINE}${PETER_LINE}`);
  });

  it('tells signatures of known keys from those of unknown ones', () => {
    const names = (verifiers: Parameters<typeof openNote>[1]) => {
      const { verified, unverified } = openNote(GO_NOTE + ENOCH_LINE, verifiers);
      return [verified, unverified].map((list) => list.map(({ name }) => name));
    };
    expect(names([peter])).toEqual([['PeterNeumann'], ['EnochRoot']]);
    expect(names([enoch, peter])).toEqual([['PeterNeumann', 'EnochRoot'], []]);
  });

  it('counts a line that is there twice once', () => {
    const spoilt = `${ENOCH_LINE.slice(0, 60)}ABCD${ENOCH_LINE.slice(60)}`;
    const lines = PETER_LINE + PETER_LINE + ENOCH_LINE + ENOCH_LINE + spoilt;
    const { verified, unverified } = openNote(`${GO_TEXT}\n${lines}`, [peter]);
    expect([verified.length, unverified.length]).toEqual([1, 2]);
  });

  it.each([
    ['nobody known signed it', GO_NOTE, [enoch], 'NOTE_UNVERIFIED'],
    ['nobody is known', GO_NOTE, [], 'NOTE_UNVERIFIED'],
    ['its text was changed', GO_NOTE.replace('answer', 'Answer'), [peter], 'NOTE_SIGNATURE_WRONG'],
    [
      'one of two known signatures is wrong',
      GO_NOTE + ENOCH_LINE.replace('5n2t', '5n2u'),
      [peter, enoch],
      'NOTE_SIGNATURE_WRONG',
    ],
    [
      'the first of one key is right and the second is not',
      GO_NOTE + PETER_LINE.replace('Sffc', 'Sffd'),
      [peter],
      'NOTE_SIGNATURE_WRONG',
    ],
    ['a known key is there twice', GO_NOTE, [peter, enoch, peter], 'NOTE_KEY_AMBIGUOUS'],
    ['another name stands there', GO_NOTE.replace('— Peter', '— Carl'), [peter], 'NOTE_UNVERIFIED'],
    ['another id stands there', GO_NOTE.replace('x08g', 'xxxx'), [peter], 'NOTE_UNVERIFIED'],
  ])('is refused when %s', (_, note, verifiers, code) => {
    expect(refusalOf(() => openNote(note, verifiers))).toBe(code);
  });

  it.each([
    ['no signatures', GO_TEXT],
    ['no signatures after the empty line', `${GO_TEXT}\n`],
    ['no newline at its end', GO_NOTE.slice(0, -1)],
    ['a control sign', `\u0001${GO_NOTE}`],
    ['a carriage return', GO_NOTE.replaceAll('\n', '\r\n')],
    ['half a surrogate pair', `\ud800${GO_NOTE}`],
    ['a name with a space', GO_NOTE.replace('— Peter', '— Bad Peter')],
    ['a name with a plus', GO_NOTE.replace('— Peter', '— Bad+Peter')],
    ['a line that is no signature', `${GO_NOTE}Unexpected line.\n`],
    ['a hyphen for the dash', GO_NOTE.replace('— ', '- ')],
    ['base64 without its padding', GO_NOTE.replace('JnAM=', 'JnAM')],
    ['base64 with loose bits', GO_NOTE.replace('JnAM=', 'JnAN=')],
    ['a signature of a key id only', `${GO_TEXT}\n— PeterNeumann x08gow==\n`],
  ])('is not read with %s', (_, note) => {
    expect(refusalOf(() => openNote(note, [peter]))).toBe('NOTE_MALFORMED');
  });

  it('is not read from what is no UTF-8, and a byte order mark is part of it', () => {
    const bytes = Buffer.concat([Buffer.from([0xff]), Buffer.from(GO_NOTE)]);
    expect(refusalOf(() => parseNote(bytes))).toBe('NOTE_MALFORMED');
    const marked = Buffer.from(`\ufeff${GO_NOTE}`);
    expect(refusalOf(() => openNote(marked, [peter]))).toBe('NOTE_SIGNATURE_WRONG');
  });

  it('is bounded in signatures and in size', () => {
    const lines = PETER_LINE.repeat(101);
    expect(refusalOf(() => openNote(`${GO_TEXT}\n${lines}`, [peter]))).toBe('NOTE_TOO_LARGE');
    expect(openNote(`${GO_TEXT}\n${PETER_LINE.repeat(100)}`, [peter]).verified).toHaveLength(1);
    expect(refusalOf(() => parseNote('a'.repeat(1_000_001)))).toBe('NOTE_TOO_LARGE');
  });

  it('is not written of what would not read back', () => {
    const signer = parseSignerKey(vectors.PETER_SIGNER);
    for (const text of ['abc', 'a\tb\n', '\ud800\n']) {
      expect(refusalOf(() => signNote(text, [signer]))).toBe('NOTE_MALFORMED');
    }
    expect(refusalOf(() => signNote(GO_TEXT, []))).toBe('NOTE_MALFORMED');
    const nameless = { name: 'a b', keyId: 1, bytes: Buffer.alloc(64) };
    expect(refusalOf(() => signNote(GO_TEXT, [signer], [nameless]))).toBe('NOTE_MALFORMED');
  });

  it('reads or is refused, whatever comes', () => {
    const pieces = fc.constantFrom('\n', '\n\n', '— ', 'a ', 'AAAAAAAA', '=', PETER_LINE, GO_TEXT);
    const noise = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })));
    fc.assert(
      fc.property(noise, (parts) => {
        const source = parts.join('');
        if (refusalOf(() => parseNote(source)) !== undefined) return;
        expect(formatNote(parseNote(source))).toBe(source);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void refusalOf(() => parseNote(bytes))));
  });
});
