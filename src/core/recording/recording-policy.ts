/** When conversations of a queue are recorded. */
export interface RecordingPolicy {
  readonly mode: 'off' | 'all' | 'share' | 'on-demand';
  /** With mode `share`: of so many calls in a hundred. */
  readonly sharePercent?: number;
  /** What the caller has to have said, or heard, before. */
  readonly consent: 'none' | 'announce' | 'ask';
  /** A recording ends by itself after so long. */
  readonly lengthMaxMs: number;
  /** Silence is recorded while the caller is on hold. */
  readonly pauseOnHold: boolean;
}
