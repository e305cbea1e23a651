import fc from 'fast-check';
import { computeCalendar } from '../../../src/config/calendar';
import type { CalendarConfig } from '../../../src/core/centre';
import { callingHours } from '../../../src/core/dialer/calling-window';
import type { GateAttempt, GateRules } from '../../../src/core/dialer/gate';
import { profilesAt } from '../../../src/core/dialer/law/law-book';
import { LAW_IDS } from '../../../src/core/dialer/law-profile';
import { strictest } from '../../../src/core/dialer/strictest-law';
import type { OracleCase } from '../../law/gate-oracle';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

/** Days of which something is to be feared: the clock changes, a leap day, holidays, new year. */
const DAYS = [
  Date.UTC(2026, 9, 25),
  Date.UTC(2027, 2, 28),
  Date.UTC(2026, 10, 1),
  Date.UTC(2027, 2, 14),
  Date.UTC(2028, 1, 29),
  Date.UTC(2026, 11, 24),
  Date.UTC(2026, 11, 31),
  Date.UTC(2027, 4, 5),
  Date.UTC(2026, 10, 25),
];

const ZONES = [
  'Europe/Berlin',
  'Europe/Paris',
  'Europe/London',
  'America/New_York',
  'America/Phoenix',
  'Asia/Kolkata',
] as const;

const oneOf = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const NUMBERS = ['+4930123456', '+4930654321'] as const;

const RESULTS = ['busy', 'no-answer', 'machine', 'dropped', 'unknown', 'connected'] as const;

const clock = fc
  .tuple(fc.nat(23), oneOf(0, 15, 30))
  .map(([hour, minute]) => [hour, minute].map((n) => String(n).padStart(2, '0')).join(':'));

/** Hours of the campaign's own, over midnight as well, and about the hours that change. */
const ownHours = fc.record({
  from: fc.oneof(clock, oneOf('00:00', '01:30', '02:00', '22:00')),
  to: fc.oneof(clock, oneOf('24:00', '03:00', '02:30', '04:00')),
  days: fc.uniqueArray(oneOf('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), { minLength: 1 }),
});

/** Ages that lie at the edges of the law's windows, and any others. */
const age = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 31 * DAY }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(oneOf(HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY), oneOf(-1, 0, 1))
      .map(([ms, off]) => ms + off),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: DAY }) },
);

const shape = fc.record({
  at: fc
    .tuple(
      oneOf(...DAYS),
      fc.oneof(fc.integer({ min: -12, max: 36 }), fc.integer({ min: 9, max: 18 })),
      oneOf(-1, 0, 1, 17 * 60_000),
    )
    .map(([day, hours, off]) => day + hours * HOUR + off),
  zone: oneOf(...ZONES),
  profileIds: fc.uniqueArray(oneOf(...LAW_IDS), { maxLength: 3 }),
  own: fc.option(ownHours, { freq: 2, nil: undefined }),
  known: oneOf(0, DAY, 2 * DAY, 2 * DAY, 10 * DAY, 10 * DAY),
  forgets: rarely(fc.constant(true)),
  number: fc.oneof(
    { weight: 12, arbitrary: oneOf(...NUMBERS) },
    { weight: 1, arbitrary: oneOf('+49110', '112', '+499001234567', '+4915112345678', '+0301') },
  ),
  suppressed: rarely(oneOf('global', 'client', 'campaign')),
  lineType: rarely(oneOf('fixed', 'mobile')),
  past: fc.oneof(
    fc.constant([]),
    fc.array(fc.record({ age, number: oneOf(...NUMBERS), result: oneOf(...RESULTS) }), {
      maxLength: 6,
    }),
  ),
  elsewhere: fc.array(
    fc.record({ age, number: fc.constant('+49301111111'), result: oneOf(...RESULTS) }),
    { maxLength: 1 },
  ),
  calledNow: rarely(fc.constant(true)),
  knownAgo: rarely(oneOf(HOUR, HOUR + 1)),
  wrong: rarely(oneOf('invalid-number', 'wrong-number')),
  total: oneOf(0, 0, 0, 0, 0, 0, 0, 2, 29, 30),
  consent: fc.option(
    fc.record({
      kind: oneOf('form', 'form', 'form', 'contract'),
      age: fc.oneof(
        { weight: 9, arbitrary: fc.constant(400 * DAY) },
        oneOf(0, 1, -1, 1827 * DAY, 1827 * DAY - 1),
      ),
      lasts: rarely(oneOf(1, 0, DAY)),
      evidence: fc.oneof({ weight: 9, arbitrary: fc.constant('tape') }, oneOf('')),
    }),
    { nil: undefined, freq: 12 },
  ),
  ofNumberAgo: rarely(oneOf(100 * DAY, 401 * DAY, 0)),
  withdrawnAgo: rarely(oneOf(399 * DAY, 400 * DAY, 0)),
  callbackIn: rarely(oneOf(-1, 0, 1, 5 * HOUR)),
  refusedAgo: rarely(oneOf(1, 60 * DAY - 1, 60 * DAY)),
  audience: rarely(oneOf('business', 'consumer')),
  agentGuaranteed: fc.boolean(),
  providerId: rarely(oneOf('north', 'north', 'south')),
  callerId: fc.oneof(
    { weight: 15, arbitrary: fc.constant('+4930999') },
    oneOf(undefined, '', '+49308'),
  ),
  lines: oneOf(0, 0, 0, 0, 0, 9, 10),
  launched: fc.array(fc.integer({ min: 0, max: 1100 }), { maxLength: 4 }),
  startsIn: rarely(oneOf(-1, 0, 1, DAY)),
  endsIn: rarely(oneOf(-1, 0, 1, DAY)),
  mayDial: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  caps: fc.record(
    {
      perDay: fc.integer({ min: 1, max: 4 }),
      perWeek: fc.integer({ min: 1, max: 5 }),
      per30Days: fc.integer({ min: 1, max: 6 }),
      perCampaign: fc.integer({ min: 3, max: 30 }),
    },
    { requiredKeys: [] },
  ),
  gapMs: oneOf(0, 0, 0, HOUR, DAY),
});

type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** Computed once for each calendar and span: the same ones come again and again. */
const computed = new Map<string, ReturnType<typeof computeCalendar>>();

function openHours(calendar: CalendarConfig, [from, until]: readonly [number, number]) {
  const key = JSON.stringify([calendar, from, until]);
  const found = computed.get(key) ?? computeCalendar(calendar, from, until);
  computed.set(key, found);
  return found;
}

function hoursOf({ profileIds, zone, own, at }: Shape): CalendarConfig[] {
  const ofLaw = profilesAt(profileIds, at).flatMap((profile) => callingHours(profile, zone) ?? []);
  if (!own || own.from === own.to) return ofLaw;
  return [...ofLaw, { calendarId: 'own', zone, weekly: [own], exceptions: [] }];
}

function leadOf(one: Shape): GateAttempt['lead'] {
  const { at, past, wrong, consent, callbackIn, audience, withdrawnAgo } = one;
  const results = wrong ? [...past, { age: DAY, number: NUMBERS[0], result: wrong }] : past;
  const attempts = results.map((each) => ({ ...each, at: at - each.age }));
  return {
    attempts,
    ...(consent && {
      consent: {
        kind: consent.kind,
        givenAt: at - consent.age,
        evidence: consent.evidence,
        ...(consent.lasts !== undefined && { expiresAt: at + consent.lasts }),
      },
    }),
    ...(withdrawnAgo !== undefined && { consentWithdrawnAt: at - withdrawnAgo }),
    ...(callbackIn !== undefined && { callback: { at: at + callbackIn } }),
    ...(audience && { audience }),
  };
}

/** Whoever the lead is got calls by another lead, too. */
function personOf(one: Shape, lead: GateAttempt['lead']) {
  const { at, elsewhere, total, calledNow, refusedAgo } = one;
  const others = elsewhere.map((each) => ({ ...each, at: at - each.age }));
  const attempts = [...lead.attempts, ...others];
  return {
    attempts,
    attemptsTotal: Math.max(total, lead.attempts.length),
    isCalledNow: calledNow === true,
    ...(refusedAgo !== undefined && { refusedAt: at - refusedAgo }),
  };
}

function caseOf(one: Shape): OracleCase {
  const { at, number, suppressed, lineType, providerId, callerId } = one;
  const begin = Math.floor(at / DAY) * DAY - 2 * DAY;
  const known = [begin, begin + 2 * DAY + one.known] as const;
  const hours = hoursOf(one);
  const kept = one.forgets ? hours.slice(1) : hours;
  const lead = leadOf(one);
  const { ofNumberAgo = -1 } = one;
  const consent = { kind: 'form', givenAt: at - ofNumberAgo, evidence: 'call' };
  const attempt: GateAttempt = {
    at,
    number: {
      number,
      ...(suppressed && { suppressed }),
      ...(lineType && { lineType }),
      ...(ofNumberAgo >= 0 && { consent }),
    },
    knownAt: at - (one.knownAgo ?? 0),
    lead,
    person: personOf(one, lead),
    agentGuaranteed: one.agentGuaranteed,
    ...(providerId !== undefined && { providerId }),
    ...(callerId !== undefined && { callerId }),
    calendars: kept.map((calendar) => openHours(calendar, known)),
    trunk: {
      linesInUse: one.lines,
      linesMax: 10,
      launches: one.launched.map((ms) => at - ms),
      callsPerSecondMax: 3,
    },
  };
  const { startsIn, endsIn, mayDial } = one;
  const rules: GateRules = {
    law: strictest(profilesAt(one.profileIds, at)),
    campaign: {
      mayDial,
      providerIds: ['north'],
      ...(startsIn !== undefined && { startsAt: at + startsIn }),
      ...(endsIn !== undefined && { endsAt: at + endsIn }),
    },
    attempts: one.caps,
    gapMs: one.gapMs,
    numbers: { allow: ['+49'], deny: ['+4915'] },
    callerIds: ['+4930999'],
  };
  return { attempt, rules, hours: kept, known };
}

/** Attempts of which a law might have something to say, most of them nearly right. */
export const anyAttempt: fc.Arbitrary<OracleCase> = shape.map(caseOf);
