import fc from 'fast-check';
import type { abandonFraction } from '../../src/core/dialer/abandon-rate';
import {
  ABANDON_FORMULAS,
  type Fraction,
  NO_OUTCOMES,
  OUTCOME_KINDS,
  type OutcomeKind,
} from '../../src/core/dialer/abandon-rate';
import type { AttemptResult } from '../../src/core/dialer/attempt';
import type { HopperLead, PastAttempt } from '../../src/core/dialer/hopper';
import type { newOutcomeLedger, noteOutcome, sumOver } from '../../src/core/dialer/outcome-ledger';
import { type afterAttempt, RETRY_DEFAULTS } from '../../src/core/dialer/retry';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 9, 1);

export interface LedgerPolicy {
  readonly newOutcomeLedger: typeof newOutcomeLedger;
  readonly noteOutcome: typeof noteOutcome;
  readonly sumOver: typeof sumOver;
  readonly abandonFraction: typeof abandonFraction;
}

interface Happening {
  readonly at: number;
  readonly kind: OutcomeKind;
}

export interface Days {
  readonly happenings: readonly Happening[];
  readonly at: number;
  readonly windowMs: number;
}

/** Instants before now: anywhere in 40 days, and about the edges of the windows. */
const ago = fc.oneof(
  fc.integer({ min: 0, max: 40 * DAY }),
  fc.integer({ min: 0, max: 2 * HOUR }),
  fc
    .tuple(fc.constantFrom(DAY, 30 * DAY), fc.integer({ min: -2 * HOUR, max: 2 * HOUR }))
    .map(([edge, off]) => edge + off),
);

/** A drop is an attempt and so is whoever answers: nothing happens without one. */
export const anyDays: fc.Arbitrary<Days> = fc
  .record({
    moments: fc.array(fc.record({ ago, kind: fc.constantFrom(...OUTCOME_KINDS) }), {
      maxLength: 40,
    }),
    off: fc.oneof(fc.constantFrom(0, 1, HOUR - 1), fc.integer({ min: 0, max: HOUR })),
    windowMs: fc.constantFrom(DAY, 30 * DAY),
  })
  .map(({ moments, off, windowMs }) => {
    const now = T0 + 40 * DAY + off;
    const happenings = moments.flatMap(({ ago: ms, kind }): Happening[] => {
      const at = now - ms;
      return kind === 'attempts'
        ? [{ at, kind }]
        : [
            { at, kind: 'attempts' },
            { at, kind },
          ];
    });
    happenings.sort((a, b) => a.at - b.at);
    return { happenings, at: now, windowMs };
  });

/** What a ledger's sum is wrong about, beside happenings that are counted one by one. */
export function ledgerFaults(policy: LedgerPolicy, { happenings, at, windowMs }: Days): string[] {
  const ledger = policy.newOutcomeLedger();
  for (const [index, one] of happenings.entries()) {
    policy.noteOutcome(ledger, one.at, one.kind);
    // Asked in between as the dialer does: what is kept of it must not grow stale.
    if (index % 7 === 0) policy.sumOver(ledger, one.at, windowMs);
    policy.sumOver(ledger, at, windowMs);
  }
  const sum = policy.sumOver(ledger, at, windowMs);
  const exact = counted(happenings, at - windowMs);
  const hour = (instant: number): number => Math.floor(instant / HOUR) * HOUR;
  const whole = counted(happenings, hour(at - windowMs - 1) + HOUR);
  const touched = counted(happenings, hour(at - windowMs));
  const faults: string[] = [];
  for (const kind of ['dropped', 'liveLate', 'machinesDetected'] as const) {
    if (sum[kind] !== touched[kind]) faults.push(`${kind}: ${sum[kind]}, not ${touched[kind]}`);
  }
  for (const kind of ['liveInTime', 'humansToAgents', 'machinesToAgents'] as const) {
    if (sum[kind] !== whole[kind]) faults.push(`${kind}: ${sum[kind]}, not ${whole[kind]}`);
  }
  const attempts = whole.attempts + touched.dropped - whole.dropped;
  if (sum.attempts !== attempts) faults.push(`attempts: ${sum.attempts}, not ${attempts}`);
  for (const formula of ABANDON_FORMULAS) {
    const told = policy.abandonFraction(formula, sum, 5);
    const truth = policy.abandonFraction(formula, exact, 5);
    const isLower = share(told) < share(truth) - 1e-12;
    if (isLower) faults.push(`${formula} is told lower than it is`);
  }
  if (ledger.buckets.length > 745) faults.push(`${ledger.buckets.length} buckets`);
  return faults;
}

const share = ({ numerator, denominator }: Fraction): number =>
  denominator === 0 ? 0 : numerator / denominator;

function counted(happenings: readonly Happening[], since: number) {
  const counts = { ...NO_OUTCOMES };
  for (const { at, kind } of happenings) if (at >= since) counts[kind] += 1;
  return counts;
}

export interface Tried {
  readonly lead: HopperLead;
  readonly number: string;
  readonly result: AttemptResult;
  readonly disposition?: string;
}

const RESULTS = [...Object.keys(RETRY_DEFAULTS.after), 'invalid-number'] as AttemptResult[];
const NUMBERS = ['+4930111111', '+4930222222', '+4930333333'];
const DISPOSITIONS = ['sold', 'no', 'never', 'wrong', 'later', 'again'];

/** As a campaign might write them. */
export const RULES = {
  ...RETRY_DEFAULTS,
  after: {
    ...RETRY_DEFAULTS.after,
    connected: { max: 3, afterMs: HOUR, nextNumber: false, vary: false },
  },
  dispositions: {
    no: 'refused',
    never: 'do-not-call',
    wrong: 'wrong-number',
    later: 'callback',
    again: 'retry',
  },
} as const;

/** Leads with an attempt that is just over. */
export const anyTried: fc.Arbitrary<Tried> = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    before: fc.array(
      fc.record({
        ago: fc.integer({ min: 1, max: 20 * DAY }),
        number: fc.nat(2),
        result: fc.constantFrom(...RESULTS, ...RESULTS, 'wrong-number'),
      }),
      { maxLength: 8 },
    ),
    suppressed: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    number: fc.nat(2),
    result: fc.constantFrom(...RESULTS, 'connected' as const),
    disposition: fc.option(fc.constantFrom(...DISPOSITIONS), { nil: undefined }),
    callbackIn: fc.option(fc.integer({ min: -DAY, max: 9 * DAY }), { nil: undefined }),
  })
  .map(({ count, before, suppressed, number, result, disposition, callbackIn }) => {
    const numberOf = (index: number): string => NUMBERS[index % count] ?? '';
    const past = before
      .map((one): PastAttempt => ({ ...one, at: T0 - one.ago, number: numberOf(one.number) }))
      .sort((a, b) => a.at - b.at);
    const attempts = [...past, { at: T0 - 30_000, number: numberOf(number), result }];
    const lead: HopperLead = {
      leadId: 'lead-1',
      listId: 'spring',
      priority: 0,
      numbers: NUMBERS.slice(0, count).map((one, index) => ({
        ...{ number: one, role: 'home', zone: 'Europe/Berlin' },
        ...(suppressed[index] && index > 0 && { suppressed: 'client' as const }),
      })),
      nextNumber: number % count,
      attempts,
      attemptsTotal: attempts.length,
      ...(callbackIn !== undefined && { callback: { at: T0 + callbackIn } }),
    };
    return { lead, number: numberOf(number), result, ...(disposition && { disposition }) };
  });

/** What a retry does that no lead may see. */
export function retryFaults(policy: typeof afterAttempt, tried: Tried): string[] {
  const { lead, ...outcome } = tried;
  const next = policy(lead, outcome, RULES, T0);
  const talk = outcome.result === 'connected' ? outcome.disposition : undefined;
  const faults: string[] = [];
  if (lead.attemptsTotal >= RULES.attemptsMax && next.state !== 'done') faults.push('over its max');
  const isOver = talk === 'no' || talk === 'never' || talk === 'sold';
  if (isOver && next.state !== 'done') faults.push('called after no');
  if (next.state === 'done') {
    if (next.reason === 'no-number-left' && left(lead, outcome).length > 0) faults.push('gave up');
    const isBusy = outcome.result === 'busy' && left(lead, outcome).length === lead.numbers.length;
    const busies = lead.attempts.filter((past) => past.result === 'busy').length;
    if (isBusy && busies < 6 && lead.attemptsTotal < 10) faults.push('gave up after a busy');
    return faults;
  }
  const chosen = lead.numbers[next.nextNumber];
  if (!chosen || !left(lead, outcome).includes(chosen.number)) faults.push('a number that is out');
  const min = minimumWait(tried, chosen?.number);
  if (next.at < T0 + min) faults.push(`after ${next.at - T0} ms, not ${min}`);
  if (next.at > T0 + 10 * DAY) faults.push('forgotten');
  if (talk === 'later' && lead.callback && next.at < lead.callback.at) faults.push('too early');
  return [...faults, ...timeOfDayFaults(tried, next.at, chosen?.number)];
}

/** Numbers that may be called still. */
function left({ numbers, attempts }: HopperLead, outcome: Omit<Tried, 'lead'>): string[] {
  const isWrong = outcome.result === 'connected' && outcome.disposition === 'wrong';
  return numbers
    .filter(({ suppressed }) => !suppressed)
    .map(({ number }) => number)
    .filter((number) => !(isWrong && number === outcome.number))
    .filter((number) =>
      attempts.every(
        (past) => past.number !== number || !/^(invalid|wrong)-number$/.test(past.result),
      ),
    );
}

function minimumWait({ result, number, disposition }: Tried, chosen: string | undefined): number {
  if (result === 'connected') return disposition === 'later' ? 0 : 5 * 60_000;
  if (result === 'dropped' || result === 'unknown') return 3 * DAY;
  if (result === 'invalid-number' || result === 'wrong-number' || chosen !== number) {
    return 5 * 60_000;
  }
  return RULES.after[result].afterMs;
}

/** A machine that is called again at the same time of day is at home alone again. */
function timeOfDayFaults({ lead, result, number }: Tried, next: number, chosen?: string): string[] {
  if (!['machine', 'no-answer', 'hung-up'].includes(result) || chosen !== number) return [];
  const near = lead.attempts.filter((past) => {
    const apart = Math.abs(next - past.at) % DAY;
    return past.result === result && Math.min(apart, DAY - apart) < 2 * HOUR;
  });
  // Six attempts may leave no free hour.
  return near.length > 0 && lead.attempts.filter((p) => p.result === result).length < 6
    ? ['at the same time of day']
    : [];
}
