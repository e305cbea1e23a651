import { parseCanonicalJson } from './canonical-json';
import { type Disclosure, isDisclosed, SALT_BYTES } from './entry';
import type { Finding, FindingCode } from './finding';
import { type Line, LineReader } from './line-reader';
import { bytesOfBase64 } from './strict-base64';

/** Where a commitment stands in an entry; in a text, its quotes would be escaped. */
const SEALED = /"sealed":"([A-Za-z0-9+/=]{44})"/g;

/**
 * Compares disclosed values with what the entries commit to. They are in the same order, so both
 * files are read side by side, and only what one is ahead of the other is in memory.
 */
export class DisclosureCheck {
  private readonly waiting: (Disclosure | undefined)[] = [];
  private readonly source: AsyncIterator<Uint8Array>;
  private readonly lines = new LineReader((line) => this.read(line));
  private isEnded = false;
  /** Number of the line that is compared next. */
  private line = 1;
  private found: Finding | undefined;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.source = chunks[Symbol.asyncIterator]();
  }

  /** How many values were shown to be the ones that entries commit to. */
  get proven(): number {
    return this.line - 1;
  }

  /** The commitments of an entry, in their order. */
  static commitments({ bytes, from, to }: Line): string[] {
    return [...bytes.toString('latin1', from, to).matchAll(SEALED)].map(([, text = '']) => text);
  }

  async match(commitments: readonly string[]): Promise<void> {
    for (const commitment of commitments) {
      const next = await this.peek();
      if (next === undefined) return;
      if (next.commitment !== commitment) continue;
      this.waiting.shift();
      this.line += 1;
    }
  }

  async close(): Promise<Finding[]> {
    if ((await this.peek()) !== undefined) {
      this.tell('DISCLOSURE_UNKNOWN', 'no entry of the range commits to it, in this order');
    }
    await this.source.return?.();
    return this.found ? [this.found] : [];
  }

  /** The next disclosure; undefined at the end, and after a finding. */
  private async peek(): Promise<Disclosure | undefined> {
    while (this.waiting.length === 0 && !this.isEnded) {
      const { done, value } = await this.source.next();
      if (done) this.lines.close();
      else this.lines.take(value);
      this.isEnded = done === true;
    }
    if (this.found || this.waiting.length === 0) return undefined;
    const [next] = this.waiting;
    if (next !== undefined && isDisclosed(next)) return next;
    this.tell('DISCLOSURE_ALTERED', 'it is not what the commitment was made of');
    return undefined;
  }

  private read({ bytes, from, to, isBroken }: Line): void {
    this.waiting.push(isBroken ? undefined : disclosureOf(bytes.subarray(from, to)));
  }

  private tell(code: FindingCode, how: string): void {
    this.found ??= { code, where: `disclosures.ndjson:${this.line}`, how };
  }
}

function disclosureOf(bytes: Uint8Array): Disclosure | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = parseCanonicalJson(text) as Partial<Disclosure> | null;
    const names = Object.keys(value ?? {}).join();
    const { commitment, salt } = value ?? {};
    if (names !== 'commitment,salt,value' || typeof commitment !== 'string') return undefined;
    if (typeof salt !== 'string' || bytesOfBase64(salt)?.length !== SALT_BYTES) return undefined;
    return value as Disclosure;
  } catch {
    return undefined;
  }
}
