import { Dice } from '../frame/dice';

/** How long something takes; `cv` is the standard deviation over the mean. */
export type Distribution =
  /** `endlessShare` of all are longer than any day. */
  | { readonly kind: 'exponential'; readonly meanMs: number; readonly endlessShare?: number }
  | { readonly kind: 'lognormal'; readonly meanMs: number; readonly cv: number }
  | { readonly kind: 'constant'; readonly meanMs: number }
  /** Longer than any day. */
  | { readonly kind: 'endless' };

/** Repeatable draws. Streams of one seed do not disturb each other: common random numbers. */
export class Chance {
  private readonly dice: Dice;

  constructor(seed: number, stream: string) {
    let hash = seed >>> 0;
    for (const letter of `${stream}#`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    this.dice = new Dice(hash ^ (hash >>> 15));
  }

  /** Above 0, below 1. */
  unit(): number {
    return (this.dice.below(0x1_0000_0000) + 0.5) / 0x1_0000_0000;
  }

  /** With mean 1. */
  exponential(): number {
    return -Math.log(this.unit());
  }

  draw(distribution: Distribution): number {
    switch (distribution.kind) {
      case 'exponential':
        if (this.isOneOf(distribution.endlessShare)) return Number.POSITIVE_INFINITY;
        return distribution.meanMs * this.exponential();
      case 'lognormal': {
        const variance = Math.log(1 + distribution.cv ** 2);
        const normal = this.normal();
        return distribution.meanMs * Math.exp(Math.sqrt(variance) * normal - variance / 2);
      }
      case 'constant':
        return distribution.meanMs;
      case 'endless':
        return Number.POSITIVE_INFINITY;
    }
  }

  private isOneOf(share: number | undefined): boolean {
    return share !== undefined && this.unit() < share;
  }

  /** Box and Muller 1958. */
  private normal(): number {
    return Math.sqrt(-2 * Math.log(this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }
}
