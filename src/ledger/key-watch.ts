import type { BundleProof } from './bundle-proof';
import { canonicalJson } from './canonical-json';
import type { Finding, LeafFinding } from './finding';

/** Compares the entries about keys with keys.txt, and who signed with who had to. */
export class KeyWatch {
  /** What the entry about each key has to say, in the order of keys.txt. */
  private readonly bodies: readonly string[];
  /** Place of the newest key that an entry of the range has brought in. */
  private known = -1;

  constructor(
    private readonly proof: BundleProof,
    private readonly report: (finding: LeafFinding) => void,
  ) {
    const { chain, head } = proof;
    this.bodies = chain.keys.map(({ key, signature }, place) =>
      canonicalJson(
        place === 0 ? { key, origin: head.origin } : { key, ...(signature ? { signature } : {}) },
      ),
    );
  }

  static concerns(leaf: number, type: string): boolean {
    return leaf === 0 || type === 'log.opened' || type === 'key.changed';
  }

  /** Leaf 0 opens the log with the first key; each later one has its entry, in their order. */
  take(leaf: number, type: string, { body }: { readonly body: unknown }): void {
    const place = this.bodies.indexOf(canonicalJson(body));
    const isInPlace = (place === 0) === (leaf === 0) && (leaf === 0) === (type === 'log.opened');
    if (!isInPlace || place <= this.known) {
      const how = 'the entry about a key is not the one that keys.txt leads to';
      this.report({ code: 'KEY_DIFFERS', leaf, until: leaf + 1, where: 'keys.txt', how });
    }
    this.known = Math.max(this.known, place);
  }

  /** The newest checkpoint is signed by the key in force; of a part of the log, by it or later. */
  close(): Finding[] {
    const { head, newest, chain } = this.proof;
    const signer = Math.max(...newest.signers);
    const isWhole = head.from === 0 && head.to === head.size;
    if (signer === this.known || (signer > this.known && !isWhole)) return [];
    const how = `not the key in force has signed it, but ${chain.keys[signer]?.key}`;
    return [{ code: 'CHECKPOINT_KEY', where: newest.where, how }];
  }
}
