import type { LawProfile, WeekDay } from '../law-profile';
import { FIVE_YEARS_MS, ROLLING_DAY, SECOND_MS } from './period';

const WORKING_DAYS: readonly WeekDay[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Consumers have to have agreed before, expressly; the proof is kept from each use anew. */
const CONSENT = {
  required: 'consumer',
  retentionMs: FIVE_YEARS_MS,
  exemptKinds: [],
} as const;

const CONSENT_SOURCE = '§ 7 (2) no. 1 and § 7a UWG';

const CALLER_ID = 'a number that is allotted to the caller is shown, never suppressed';

const CALLER_ID_SOURCE = '§ 15 (2) TDDDG';

/**
 * No statute says how a dialer has to behave, and none names a share of calls that may be
 * abandoned: the campaign's own bound steers. Hours and attempts are what the Bundesnetzagentur
 * takes for signs of harassment.
 */
export const GERMANY: LawProfile = {
  profileId: 'de',
  title: 'Germany: UWG, TDDDG and practice of the Bundesnetzagentur',
  country: 'DE',
  // § 7a UWG came on 1 October 2021, at midnight in Berlin.
  validFrom: Date.UTC(2021, 8, 30, 22),
  abandon: [],
  hours: { weekly: [{ days: WORKING_DAYS, from: '08:00', to: '20:00' }], holidays: 'DE' },
  attempts: { perDay: 3 },
  consent: CONSENT,
  callerIdDuty: CALLER_ID,
  sources: {
    hours: 'Bundesnetzagentur, signs of harassment under § 7 (1) UWG',
    attempts: 'Bundesnetzagentur, signs of harassment under § 7 (1) UWG',
    consent: CONSENT_SOURCE,
    callerId: CALLER_ID_SOURCE,
  },
};

const CODE = 'code of CCV and DDV on outbound dialing, 2015';

/** The trade's own code, agreed with the Bundesnetzagentur. Its 3 % are of all attempts. */
export const GERMANY_CODE: LawProfile = {
  profileId: 'de-ccv',
  title: 'Germany: code of CCV and DDV, agreed with the Bundesnetzagentur',
  country: 'DE',
  // 1 January 2015, at midnight in Berlin.
  validFrom: Date.UTC(2014, 11, 31, 23),
  abandon: [
    {
      formula: 'attempts',
      limitPct: 3,
      window: ROLLING_DAY,
      scope: 'campaign',
      source: `${CODE}; it names no window: any 24 hours is a choice of this project`,
    },
    {
      // 3 % of attempts would be some 10 % of the people who answer, where one in three does.
      formula: 'us',
      limitPct: 3,
      window: ROLLING_DAY,
      scope: 'campaign',
      source: 'practice: 3 % of the people who answer are kept to as well',
    },
  ],
  ringMinMs: 15 * SECOND_MS,
  ringMaxMs: 40 * SECOND_MS,
  hours: {
    weekly: [
      { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '20:00' },
      { days: ['sat'], from: '09:00', to: '18:00' },
    ],
    holidays: 'DE',
  },
  attempts: { perDay: 3, perWeek: 15, perCampaign: 30 },
  consent: CONSENT,
  callerIdDuty: CALLER_ID,
  sources: {
    ring: CODE,
    hours: CODE,
    attempts: CODE,
    consent: CONSENT_SOURCE,
    callerId: CALLER_ID_SOURCE,
  },
};
