import type { Clock } from '../port/clock';

/** A longer timeout overflows in Node and fires at once. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;
/** How fast the clock is slowed while it is ahead of UTC. */
const SLEW = 0.1;

/** The machine's two clocks, in ms; the tests set their own. */
export interface TimeSource {
  utc(): number;
  monotonic(): number;
}

const MACHINE: TimeSource = { utc: () => Date.now(), monotonic: () => performance.now() };

/**
 * The system's time, never going back: it runs on the monotonic clock, jumps forward to UTC when
 * it fell behind (suspend, correction), and runs slower until UTC has caught up when it is ahead.
 */
export class SystemClock implements Clock {
  private last: number;
  private lastMonotonic: number;

  constructor(private readonly source: TimeSource = MACHINE) {
    this.last = source.utc();
    this.lastMonotonic = source.monotonic();
  }

  now(): number {
    const monotonic = this.source.monotonic();
    const utc = this.source.utc();
    const elapsed = Math.max(0, monotonic - this.lastMonotonic);
    const plain = this.last + elapsed;
    this.last =
      plain > utc + 1 ? Math.max(utc, this.last + elapsed * (1 - SLEW)) : Math.max(plain, utc);
    this.lastMonotonic = monotonic;
    return Math.floor(this.last);
  }

  schedule(at: number, fire: () => void): () => void {
    let handle: NodeJS.Timeout;
    const wait = (): void => {
      const restMs = at - this.now();
      if (restMs <= 0) return fire();
      handle = setTimeout(wait, Math.min(restMs, TIMEOUT_MAX_MS));
    };
    handle = setTimeout(wait, Math.min(Math.max(0, at - this.now()), TIMEOUT_MAX_MS));
    return () => clearTimeout(handle);
  }
}
