import { allowsOneMore, type BudgetWindow } from './abandon-budget';
import { type Ahead, addLine, CASES, type Outlook, outlookOf } from './pacing/outlook';
import { burstReserve, type PacingMemory } from './pacing/pacing-memory';
import { couldDrop, dropsAtMost, riskOfOneMore } from './pacing/risk';
import { isOverdrawn, oneTooMany, type Slack, thresholdAt } from './pacing/threshold';

export type { BudgetWindow } from './abandon-budget';

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
  /**
   * Every window that a law profile has in force: the strictest steers, and none may be broken
   * (law 5). The campaign's own bound needs none: the memory keeps its account.
   */
  readonly budgets: readonly BudgetWindow[];
}

/** What kept the number from being larger. */
export type PacingBound =
  | 'no-agents'
  | 'mode'
  | 'few-outcomes'
  | 'risk'
  | 'lines-per-agent'
  | 'lines-max'
  | 'spent'
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
  /** Drops that the strictest bound still has room for; negative when it is broken. */
  readonly budgetLeft: number;
  /** The regime of that bound, or `campaign` for the campaign's own. */
  readonly regime: string;
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

/** Lines that one decision launches at most (law 8). */
const LINES_MAX = 1_000;
/** Until so many lines came to an outcome only reserved agents are dialed for. */
const FIRST_OUTCOMES = 20;

/**
 * How many lines to launch now, and why. Total: any numbers give an answer. Lines are added one by
 * one while the next one's risk of a drop is below a threshold that the budget steers, and as long
 * as law 5 lets them: see docs/pacing.md.
 */
export function callsToPlace(
  snapshot: PacingSnapshot,
  memory: PacingMemory,
  limits: PacingLimits,
): PacingDecision {
  const ahead = aheadOf(snapshot, limits);
  const outlook = outlookOf(ahead, memory);
  const slack = slackOf(memory, limits);
  const threshold = thresholdAt(slack, { agents: whole(snapshot.agents), spare: ahead.spare });
  const scope = { inFlight: ahead.ringing.length, outlook, limits, memory, slack, threshold };
  const cap = capOf(snapshot, limits);
  const reserved = ahead.spare - scope.inFlight;
  const before = expectationOf(outlook, ahead);
  let lines = 0;
  let verdict: Verdict = { bound: capBound(snapshot, limits), risk: 0 };
  for (; lines < cap; lines += 1) {
    const found = lines < reserved ? null : refusal(scope, lines);
    if (found) {
      verdict = found;
      break;
    }
    addLine(outlook);
  }
  return {
    lines,
    reservedOnly: verdict.bound === 'budget',
    reasons: {
      ...verdict,
      threshold,
      ...before,
      budgetLeft: slack.drops,
      regime: slack.regime,
    },
    lookAgainInMs: LOOK_AGAIN_MS,
  };
}

/** Without an event the risk changes slowly: agents come nearer to their end. */
const LOOK_AGAIN_MS = 1_000;

interface Verdict {
  readonly bound: PacingBound;
  readonly risk: number;
}

interface Scope {
  readonly inFlight: number;
  readonly outlook: Outlook;
  readonly limits: PacingLimits;
  readonly memory: PacingMemory;
  readonly slack: Slack;
  readonly threshold: number;
}

/** Why one more line, beyond reserved agents, is not launched; null when it is. */
function refusal(scope: Scope, lines: number): Verdict | null {
  const { outlook, limits, memory, threshold } = scope;
  const { mode, ratio = 1, budgets } = limits;
  if (mode === 'progressive') return { bound: 'mode', risk: 0 };
  const wanted = Math.round(ratio * outlook.spare);
  if (mode === 'ratio' && scope.inFlight + lines >= wanted) return { bound: 'mode', risk: 0 };
  const isNew = memory.outcomes < FIRST_OUTCOMES;
  if (mode === 'predictive' && isNew) return { bound: 'few-outcomes', risk: 0 };
  const risk = riskOfOneMore(outlook);
  if (mode === 'predictive' && risk > threshold) return { bound: 'risk', risk };
  if (mode === 'predictive' && isOverdrawn(scope.slack)) return { bound: 'spent', risk };
  const limit = mode === 'predictive' ? oneTooMany(scope.slack) : null;
  if (limit !== null && couldDrop(outlook, limit)) return { bound: 'spent', risk };
  if (budgets.length === 0) return null;
  const inFlight = { dropsAtMost: dropsAtMost(outlook), answersAtLeast: 0 };
  return allowsOneMore(budgets, inFlight) ? null : { bound: 'budget', risk };
}

function aheadOf(snapshot: PacingSnapshot, limits: PacingLimits): Ahead {
  const agents = whole(snapshot.agents);
  const idle = Math.min(agents, whole(snapshot.idle));
  const unknown = { phase: 'talk' as const };
  return {
    spare: idle - snapshot.waiting.length,
    busy: snapshot.busy ?? Array.from({ length: agents - idle }, () => unknown),
    ringing: snapshot.ringing,
    nextListId: snapshot.nextListId ?? '',
    ringTimeoutMs: whole(limits.ringTimeoutMs),
    graceMs: whole(limits.connectLimitMs),
  };
}

function capOf(snapshot: PacingSnapshot, limits: PacingLimits): number {
  const agents = whole(snapshot.agents);
  const perAgent = whole(agents * limits.linesPerAgentMax) - snapshot.ringing.length;
  if (agents === 0) return 0;
  return Math.max(0, Math.min(LINES_MAX, perAgent, whole(limits.linesMax ?? LINES_MAX)));
}

function capBound(snapshot: PacingSnapshot, limits: PacingLimits): PacingBound {
  if (whole(snapshot.agents) === 0) return 'no-agents';
  const cap = capOf(snapshot, limits);
  return limits.linesMax !== undefined && whole(limits.linesMax) <= cap
    ? 'lines-max'
    : 'lines-per-agent';
}

/** What is expected before any line is added. */
function expectationOf(outlook: Outlook, ahead: Ahead) {
  const last = outlook.times - 1;
  return {
    answerChance: outlook.fresh[last * CASES + 1] as number,
    expectedAnswers: outlook.answers.mean[last * CASES + 1] as number,
    expectedFrees: outlook.frees.mean[last] as number,
    horizonMs: ahead.ringTimeoutMs,
  };
}

/** A whole number from 0 up, whatever is given; an infinite one is bounded. */
const whole = (value: number): number => (value > 0 ? Math.floor(Math.min(value, 1e9)) : 0);

/** Drops that the campaign's own account begins with; they are paid back as people answer. */
const CREDIT = 1.5;
const CREDIT_ANSWERS = 150;

/** Of the campaign's own bound and every window the one with the least room. */
function slackOf(memory: PacingMemory, limits: PacingLimits): Slack {
  const { abandonTargetPct } = limits;
  const { settled, drops } = memory;
  const reserve = burstReserve(memory);
  const credit = CREDIT * Math.exp(-settled / CREDIT_ANSWERS);
  const own = (abandonTargetPct / 100) * settled - drops + credit;
  let strictest: Slack = { drops: own, regime: 'campaign', reserve };
  for (const { limitPct, denominator, drops: dropped, regime } of limits.budgets) {
    const left = (Math.min(limitPct, abandonTargetPct) / 100) * denominator - dropped;
    if (left < strictest.drops) strictest = { drops: left, regime, reserve };
  }
  return strictest;
}
