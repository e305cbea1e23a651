import type { AttemptResult } from './attempt';
import { CAP_WINDOW_MS } from './attempt-cap';
import type { HopperLead, LeadNext } from './hopper';
import { NUMBER_OUT_RESULTS } from './number-rule';

const DAY_MS = CAP_WINDOW_MS.perDay;

/** What follows one result. */
export interface RetryRule {
  /** At most so many attempts with this result; 0: never again. */
  readonly max: number;
  /** So long after it the person is called again. */
  readonly afterMs: number;
  /** Whether another number of the lead comes first, if one is left this round. */
  readonly nextNumber: boolean;
  /** Whether to come at another time of day than those attempts did. */
  readonly vary: boolean;
}

/** How a conversation that was noted with a disposition goes on. */
export type AfterTalk =
  | 'done'
  | 'refused'
  /** The number is called no more for this client, by no campaign: see do-not-call.ts. */
  | 'do-not-call'
  | 'wrong-number'
  /** A machine had answered: as after one that was found by listening. */
  | 'machine'
  | 'retry'
  | 'callback';

/** After these another number is called, whatever the rules. */
type NumberOut = 'invalid-number' | 'wrong-number';

export interface RetryRules {
  /** After a conversation without a disposition nothing follows; a number that is none is out. */
  readonly after: Readonly<Record<Exclude<AttemptResult, NumberOut>, RetryRule>>;
  /** What the client's own words mean; one that is not named: done. */
  readonly dispositions: Readonly<Record<string, AfterTalk>>;
  /** After `retry` of a disposition. */
  readonly talkedAgainAfterMs: number;
  /** Between two numbers of one lead. */
  readonly nextNumberAfterMs: number;
  /** Attempts to a person in all. */
  readonly attemptsMax: number;
  /** How far from the time of day of earlier attempts counts as another one. */
  readonly varyByMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const rule = (max: number, afterMs: number, more: Partial<RetryRule> = {}): RetryRule => ({
  max,
  afterMs,
  nextNumber: false,
  vary: false,
  ...more,
});

/** What a campaign does that says nothing else. The law's caps hold beside it, in the gate. */
export const RETRY_DEFAULTS: RetryRules = {
  after: {
    connected: rule(0, 0),
    // Three days of peace, as Ofcom asks; the gate holds it where a law does.
    dropped: rule(3, 72 * HOUR_MS),
    'hung-up': rule(2, DAY_MS, { vary: true }),
    machine: rule(4, DAY_MS, { nextNumber: true, vary: true }),
    busy: rule(6, 15 * MINUTE_MS),
    'no-answer': rule(6, 4 * HOUR_MS, { nextNumber: true, vary: true }),
    rejected: rule(2, DAY_MS),
    unreachable: rule(3, 4 * HOUR_MS, { nextNumber: true }),
    congestion: rule(10, 5 * MINUTE_MS),
    failed: rule(10, 5 * MINUTE_MS),
    unknown: rule(3, 72 * HOUR_MS),
  },
  dispositions: {},
  talkedAgainAfterMs: DAY_MS,
  nextNumberAfterMs: 5 * MINUTE_MS,
  attemptsMax: 10,
  varyByMs: 2 * HOUR_MS,
};

/** What came of the last attempt. */
export interface AttemptOutcome {
  readonly number: string;
  readonly result: AttemptResult;
  /** What the agent noted, in the client's words. */
  readonly disposition?: string;
}

/**
 * What a conversation's disposition means; undefined where there was none. Who keeps the lead notes
 * the attempt of `wrong-number` under that result.
 */
export function afterTalkOf(outcome: AttemptOutcome, rules: RetryRules): AfterTalk | undefined {
  if (outcome.result !== 'connected' || outcome.disposition === undefined) return undefined;
  const { dispositions } = rules;
  return Object.hasOwn(dispositions, outcome.disposition)
    ? dispositions[outcome.disposition]
    : 'done';
}

/**
 * What becomes of a lead after an attempt: when and at which of its numbers it is called again, or
 * why it is done with. `lead` already holds that attempt. When the call may really be made the gate
 * decides then.
 *
 * `unknown`, an attempt of which nothing tells how it came out (the engine died with the line
 * ringing), counts as an attempt and as a drop: whoever can prove that nobody answered tells
 * another result.
 */
export function afterAttempt(
  lead: HopperLead,
  outcome: AttemptOutcome,
  rules: RetryRules,
  at: number,
): LeadNext {
  const afterTalk = afterTalkOf(outcome, rules);
  if (afterTalk === 'done' || afterTalk === 'refused' || afterTalk === 'do-not-call')
    return done(outcome.disposition ?? afterTalk);
  if (lead.attemptsTotal >= rules.attemptsMax) return done('attempts-used');
  if (afterTalk === 'callback') return promised(lead, rules, at);
  if (afterTalk === 'retry') return again(lead, at + rules.talkedAgainAfterMs);
  const { number } = outcome;
  const result = afterTalk === 'machine' ? 'machine' : outcome.result;
  const isOut = result === 'invalid-number' || result === 'wrong-number';
  if (isOut || afterTalk === 'wrong-number') return atOtherNumber(lead, number, rules, at);
  return byRule(lead, number, rules, { at, result });
}

const done = (reason: string): LeadNext => ({ state: 'done', reason });

/** The same number once more, or the first that is left. */
function again(lead: HopperLead, at: number): LeadNext {
  const [first] = usable(lead);
  if (first === undefined) return done('no-number-left');
  const nextNumber = usable(lead).includes(lead.nextNumber) ? lead.nextNumber : first;
  return { state: 'waiting', at, nextNumber };
}

/** At the time that was promised before, if that is still to come. */
function promised(lead: HopperLead, rules: RetryRules, at: number): LeadNext {
  const due = lead.callback?.at ?? at;
  return again(lead, due > at ? due : at + rules.talkedAgainAfterMs);
}

/** Indices of the numbers that may still be called. */
function usable(lead: HopperLead, without?: string): readonly number[] {
  const out = new Set(
    lead.attempts
      .filter((past) => NUMBER_OUT_RESULTS.includes(past.result))
      .map((past) => past.number),
  );
  return lead.numbers.flatMap(({ number, suppressed }, index) =>
    suppressed || out.has(number) || number === without ? [] : [index],
  );
}

function atOtherNumber(lead: HopperLead, without: string, rules: RetryRules, at: number): LeadNext {
  const left = usable(lead, without);
  const [first] = left;
  if (first === undefined) return done('no-number-left');
  const next = left.find((index) => index > indexOf(lead, without)) ?? first;
  return { state: 'waiting', at: at + rules.nextNumberAfterMs, nextNumber: next };
}

const indexOf = (lead: HopperLead, number: string): number => {
  const index = lead.numbers.findIndex((one) => one.number === number);
  return index === -1 ? lead.nextNumber : index;
};

function byRule(
  lead: HopperLead,
  number: string,
  rules: RetryRules,
  { at, result }: { readonly at: number; readonly result: keyof RetryRules['after'] },
): LeadNext {
  const rule = rules.after[result];
  const same = lead.attempts.filter((past) => past.result === result);
  if (same.length >= rule.max) return done(rule.max === 0 ? result : 'attempts-used');
  const left = usable(lead);
  const [first] = left;
  if (first === undefined) return done('no-number-left');
  const current = indexOf(lead, number);
  const further = left.find((index) => index > current);
  if (rule.nextNumber && further !== undefined) {
    return { state: 'waiting', at: at + rules.nextNumberAfterMs, nextNumber: further };
  }
  const earliest = at + rule.afterMs;
  const when = rule.vary ? otherTimeOfDay(same, earliest, rules.varyByMs) : earliest;
  const nextNumber = rule.nextNumber || !left.includes(current) ? first : current;
  return { state: 'waiting', at: when, nextNumber };
}

/**
 * The first instant from `earliest` on that is at least `byMs` of the clock away from each of the
 * attempts before; where a whole day has none, `earliest`. The clock is that of 24 hours: a change
 * to summer time moves it by an hour, which is of no weight here.
 */
function otherTimeOfDay(
  past: readonly { readonly at: number }[],
  earliest: number,
  byMs: number,
): number {
  for (let when = earliest; when < earliest + DAY_MS; ) {
    const near = past.find((one) => clockDistance(when, one.at) < byMs);
    if (!near) return when;
    const passed = (((when - near.at) % DAY_MS) + DAY_MS) % DAY_MS;
    when += passed < byMs ? byMs - passed : DAY_MS - passed + byMs;
  }
  return earliest;
}

/** How far apart two instants are on a clock of 24 hours. */
function clockDistance(a: number, b: number): number {
  const apart = Math.abs(a - b) % DAY_MS;
  return Math.min(apart, DAY_MS - apart);
}
