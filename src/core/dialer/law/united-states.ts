import type { AbandonRule, HoursRule, LawProfile, WeekDay } from '../law-profile';
import { FIVE_YEARS_MS, ROLLING_30_DAYS, SECOND_MS } from './period';

const EVERY_DAY: readonly WeekDay[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Eight in the morning to nine in the evening where the called party is; holidays included. */
const HOURS: HoursRule = { weekly: [{ days: EVERY_DAY, from: '08:00', to: '21:00' }] };

const abandonRule = (source: string): AbandonRule => ({
  formula: 'us',
  limitPct: 3,
  window: ROLLING_30_DAYS,
  scope: 'campaign',
  source,
});

/** The Federal Trade Commission's telemarketing sales rule. */
export const UNITED_STATES_FTC: LawProfile = {
  profileId: 'us-ftc',
  title: 'United States: FTC, telemarketing sales rule, 16 CFR 310',
  country: 'US',
  // Records for five years, since 15 October 2024.
  validFrom: Date.UTC(2024, 9, 15, 4),
  abandon: [abandonRule('16 CFR 310.4(b)(4)(i)')],
  connectLimitMs: 2 * SECOND_MS,
  connectFrom: 'greeting-end',
  ringMinMs: 15 * SECOND_MS,
  dropMessage: { withinMs: 2 * SECOND_MS, mustSay: ['caller-name', 'caller-number'] },
  hours: HOURS,
  attempts: {},
  callerIdDuty: 'number and, where the carrier can, name of telemarketer or seller are sent',
  recordsKeptMs: FIVE_YEARS_MS,
  sources: {
    connect: '16 CFR 310.4(b)(1)(iv)',
    ring: '16 CFR 310.4(b)(4)(ii)',
    dropMessage: '16 CFR 310.4(b)(4)(iii)',
    hours: '16 CFR 310.4(c)',
    callerId: '16 CFR 310.4(a)(8)',
    records: '16 CFR 310.5',
  },
};

/** The Federal Communications Commission's rules under the TCPA. */
export const UNITED_STATES_FCC: LawProfile = {
  profileId: 'us-fcc',
  title: 'United States: FCC, TCPA rules, 47 CFR 64.1200',
  country: 'US',
  validFrom: Date.UTC(2013, 9, 16, 4),
  abandon: [abandonRule('47 CFR 64.1200(a)(7)')],
  connectLimitMs: 2 * SECOND_MS,
  connectFrom: 'greeting-end',
  ringMinMs: 15 * SECOND_MS,
  dropMessage: {
    withinMs: 2 * SECOND_MS,
    mustSay: ['caller-name', 'caller-number', 'purpose', 'opt-out-key'],
  },
  hours: HOURS,
  attempts: {},
  // Whether a number is a mobile cannot be told from it: without word of it, it may be one.
  consent: { required: 'mobile', exemptKinds: [] },
  callerIdDuty: 'number and, where the carrier can, name of telemarketer or seller are sent',
  sources: {
    connect: '47 CFR 64.1200(a)(7)',
    ring: '47 CFR 64.1200(a)(6)',
    dropMessage: '47 CFR 64.1200(a)(7)(i)',
    hours: '47 CFR 64.1200(c)(1)',
    consent: '47 CFR 64.1200(a)(1) to (3)',
    callerId: '47 CFR 64.1601(e)',
  },
};
