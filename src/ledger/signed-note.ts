import { LedgerError, type LedgerErrorCode } from './ledger-error';
import { isKeyName, type KeyName, keyText, type NoteSigner, type NoteVerifier } from './note-key';
import { bytesOfBase64 } from './strict-base64';

/** C2SP asks for at least 16; this is what Go's sumdb/note takes. */
const MAX_SIGNATURES = 100;

/** As in Go's sumdb/note; a checkpoint has some hundreds. */
const MAX_NOTE_BYTES = 1_000_000;

const KEY_ID_BYTES = 4;

/** An em dash and a space. */
const SIGNATURE_PREFIX = '\u2014 ';

/** Half a pair is no UTF-8; of the ASCII control characters only the newline is allowed. */
const FORBIDDEN = /\p{Surrogate}|(?![\n\u007f-\u009f])\p{Cc}/u;

/** One signature line: whose, and the bytes that only its algorithm can read. */
export interface NoteSignature extends KeyName {
  readonly bytes: Uint8Array;
}

/** A text with the signatures under it, none of which need be true. */
export interface SignedNote {
  /** With the newline at its end. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** What remains of a note when its signatures have been checked. */
export interface OpenedNote {
  readonly text: string;
  /** By known keys, and true; at least one. */
  readonly verified: readonly NoteSignature[];
  /** By keys that nobody gave us: they say nothing. */
  readonly unverified: readonly NoteSignature[];
}

/**
 * Splits a C2SP signed note. Its signatures are read and not checked.
 *
 * @throws LedgerError NOTE_TOO_LARGE, NOTE_MALFORMED
 */
export function parseNote(source: string | Uint8Array): SignedNote {
  const note = typeof source === 'string' ? source : textOfBytes(source);
  if (Buffer.byteLength(note) > MAX_NOTE_BYTES) {
    throw refusal('NOTE_TOO_LARGE', 'note', `it has more than ${MAX_NOTE_BYTES} bytes`);
  }
  if (FORBIDDEN.test(note)) throw malformed('note', 'it has signs that are not allowed');
  // The text may hold empty lines itself, so the last one separates.
  const end = note.lastIndexOf('\n\n');
  const lines = end < 0 ? [] : note.slice(end + 2).split('\n');
  if (lines.length < 2 || lines.pop() !== '') {
    throw malformed('note', 'there are no signature lines after an empty line');
  }
  if (lines.length > MAX_SIGNATURES) {
    throw refusal('NOTE_TOO_LARGE', 'note', `it has more than ${MAX_SIGNATURES} signatures`);
  }
  return { text: note.slice(0, end + 1), signatures: lines.map(signatureOf) };
}

/**
 * Writes a note; what it writes, `parseNote` reads back to the same.
 *
 * @throws LedgerError NOTE_TOO_LARGE, NOTE_MALFORMED
 */
export function formatNote({ text, signatures }: SignedNote): string {
  if (!text.endsWith('\n')) throw malformed('note', 'its text does not end with a newline');
  const note = `${text}\n${signatures.map(signatureLine).join('')}`;
  parseNote(note);
  return note;
}

/**
 * Signs a text, keeping signatures that others have put there. A line of the same key is
 * replaced: Ed25519 makes the same line again, so nothing is lost.
 *
 * @throws LedgerError NOTE_TOO_LARGE, NOTE_MALFORMED
 */
export function signNote(
  text: string,
  signers: readonly NoteSigner[],
  others: readonly NoteSignature[] = [],
): string {
  const kept = others.filter((other) => !signers.some((signer) => isSameKey(signer, other)));
  const made = signers.map((signer) => {
    const { name, keyId } = signer;
    return { name, keyId, bytes: signer.sign(text) };
  });
  return formatNote({ text, signatures: [...kept, ...made] });
}

/**
 * The note, once at least one known key has signed it and none of them wrongly. Signatures of
 * unknown keys are passed on and decide nothing, also where they share a name or an id with a
 * known key (C2SP signed-note, "Signatures").
 *
 * @throws LedgerError NOTE_SIGNATURE_WRONG, NOTE_UNVERIFIED, NOTE_KEY_AMBIGUOUS, and as parseNote
 */
export function openNote(
  source: string | Uint8Array,
  verifiers: readonly NoteVerifier[],
): OpenedNote {
  const { text, signatures } = parseNote(source);
  const verified: NoteSignature[] = [];
  const unverified: NoteSignature[] = [];
  for (const signature of withoutDoubles(signatures)) {
    const verifier = verifierOf(signature, verifiers);
    if (verifier && !verifier.verifies(text, signature.bytes)) {
      const what = 'the key is known, and this is not its signature of this text';
      throw refusal('NOTE_SIGNATURE_WRONG', keyText(signature), what);
    }
    (verifier ? verified : unverified).push(signature);
  }
  if (verified.length > 0) return { text, verified, unverified };
  throw refusal('NOTE_UNVERIFIED', 'note', 'no key that is known has signed it');
}

/** Two keys of one name and id cannot be told apart by what a signature line says. */
function verifierOf(
  signature: KeyName,
  verifiers: readonly NoteVerifier[],
): NoteVerifier | undefined {
  const [verifier, second] = verifiers.filter((known) => isSameKey(known, signature));
  if (!second) return verifier;
  throw refusal('NOTE_KEY_AMBIGUOUS', keyText(signature), 'two known keys have this name and id');
}

const isSameKey = (a: KeyName, b: KeyName): boolean => a.name === b.name && a.keyId === b.keyId;

function withoutDoubles(signatures: readonly NoteSignature[]): NoteSignature[] {
  const byLine = new Map<string, NoteSignature>();
  for (const signature of signatures) {
    const line = signatureLine(signature);
    if (!byLine.has(line)) byLine.set(line, signature);
  }
  return [...byLine.values()];
}

function signatureLine({ name, keyId, bytes }: NoteSignature): string {
  const id = Buffer.alloc(KEY_ID_BYTES);
  id.writeUInt32BE(keyId);
  return `${SIGNATURE_PREFIX}${name} ${Buffer.concat([id, bytes]).toString('base64')}\n`;
}

function signatureOf(line: string, index: number): NoteSignature {
  const where = `signature line ${index + 1}`;
  const [name = '', base64 = '', ...more] = line.slice(SIGNATURE_PREFIX.length).split(' ');
  if (!line.startsWith(SIGNATURE_PREFIX) || more.length > 0) {
    throw malformed(where, 'it is not a dash, a name and a signature');
  }
  if (!isKeyName(name)) throw malformed(where, 'this is no name of a key');
  const bytes = bytesOfBase64(base64);
  if (!bytes || bytes.length <= KEY_ID_BYTES) {
    throw malformed(where, 'its signature is not the base64 of a key id and more');
  }
  return { name, keyId: bytes.readUInt32BE(0), bytes: bytes.subarray(KEY_ID_BYTES) };
}

/** A byte order mark is kept: it is part of what was signed. */
function textOfBytes(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('note', 'it is not UTF-8');
  }
}

const malformed = (where: string, what: string): LedgerError =>
  refusal('NOTE_MALFORMED', where, what);

const refusal = (code: LedgerErrorCode, where: string, what: string): LedgerError =>
  new LedgerError(code, where, what, 'compare it with the note that was published');
