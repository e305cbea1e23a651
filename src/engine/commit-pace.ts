/**
 * While inputs keep coming, commits follow each other no faster than this. Ten inputs in one
 * commit cost little more than one, on the disk as well as in what leaves together afterwards; an
 * input that comes into silence does not wait.
 */
const PACE_MS = 4;

/** Runs each commit at once, or as long after the one before as the pace asks for. */
export class CommitPace {
  private nextAtMs = 0;

  readonly defer = (commit: () => void): void => {
    const run = (): void => {
      this.nextAtMs = performance.now() + PACE_MS;
      commit();
    };
    const waitMs = this.nextAtMs - performance.now();
    if (waitMs > 0) setTimeout(run, waitMs);
    else setImmediate(run);
  };
}
