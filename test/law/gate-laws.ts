import type { gate } from '../../src/core/dialer/gate';
import { clausesOf, type OracleCase } from './gate-oracle';

type Gate = typeof gate;

/**
 * What a gate does wrong of one attempt, as somebody finds who knows nothing of how it is made:
 * it lets pass what is forbidden (law 6), refuses what is not, names another clause than the first
 * one, or a time that is not the first at which the clause holds no more.
 */
export function gateFaults(judge: Gate, subject: OracleCase): readonly string[] {
  const { attempt, rules } = subject;
  const [expected] = clausesOf(subject, attempt.at);
  const refusal = judge(attempt, rules);
  if (refusal?.clause !== expected) return [`${expected} holds, told is ${refusal?.clause}`];
  if (!refusal) return [];
  const faults = FINAL.has(refusal.clause) === (refusal.final ?? false) ? [] : ['finality'];
  if (refusal.until === undefined) {
    return EXPIRING.has(refusal.clause) ? [...faults, `${refusal.clause} has no end`] : faults;
  }
  const { clause, until } = refusal;
  const holdsAt = (at: number): boolean => clausesOf(subject, at).includes(clause);
  if (until <= attempt.at) faults.push(`${clause} ends at ${until}, in the past`);
  if (holdsAt(until)) faults.push(`${clause} still holds at its end ${until}`);
  const moments = [until - 1, (attempt.at + until) / 2, attempt.at + (until - attempt.at) / 7];
  for (const at of moments.map(Math.floor)) {
    if (at >= attempt.at && !holdsAt(at)) faults.push(`${clause} is over at ${at}, not ${until}`);
  }
  if (judge({ ...attempt, at: until }, rules)?.clause === clause) {
    faults.push(`${clause} is told at its end ${until}`);
  }
  return faults;
}

const FINAL: ReadonlySet<string> = new Set([
  'number-invalid',
  'number-blocked',
  'do-not-call-global',
  'do-not-call-client',
  'do-not-call-campaign',
  'campaign-over',
  'attempts-total',
  'consent-missing',
  'consent-expired',
]);

/** Clauses that end by themselves: law 3 wants a time of each. */
const EXPIRING: ReadonlySet<string> = new Set([
  'not-begun',
  'refused-before',
  'quiet-after-drop',
  'quiet-after-machine',
  'attempts-30-days',
  'attempts-week',
  'attempts-day',
  'gap',
  'callback-not-due',
  'window-closed',
  'trunk-rate',
]);
