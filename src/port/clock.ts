/** Time for everything outside the core. The system's, or a simulated one that a test turns. */
export interface Clock {
  /** Milliseconds since the epoch, UTC; never decreases. */
  now(): number;
  /** Calls `fire` once at `at` or soon after; the returned function cancels it. */
  schedule(at: number, fire: () => void): () => void;
}
