/** How much of a limit on dropped calls is used in one regime's window, now. */
export interface BudgetWindow {
  /** Its name in the reasons, such as `us-ftc`. */
  readonly regime: string;
  readonly limitPct: number;
  readonly drops: number;
  readonly denominator: number;
  /** What the denominator counts: people who answered, or every attempt. */
  readonly counts: 'answers' | 'attempts';
}

/** What the lines in flight may come to. */
export interface InFlight {
  /** The number of drops among them that is not exceeded in 999 of 1,000 cases. */
  readonly dropsAtMost: number;
  /** The number of answers among them that is reached in 999 of 1,000 cases. */
  readonly answersAtLeast: number;
}

/**
 * Drops that the window still has room for when those in flight come to their worst and one more
 * line, beyond reserved agents, is dropped as well: negative where it must not be launched (law 5).
 */
export function roomAfterOneMore(window: BudgetWindow, inFlight: InFlight): number {
  const { drops, denominator, limitPct, counts } = window;
  const answers = counts === 'answers' ? inFlight.answersAtLeast : 0;
  return (limitPct / 100) * (denominator + answers) - (drops + 1 + inFlight.dropsAtMost);
}

/** Whether one more line beyond reserved agents keeps every window's limit. */
export const allowsOneMore = (windows: readonly BudgetWindow[], inFlight: InFlight): boolean =>
  windows.every((window) => roomAfterOneMore(window, inFlight) >= 0);
