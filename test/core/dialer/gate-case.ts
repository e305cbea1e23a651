import type { GateAttempt, GateRules } from '../../../src/core/dialer/gate';
import type { PastAttempt } from '../../../src/core/dialer/hopper';
import { profilesAt } from '../../../src/core/dialer/law/law-book';
import type { LawId } from '../../../src/core/dialer/law-profile';
import type { PersonHistory } from '../../../src/core/dialer/recent-attempt';
import { strictest } from '../../../src/core/dialer/strictest-law';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday in Berlin, noon. */
export const NOON = Date.UTC(2026, 10, 23, 11);

/** Open from 8 to 20 in Berlin on that day and the next; known for three days. */
export const OPEN = {
  type: 'calendar.computed',
  calendarId: 'hours:de:Europe/Berlin',
  from: NOON - DAY,
  until: NOON + 2 * DAY,
  open: [
    [NOON - 4 * HOUR, NOON + 8 * HOUR],
    [NOON + 20 * HOUR, NOON + 32 * HOUR],
  ],
} as const;

export const CONSENT = { kind: 'form', givenAt: NOON - 100 * DAY, evidence: 'form 4711' };

export const NOBODY_YET = { attempts: [], attemptsTotal: 0, isCalledNow: false };

/** With these attempts, all of the lead's own. */
export const tried = (attempts: readonly PastAttempt[], more: Partial<PersonHistory> = {}) => ({
  lead: leadWith({ attempts }),
  person: { ...NOBODY_YET, attempts, attemptsTotal: attempts.length, ...more },
});

export const lawOf = (profileIds: readonly LawId[]) => strictest(profilesAt(profileIds, NOON));

/** An attempt to which nothing is to be said. */
export function fineAttempt(more: Partial<GateAttempt> = {}): GateAttempt {
  return {
    at: NOON,
    number: { number: '+4930123456' },
    knownAt: more.at ?? NOON,
    lead: { attempts: [], consent: CONSENT },
    person: NOBODY_YET,
    agentGuaranteed: false,
    callerId: '+4930999',
    calendars: [OPEN],
    trunk: { linesInUse: 0, linesMax: 10, launches: [], callsPerSecondMax: 5 },
    ...more,
  };
}

export function fineRules(more: Partial<GateRules> = {}): GateRules {
  return {
    law: lawOf(['de']),
    campaign: { mayDial: true, providerIds: ['north'] },
    attempts: {},
    gapMs: 0,
    numbers: { allow: ['+49'], deny: ['+4915'] },
    callerIds: ['+4930999'],
    ...more,
  };
}

/** Attempts of a result, so many ms before noon. */
export const past = (result: string, ...agoMs: readonly number[]) =>
  agoMs.map((ms) => ({ at: NOON - ms, number: '+4930123456', result }));

export const leadWith = (more: Partial<GateAttempt['lead']>): GateAttempt['lead'] => ({
  ...fineAttempt().lead,
  ...more,
});
