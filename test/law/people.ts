/** What the people at the far ends truly did, whatever the engine heard of it. */
export interface People {
  /** Whether the far end of this leg ended it, by `at` (ms, UTC), for whatever reason. */
  hungUp(legId: string, at: number): boolean;
  /** … and because somebody wanted to, not because a line or a phone failed. */
  wishedEnd(legId: string, at: number): boolean;
}
