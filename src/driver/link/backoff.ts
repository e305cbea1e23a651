const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * Waiting times between attempts: doubled each time up to ten seconds, for ever, each shortened
 * by a random part of up to a half, so that many engines do not come back in one instant.
 */
export class Backoff {
  private attempts = 0;

  constructor(
    private readonly random: () => number = Math.random,
    private readonly firstMs = FIRST_MS,
    private readonly longestMs = LONGEST_MS,
  ) {}

  /** ms to wait before the next attempt. */
  next(): number {
    const whole = Math.min(this.longestMs, this.firstMs * 2 ** Math.min(this.attempts, 20));
    this.attempts += 1;
    return Math.round(whole * (1 - this.random() / 2));
  }

  /** After a success. */
  reset(): void {
    this.attempts = 0;
  }
}
