/**
 * Seeded pseudo-random numbers (sfc32 of the PractRand suite): the same seed gives the same hour on
 * every machine, so that two settings are compared for people who are alike. Not for secrets.
 */
export class Dice {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    this.b = Math.imul(seed, 0x9e3779b1) | 0;
    this.c = (seed ^ 0x51ab7e31) | 0;
    for (let round = 0; round < 12; round += 1) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** Of mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** Of mean 0 and variance 1 (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(2 * this.exponential());
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}
