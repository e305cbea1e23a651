import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Disclosure } from '../../ledger/entry';
import { bytesOfBase64 } from '../../ledger/strict-base64';
import { CodedError } from '../../port/coded-error';
import { readSecret, writeSecret } from './secret-file';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Disclosures of one leaf on their way into their box. */
export interface OpenDisclosures {
  readonly log: string;
  readonly leafIndex: number;
  readonly leafHash: Buffer;
  readonly subject: string;
  readonly disclosures: readonly Disclosure[];
}

export interface BoxRow {
  readonly log: string;
  readonly leafIndex: number;
  readonly subject: Buffer;
  readonly nonce: Buffer;
  readonly box: Buffer;
}

/**
 * Boxes for what is personal, each under the key of the person that it is about: once the key is
 * destroyed nobody opens them. `pepper` in the ledger's folder keeps the database alone from
 * telling whose a key is.
 */
export class SubjectBoxes {
  private constructor(private readonly pepper: Buffer) {}

  /** Made when absent. Rejects with LEDGER_SECRET_EXPOSED, LEDGER_SECRET_DAMAGED, … */
  static async open(folder: string): Promise<SubjectBoxes> {
    const path = join(folder, 'pepper');
    const text = await readSecret(path);
    if (text !== null) return new SubjectBoxes(pepperOf(text, path));
    const pepper = randomBytes(KEY_BYTES);
    await writeSecret(path, `${pepper.toString('base64')}\n`);
    return new SubjectBoxes(pepper);
  }

  /** HMAC-SHA256(pepper, log || NUL || subject) */
  idOf(log: string, subject: string): Buffer {
    return createHmac('sha256', this.pepper).update(`${log}\0${subject}`).digest();
  }

  /** Closes them, with keys for those who have none yet; the logs' heads are locked. */
  async close(db: Knex, open: readonly OpenDisclosures[], at: number): Promise<BoxRow[]> {
    if (open.length === 0) return [];
    const marked = open.map((one) => ({ ...one, id: this.idOf(one.log, one.subject) }));
    const keys = await keysOf(db, marked, at);
    // One call of the system for all: each call costs more than a box.
    const nonces = randomBytes(NONCE_BYTES * marked.length);
    return marked.map(({ log, leafIndex, leafHash, id, disclosures }, place) => {
      const nonce = nonces.subarray(place * NONCE_BYTES, (place + 1) * NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keyOf(keys, log, id), nonce).setAAD(leafHash);
      const sealed = [cipher.update(JSON.stringify(disclosures), 'utf8'), cipher.final()];
      const box = Buffer.concat([...sealed, cipher.getAuthTag()]);
      return { log, leafIndex, subject: id, nonce, box };
    });
  }
}

/** What is in a box; null for a key that it was not closed under. */
export function openBox(
  { key, nonce, box }: { readonly key: Buffer; readonly nonce: Buffer; readonly box: Buffer },
  leafHash: Buffer,
): readonly Disclosure[] | null {
  const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(leafHash);
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  try {
    const text = [decipher.update(box.subarray(0, -TAG_BYTES)), decipher.final()];
    return JSON.parse(Buffer.concat(text).toString('utf8'));
  } catch {
    return null;
  }
}

interface Marked {
  readonly log: string;
  readonly id: Buffer;
}

const nameOf = (log: string, id: Buffer): string => `${log} ${id.toString('hex')}`;

function keyOf(keys: ReadonlyMap<string, Buffer>, log: string, id: Buffer): Buffer {
  const key = keys.get(nameOf(log, id));
  if (!key) throw new Error('A subject has no key.');
  return key;
}

async function keysOf(
  db: Knex,
  marked: readonly Marked[],
  at: number,
): Promise<ReadonlyMap<string, Buffer>> {
  const subjects = [...new Map(marked.map((one) => [nameOf(one.log, one.id), one])).values()];
  const fresh = randomBytes(KEY_BYTES * subjects.length);
  const { rows } = await db.raw(
    `with asked as (
       select * from unnest(:logs::text[], :ids::bytea[], :fresh::bytea[]) as a (log, subject, key)
     ), added as (
       insert into subject_keys (log, subject, key, created_at)
       select a.log, a.subject, a.key, :at from asked as a
       where not exists (select from subject_keys as k
         where k.log = a.log and k.subject = a.subject and k.key is not null)
       returning log, subject, key
     )
     select * from added union all
     select k.log, k.subject, k.key from subject_keys as k
     join asked as a on k.log = a.log and k.subject = a.subject where k.key is not null`,
    {
      logs: subjects.map(({ log }) => log),
      ids: subjects.map(({ id }) => id),
      fresh: subjects.map((_, place) => fresh.subarray(place * KEY_BYTES, (place + 1) * KEY_BYTES)),
      at,
    },
  );
  const found: { log: string; subject: Buffer; key: Buffer }[] = rows;
  return new Map(found.map(({ log, subject, key }) => [nameOf(log, subject), key]));
}

function pepperOf(text: string, path: string): Buffer {
  const pepper = bytesOfBase64(text.trim());
  if (pepper?.length === KEY_BYTES) return pepper;
  throw new CodedError(
    'LEDGER_SECRET_DAMAGED',
    `${path} is not what was written there.`,
    'Put the file back from its backup.',
  );
}
