import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type NoteSigner, parseSignerKey, signerKeyText } from '../../ledger/note-key';
import { bytesOfBase64 } from '../../ledger/strict-base64';
import { CodedError } from '../../port/coded-error';
import { readSecret, writeSecret } from './secret-file';

const SEED_BYTES = 32;

/**
 * `signing-key` in the ledger's folder: a line of base64 for each seed, the newest last. One seed
 * signs for all logs, under each log's origin as its name. There are two of them while a rotation
 * is under way, so that each log is signed by the key that it names, whenever we are killed.
 */
export class SigningKeys {
  private readonly signers = new Map<string, readonly NoteSigner[]>();

  private constructor(
    private readonly path: string,
    private seeds: readonly Buffer[],
  ) {}

  /**
   * Made when absent. Rejects with LEDGER_SECRET_EXPOSED, LEDGER_SECRET_DAMAGED, or the system's
   * error.
   */
  static async open(folder: string): Promise<SigningKeys> {
    const path = join(folder, 'signing-key');
    const text = await readSecret(path);
    const keys = new SigningKeys(path, text === null ? [] : seedsOf(text, path));
    if (text === null) await keys.add();
    return keys;
  }

  /** The newest key under the log's name. */
  newest(origin: string): NoteSigner {
    const newest = this.of(origin).at(-1);
    if (!newest) throw new Error('There is no signing key.');
    return newest;
  }

  /** The key that the log names; undefined where somebody else has it. */
  holding(origin: string, vkey: string): NoteSigner | undefined {
    return this.of(origin).find((signer) => signer.verifierKey === vkey);
  }

  /** Another newest key. */
  async add(): Promise<void> {
    await this.save([...this.seeds, randomBytes(SEED_BYTES)]);
  }

  /** Forgets all but the newest. */
  async forget(): Promise<void> {
    if (this.seeds.length > 1) await this.save(this.seeds.slice(-1));
  }

  private async save(seeds: readonly Buffer[]): Promise<void> {
    await writeSecret(this.path, seeds.map((seed) => `${seed.toString('base64')}\n`).join(''));
    this.seeds = seeds;
    this.signers.clear();
  }

  private of(origin: string): readonly NoteSigner[] {
    const known = this.signers.get(origin);
    if (known) return known;
    const made = this.seeds.map((seed) => parseSignerKey(signerKeyText(origin, seed)));
    this.signers.set(origin, made);
    return made;
  }
}

function seedsOf(text: string, path: string): Buffer[] {
  const seeds = text.split('\n').filter(Boolean).map(bytesOfBase64);
  const whole = seeds.filter((seed) => seed?.length === SEED_BYTES) as Buffer[];
  if (whole.length > 0 && whole.length === seeds.length) return whole;
  throw new CodedError(
    'LEDGER_SECRET_DAMAGED',
    `${path} is not what was written there.`,
    'Put the file back from its backup; without it no checkpoint is signed.',
  );
}
