import type { LawProfile, WeekDay } from '../law-profile';
import { DAY_MS } from './period';

const MONDAY_TO_FRIDAY: readonly WeekDay[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
const DECREE = 'art. D. 223-9 Code de la consommation';

/** 11 August 2026, at midnight in Paris. */
const CONSENT_FROM = Date.UTC(2026, 7, 10, 22);

const COMMON = {
  profileId: 'fr',
  country: 'FR',
  abandon: [],
  hours: {
    weekly: [
      { days: MONDAY_TO_FRIDAY, from: '10:00', to: '13:00' },
      { days: MONDAY_TO_FRIDAY, from: '14:00', to: '20:00' },
    ],
    holidays: 'FR',
  },
  attempts: { per30Days: 4 },
  refusalQuietMs: 60 * DAY_MS,
  callerIdDuty: 'a number of the ranges that the ARCEP keeps for such calls is shown',
  sources: {
    hours: DECREE,
    attempts: DECREE,
    refusal: DECREE,
    callerId: 'ARCEP, numbering plan, ranges for automated systems',
  },
} as const;

/** Who did not want to be called had to say so. */
export const FRANCE_OPT_OUT: LawProfile = {
  ...COMMON,
  title: 'France: Code de la consommation, who objects is not called (until 10 August 2026)',
  // 1 March 2023, at midnight in Paris.
  validFrom: Date.UTC(2023, 1, 28, 23),
  validUntil: CONSENT_FROM,
};

/** Only who has agreed before may be called; proof is the caller's. */
export const FRANCE_CONSENT: LawProfile = {
  ...COMMON,
  title: 'France: Code de la consommation, only with consent (since 11 August 2026)',
  validFrom: CONSENT_FROM,
  consent: { required: 'consumer', exemptKinds: ['contract'] },
  sources: { ...COMMON.sources, consent: 'Loi no. 2025-594' },
};
