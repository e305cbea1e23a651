/** Buckets that are full again are forgotten; more than this many are not kept. */
const BUCKETS_MAX = 10_000;

const MINUTE_MS = 60_000;

interface Bucket {
  drops: number;
  at: number;
}

/**
 * A leaky bucket a key: holds a minute's worth of drops at most, and leaks as fast. Bounded: when
 * too many keys are about, the one that was quiet for longest is forgotten.
 */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly perMinute: number) {}

  /** Adds a drop. 0: it fits; else ms until the next one does. */
  take(key: string, now: number): number {
    const waitMs = this.waitMs(key, now);
    if (waitMs > 0) return waitMs;
    const bucket = this.leaked(key, now);
    this.buckets.delete(key);
    this.buckets.set(key, { drops: bucket.drops + 1, at: now });
    if (this.buckets.size > BUCKETS_MAX) {
      const [oldest] = this.buckets.keys();
      if (oldest !== undefined) this.buckets.delete(oldest);
    }
    return 0;
  }

  /** The same without a drop. */
  waitMs(key: string, now: number): number {
    const { drops } = this.leaked(key, now);
    const excess = drops + 1 - this.perMinute;
    return excess <= 0 ? 0 : Math.ceil((excess * MINUTE_MS) / this.perMinute);
  }

  private leaked(key: string, now: number): Bucket {
    const bucket = this.buckets.get(key);
    if (!bucket) return { drops: 0, at: now };
    const leak = ((now - bucket.at) * this.perMinute) / MINUTE_MS;
    return { drops: Math.max(0, bucket.drops - leak), at: now };
  }
}
