import type { Mutation } from '../../simulation/mutant';

const inGate = (name: string, from: string, to: string): Mutation => ({
  name,
  file: 'dialer/gate.ts',
  from,
  to,
});

/** Mistakes that people make about the law. The laws of gate, ledger and retries find each. */
export const POLICY_MUTATIONS: readonly Mutation[] = [
  inGate('a call starts at the campaign end', 'at >= campaign.endsAt ?', 'at > campaign.endsAt ?'),
  inGate(
    'a suppressed number is called',
    'number.suppressed ? refused(',
    'number.suppressed && rules.gapMs < 0 ? refused(',
  ),
  inGate('consent is good at its last instant', 'at >= expiresAt', 'at > expiresAt'),
  inGate(
    'consent counts though nobody has to prove it any more',
    '|| attempt.at >= proofEndsAt(attempt, consent, rule)',
    '',
  ),
  {
    name: 'consent that was withdrawn counts',
    file: 'dialer/consent.ts',
    from: 'given.filter(({ givenAt }) => givenAt > withdrawnAt)',
    to: 'given',
  },
  {
    name: 'an older consent hides the newer one',
    file: 'dialer/consent.ts',
    from: 'b.givenAt - a.givenAt',
    to: 'a.givenAt - b.givenAt',
  },
  inGate(
    'a contract is consent everywhere',
    'if (isExempt && !rule.exemptKinds.includes(consent.kind)) {',
    'if (isExempt && rule.exemptKinds.length > 1) {',
  ),
  inGate(
    'the second law is not asked about consent',
    'isAsked(rule.required, attempt)) continue;',
    'isAsked(rule.required, attempt)) return null;',
  ),
  inGate(
    'one attempt more than the cap',
    'person.attemptsTotal >= bound.value',
    'person.attemptsTotal > bound.value',
  ),
  inGate(
    'the gap counts for each lead alone',
    'soonRefusal({ at, lead, person }: GateAttempt',
    'soonRefusal({ at, lead, lead: person }: GateAttempt',
  ),
  inGate(
    'the caps count for each lead alone',
    '{ at, person }: GateAttempt, rules',
    '{ at, lead: person }: GateAttempt, rules',
  ),
  inGate(
    'whoever talks with another campaign is called',
    'return person.isCalledNow ?',
    'return knownAt < 0 ?',
  ),
  inGate(
    'what was known long ago counts still',
    'if (at - knownAt > FACTS_KEPT_MS)',
    'if (at - knownAt > 2 * FACTS_KEPT_MS)',
  ),
  inGate(
    'an unknown outcome is no drop',
    "['dropped', 'unknown'] as const",
    "['dropped'] as const",
  ),
  inGate(
    'a refusal is forgotten an instant early',
    'if (at < end) return until',
    'if (at < end - 1) return until',
  ),
  inGate(
    'the own cap wins over the law',
    'ofLaw.value <= own)) return ofLaw',
    'ofLaw.value > own)) return ofLaw',
  ),
  inGate('a calendar that nobody looked up counts as open', 'Math.max(1, hours.length)', '0'),
  inGate(
    'a wrong provider is let through',
    'providerIds.length > 0 : providerIds.includes(providerId)',
    'providerIds.length > 0 : true',
  ),
  inGate(
    'the gap counts from the first attempt',
    'const last = Math.max(Number.NEGATIVE_INFINITY, ...person.attempts.map((past) => past.at));',
    'const last = person.attempts[0]?.at ?? 0;',
  ),
  {
    name: 'a premium number may be allowed',
    file: 'dialer/number-rule.ts',
    from: 'return isPremium || deny.some(fits)',
    to: 'return deny.some(fits)',
  },
  {
    name: 'one attempt of a day rolls off late',
    file: 'dialer/attempt-cap.ts',
    from: 'at - begun < windowMs',
    to: 'at - begun <= windowMs',
  },
  {
    name: 'until is when the newest attempt rolls off',
    file: 'dialer/attempt-cap.ts',
    from: 'counted[counted.length - cap]',
    to: 'counted[counted.length - 1]',
  },
  {
    name: 'until is when the oldest attempt rolls off',
    file: 'dialer/attempt-cap.ts',
    from: 'counted[counted.length - cap]',
    to: 'counted[0]',
  },
  {
    name: 'any open calendar is enough',
    file: 'dialer/calling-window.ts',
    from: 'if (!states.includes(false)) return null;',
    to: 'if (states.includes(true)) return null;',
  },
  {
    name: 'until is the first opening of any calendar',
    file: 'dialer/calling-window.ts',
    from: 'next = Math.max(...closed',
    to: 'return Math.min(...closed',
  },
  {
    name: 'unknown hours count as open',
    file: 'dialer/calling-window.ts',
    from: '|| states.includes(null)) return',
    to: ') return',
  },
  {
    name: 'the cut hour counts in favour of the campaign',
    file: 'dialer/outcome-ledger.ts',
    from: 'isWhole || !IN_FAVOUR.includes(kind)',
    to: 'isWhole || IN_FAVOUR.length > 0',
  },
  {
    name: 'the cut hour does not count',
    file: 'dialer/outcome-ledger.ts',
    from: 'if (bucket.from < touchedFrom) break;',
    to: 'if (bucket.from < wholeFrom) break;',
  },
  {
    name: 'a sum that is kept does not see what is noted',
    file: 'dialer/outcome-ledger.ts',
    from: 'if (from >= wholeFrom) sum[kind] += n;',
    to: 'if (from >= wholeFrom) void n;',
  },
  {
    name: 'a sum that is kept counts a cut hour as a whole one',
    file: 'dialer/outcome-ledger.ts',
    from: 'if (from >= wholeFrom) sum[kind] += n;\n    else sums.delete(windowMs);',
    to: 'sum[kind] += n;',
  },
  {
    name: 'a sum is kept beyond its hour',
    file: 'dialer/outcome-ledger.ts',
    from: 'if (found?.wholeFrom === wholeFrom && found.touchedFrom === touchedFrom) return',
    to: 'if (found) return',
  },
  {
    name: 'what is old is forgotten too soon',
    file: 'dialer/outcome-ledger.ts',
    from: 'export const OUTCOMES_KEPT_MS = 31 * DAY_MS;',
    to: 'export const OUTCOMES_KEPT_MS = 29 * DAY_MS;',
  },
  {
    name: 'late connects are no drops',
    file: 'dialer/abandon-rate.ts',
    from: 'counts.dropped + counts.liveLate, counts.liveInTime',
    to: 'counts.dropped, counts.liveLate + counts.liveInTime',
  },
  {
    name: 'machines share in the drops of nobody',
    file: 'dialer/abandon-rate.ts',
    from: 'if (humansToAgents === 0) return ofLive(dropped, machinesToAgents);',
    to: 'if (humansToAgents < 0) return ofLive(dropped, machinesToAgents);',
  },
  {
    name: 'a number that is none is called again',
    file: 'dialer/retry.ts',
    from: '.filter((past) => NUMBER_OUT_RESULTS.includes(past.result))',
    to: ".filter((past) => past.result === 'out')",
  },
  {
    name: 'a suppressed number comes next',
    file: 'dialer/retry.ts',
    from: 'suppressed || out.has(number)',
    to: 'out.has(number)',
  },
  {
    name: 'the wrong number is tried again',
    file: 'dialer/retry.ts',
    from: 'const left = usable(lead, without);',
    to: 'const left = usable(lead);',
  },
  {
    name: 'after a no the retries go on',
    file: 'dialer/retry.ts',
    from: "afterTalk === 'done' || afterTalk === 'refused'",
    to: "afterTalk === 'done'",
  },
  {
    name: 'always at the same time of day',
    file: 'dialer/retry.ts',
    from: 'rule.vary ? otherTimeOfDay(same, earliest, rules.varyByMs) : earliest',
    to: 'earliest',
  },
  {
    name: 'a busy lead is given up',
    file: 'dialer/retry.ts',
    from: 'if (same.length >= rule.max) return',
    to: 'if (same.length >= rule.max || rule.max > 5) return',
  },
  {
    name: 'a promised time is not kept',
    file: 'dialer/retry.ts',
    from: 'due > at ? due : at + rules.talkedAgainAfterMs',
    to: 'due < at ? due : at + rules.talkedAgainAfterMs',
  },
];
