import type { PacingMemory } from './pacing/pacing-memory';

export type { PacingMemory, PacingObservation } from './pacing/pacing-memory';
export { newPacingMemory, observe } from './pacing/pacing-memory';

/** An agent of the campaign who is not free but will be: one who leaves after it is not listed. */
export interface BusyAgent {
  readonly phase: 'talk' | 'wrap-up';
  /** In this phase so far; unknown when left out. */
  readonly elapsedMs?: number;
}

/** A line that was dialed and has no outcome yet. */
export interface RingingLine {
  /** Since it was dialed; unknown when left out. */
  readonly ageMs?: number;
  readonly listId?: string;
}

/** The campaign at one instant. */
export interface PacingSnapshot {
  /** In ms of the clock of the observations. */
  readonly at: number;
  /** Signed in and working for the campaign, free or busy. */
  readonly agents: number;
  /** Free for a call of this campaign now, reserves for others taken off. */
  readonly idle: number;
  /** People who answered and have no agent yet: for how long, in ms. */
  readonly waiting: readonly number[];
  /** When left out: all agents who are not idle, elapsed times unknown. */
  readonly busy?: readonly BusyAgent[];
  readonly ringing: readonly RingingLine[];
  /** The list of the lead that would be dialed next. */
  readonly nextListId?: string;
}

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

export interface PacingLimits {
  readonly mode: 'progressive' | 'ratio' | 'predictive';
  /** Lines in flight for each agent at most, whatever the policy wants. */
  readonly linesPerAgentMax: number;
  /** Lines for each idle agent, in mode `ratio`; 1 when left out. */
  readonly ratio?: number;
  /** The campaign's own bound: drops as a share of the people who answered. It steers. */
  readonly abandonTargetPct: number;
  /** From the answer to the agent; later is a drop. */
  readonly connectLimitMs: number;
  readonly ringTimeoutMs: number;
  /** Lines that may still be launched by trunks and calls per second; no bound when left out. */
  readonly linesMax?: number;
  /** Every window that is in force; the strictest steers, and none may be broken (law 5). */
  readonly budgets: readonly BudgetWindow[];
}

/** What kept the number from being larger. */
export type PacingBound =
  | 'no-agents'
  | 'mode'
  | 'risk'
  | 'lines-per-agent'
  | 'lines-max'
  | 'budget';

/** Why so many. Shares are 0 to 1. */
export interface PacingReasons {
  readonly bound: PacingBound;
  /** The chance of a drop that one more call may have at most. */
  readonly threshold: number;
  /** The chance of a drop that the first call that was not placed would have had. */
  readonly risk: number;
  /** The chance that a line is answered by a person, as learnt. */
  readonly answerChance: number;
  /** People who are expected to answer among the lines in flight, within the horizon. */
  readonly expectedAnswers: number;
  /** Agents who are expected to become free within the horizon. */
  readonly expectedFrees: number;
  readonly horizonMs: number;
  /** Drops that the strictest window still has room for; null where there is no window. */
  readonly budgetLeft: number | null;
  /** The regime of that window. */
  readonly regime: string | null;
}

export interface PacingDecision {
  /** Lines to launch now, beside those that ring. */
  readonly lines: number;
  /** No line beyond free agents may be launched: law 5. */
  readonly reservedOnly: boolean;
  readonly reasons: PacingReasons;
  /** Without any event before, ask again then. */
  readonly lookAgainInMs: number;
}

/** How many lines to launch now, and why. */
export function callsToPlace(
  snapshot: PacingSnapshot,
  memory: PacingMemory,
  limits: PacingLimits,
): PacingDecision {
  const { agents, idle, waiting, ringing } = snapshot;
  const chance = (memory.answers + 6) / (memory.attempts + 20);
  const reserved = idle - waiting.length - ringing.length;
  const over = limits.budgets.find(
    (window) => (window.drops + 2) * 100 > window.limitPct * window.denominator,
  );
  const cap = Math.floor(agents * limits.linesPerAgentMax) - ringing.length;
  const wanted =
    limits.mode === 'progressive' || over || memory.attempts < 40
      ? reserved
      : 1.5 * (idle - waiting.length) - ringing.length;
  const lines = agents > 0 ? Math.max(0, Math.min(Math.floor(wanted), cap)) : 0;
  return {
    lines,
    reservedOnly: over !== undefined,
    reasons: {
      bound:
        agents === 0 ? 'no-agents' : over ? 'budget' : lines === cap ? 'lines-per-agent' : 'mode',
      threshold: 0,
      risk: 0,
      answerChance: chance,
      expectedAnswers: chance * ringing.length,
      expectedFrees: 0,
      horizonMs: limits.ringTimeoutMs,
      budgetLeft: null,
      regime: over?.regime ?? null,
    },
    lookAgainInMs: 1_000,
  };
}
