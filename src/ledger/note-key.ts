import {
  createPrivateKey,
  createPublicKey,
  hash as digest,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes,
} from 'node:crypto';
import { LedgerError, type LedgerErrorCode } from './ledger-error';
import { bytesOfBase64 } from './strict-base64';

/** C2SP signed-note, "Signature types": Ed25519 over the text of the note. */
const ED25519 = 0x01;

const KEY_BYTES = 32;

/** What RFC 8410 puts in front of a bare Ed25519 key, public and private. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

const SIGNER_PREFIX = 'PRIVATE+KEY+';

/** Name and id together name a key; the id alone is short and may collide. */
export interface KeyName {
  readonly name: string;
  /** First four bytes of a hash of name, type and key, as an unsigned big-endian number. */
  readonly keyId: number;
}

/** A public key that one trusts, as parsed from its verifier key text. */
export interface NoteVerifier extends KeyName {
  verifies(text: string, signature: Uint8Array): boolean;
}

/** A private key; its text is a secret and its own text prints nothing of it. */
export interface NoteSigner extends KeyName {
  sign(text: string): Buffer;
  /** What verifiers of this signer are given: `name+id+base64`. */
  readonly verifierKey: string;
}

/** Not empty, no Unicode space, no plus, and no control sign of ASCII, since a note has none. */
export const isKeyName = (name: string): boolean =>
  name !== '' && !/[\p{White_Space}\p{Surrogate}+]|(?![\u007f-\u009f])\p{Cc}/u.test(name);

/** `SHA-256(name || 0x0A || type || key)[:4]` */
export function keyIdOf(name: string, publicKey: Uint8Array): number {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([ED25519]), publicKey]);
  return digest('sha256', bytes, 'buffer').readUInt32BE(0);
}

/** `example.com/foo+530d903a`, as messages and verifier keys write it. */
export const keyText = ({ name, keyId }: KeyName): string =>
  `${name}+${keyId.toString(16).padStart(8, '0')}`;

/**
 * The verifier key (vkey) of a bare Ed25519 public key.
 *
 * @throws LedgerError KEY_NAME, KEY_LENGTH
 */
export function verifierKeyText(name: string, publicKey: Uint8Array): string {
  checkKey(name, publicKey);
  return `${keyText({ name, keyId: keyIdOf(name, publicKey) })}+${typedKey(publicKey)}`;
}

/**
 * Reads `name+id+base64(type || key)` (C2SP signed-note, "Verifier keys").
 *
 * @throws LedgerError KEY_MALFORMED, KEY_NAME, KEY_ALGORITHM, KEY_LENGTH, KEY_ID
 */
export function parseVerifierKey(text: string): NoteVerifier {
  const { name, keyId, key } = keyParts(text, 'verifier key');
  checkKeyId(keyIdOf(name, key), { name, keyId });
  const publicKey = publicKeyOf(key);
  return {
    name,
    keyId,
    verifies: (note, signature) => verifyBytes(null, Buffer.from(note), publicKey, signature),
  };
}

/**
 * The text of a private key, `PRIVATE+KEY+name+id+base64(type || seed)`, as Go's sumdb/note and the
 * tools around it keep it. The 32 bytes of seed come from the system's CSPRNG.
 *
 * @throws LedgerError KEY_NAME, KEY_LENGTH
 */
export function signerKeyText(name: string, seed: Uint8Array): string {
  checkKey(name, seed);
  const keyId = keyIdOf(name, publicBytesOf(privateKeyOf(seed)));
  return `${SIGNER_PREFIX}${keyText({ name, keyId })}+${typedKey(seed)}`;
}

/**
 * Reads the text of a private key. No refusal repeats any part of it but the name.
 *
 * @throws LedgerError KEY_MALFORMED, KEY_NAME, KEY_ALGORITHM, KEY_LENGTH, KEY_ID
 */
export function parseSignerKey(text: string): NoteSigner {
  if (!text.startsWith(SIGNER_PREFIX)) {
    throw refusal('KEY_MALFORMED', 'private key', `it does not begin with ${SIGNER_PREFIX}`);
  }
  const { name, keyId, key } = keyParts(text.slice(SIGNER_PREFIX.length), 'private key');
  const privateKey = privateKeyOf(key);
  const publicKey = publicBytesOf(privateKey);
  checkKeyId(keyIdOf(name, publicKey), { name, keyId });
  return {
    name,
    keyId,
    verifierKey: verifierKeyText(name, publicKey),
    sign: (note) => signBytes(null, Buffer.from(note), privateKey),
  };
}

interface KeyParts extends KeyName {
  readonly key: Buffer;
}

/** Base64 has pluses of its own, so only the first two separate. */
function keyParts(text: string, where: string): KeyParts {
  const parts = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text);
  const bytes = bytesOfBase64(parts?.[3] ?? '');
  if (!parts || !bytes) throw refusal('KEY_MALFORMED', where, 'it is not name+id+base64');
  const [, name = '', id = ''] = parts;
  const key = bytes.subarray(1);
  if (bytes[0] !== ED25519) {
    throw refusal('KEY_ALGORITHM', where, `type ${bytes[0]} is not that of Ed25519`);
  }
  checkKey(name, key);
  return { name, keyId: Number.parseInt(id, 16), key };
}

function checkKey(name: string, key: Uint8Array): void {
  if (!isKeyName(name)) {
    throw refusal('KEY_NAME', 'key', 'its name is empty or has a space, a plus or a control sign');
  }
  if (key.length === KEY_BYTES) return;
  throw refusal('KEY_LENGTH', name, `an Ed25519 key has ${KEY_BYTES} bytes, not ${key.length}`);
}

function checkKeyId(computed: number, claimed: KeyName): void {
  if (computed === claimed.keyId) return;
  throw refusal('KEY_ID', claimed.name, 'the id is not that of this name and key');
}

const typedKey = (key: Uint8Array): string =>
  Buffer.concat([Buffer.from([ED25519]), key]).toString('base64');

const publicKeyOf = (key: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_HEAD, key]), format: 'der', type: 'spki' });

const privateKeyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });

const publicBytesOf = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);

const refusal = (code: LedgerErrorCode, where: string, what: string): LedgerError =>
  new LedgerError(code, where, what, 'copy the key again, whole, from who gave it');
