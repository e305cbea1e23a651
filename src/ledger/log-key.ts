import { LedgerError } from './ledger-error';
import { type KeyName, type NoteSigner, type NoteVerifier, parseVerifierKey } from './note-key';
import { bytesOfBase64 } from './strict-base64';

/** A key that a log has or had. */
export interface LogKey {
  /** Its verifier key text. */
  readonly key: string;
  /**
   * By the key before, over keyChangeText; base64. Absent for the log's first key, and for one
   * that took the place of a key that was lost: who wants to believe it, has to be given it.
   */
  readonly signature?: string;
}

/** Keys of a log, oldest first, with the verifier of each. */
export interface KeyChain {
  readonly keys: readonly LogKey[];
  readonly verifiers: readonly NoteVerifier[];
}

/** What the old key signs when another one takes its place. It can be no checkpoint's text. */
export const keyChangeText = (origin: string, key: string): string =>
  `${origin}\nkey.changed\n${key}\n`;

/** The body of `key.changed`: the new key, and the old one's word for it. */
export const keyChange = (origin: string, key: string, old: NoteSigner): Required<LogKey> => ({
  key,
  signature: old.sign(keyChangeText(origin, key)).toString('base64'),
});

/** The text of keys.txt. */
export const keysText = (keys: readonly LogKey[]): string =>
  keys.map(({ key, signature }) => `${signature ? `${key} ${signature}` : key}\n`).join('');

/**
 * Reads keys.txt: one key a line, oldest first; from the second on with the signature of the key
 * before.
 *
 * @throws LedgerError KEY_MALFORMED, KEY_CHAIN, and as parseVerifierKey
 */
export function parseKeys(text: string, origin: string): KeyChain {
  if (!text.endsWith('\n')) throw broken('keys.txt', 'it does not end with a newline');
  const keys: LogKey[] = [];
  const verifiers: NoteVerifier[] = [];
  for (const line of text.slice(0, -1).split('\n')) {
    const where = `keys.txt:${keys.length + 1}`;
    const [key = '', signature, ...more] = line.split(' ');
    const verifier = parseVerifierKey(key);
    if (verifier.name !== origin) throw broken(where, 'the key is not of this log');
    if (verifiers.some((known) => isSame(known, verifier))) throw broken(where, 'it stands twice');
    const before = verifiers.at(-1);
    const isSigned =
      signature === undefined || hasSigned(before, keyChangeText(origin, key), signature);
    if (more.length > 0 || !isSigned) throw broken(where, 'the key before has not signed for it');
    keys.push(signature === undefined ? { key } : { key, signature });
    verifiers.push(verifier);
  }
  return { keys, verifiers };
}

const isSame = (a: KeyName, b: KeyName): boolean => a.keyId === b.keyId;

function hasSigned(before: NoteVerifier | undefined, text: string, signature: string): boolean {
  const bytes = bytesOfBase64(signature);
  return before !== undefined && bytes !== undefined && before.verifies(text, bytes);
}

/** Verifiers of the keys that follow from a trusted one, itself included, as far as each signed. */
export function trustedFrom({ keys, verifiers }: KeyChain, place: number): NoteVerifier[] {
  const lost = keys.findIndex(({ signature }, at) => at > place && signature === undefined);
  return verifiers.slice(place, lost < 0 ? undefined : lost);
}

const broken = (where: string, what: string): LedgerError =>
  new LedgerError('KEY_CHAIN', where, what, 'ask for the keys of the log again');
