/** A figure that is expected: nine of ten outcomes lie from `low` to `high`. */
export interface Expected {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What was foretold of a change of pacing before it was made. */
export interface Expectation {
  /** So far it looked ahead. */
  readonly horizonMs: number;
  readonly occupancyPct: Expected;
  /** Of the people who answer. */
  readonly abandonPct: Expected;
}
