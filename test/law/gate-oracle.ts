import { DateTime } from 'luxon';
import { holidayDates } from '../../src/config/holiday';
import type { CalendarConfig } from '../../src/core/centre';
import type { GateAttempt, GateRules } from '../../src/core/dialer/gate';
import { GATE_CLAUSES, type GateClause } from '../../src/core/dialer/gate-clause';

const DAY = 86_400_000;
const MINUTES_A_DAY = 24 * 60;

/** The attempt, and the hours as somebody reads them in the law: on the called party's wall. */
export interface OracleCase {
  readonly attempt: GateAttempt;
  readonly rules: GateRules;
  /** What `attempt.calendars` was computed of; undefined: it was not. */
  readonly hours: readonly (CalendarConfig | undefined)[];
  /** Instants of which the calendars say anything. */
  readonly known: readonly [number, number];
}

/** Every clause that forbids the attempt at an instant: slow, by none of the gate's own code. */
export const clausesOf = (subject: OracleCase, at: number): readonly GateClause[] =>
  GATE_CLAUSES.filter((clause) => HOLDS[clause](subject, at));

const least = (...caps: (number | undefined)[]): number =>
  Math.min(...caps.map((cap) => cap ?? Number.POSITIVE_INFINITY));

function tooMany({ attempt }: OracleCase, at: number, days: number, cap: number): boolean {
  let counted = 0;
  for (const past of attempt.person.attempts) if (past.at > at - days * DAY) counted += 1;
  return counted >= cap;
}

const within = (quietMs: number | undefined, since: number | undefined, at: number): boolean =>
  quietMs !== undefined && since !== undefined && at < since + quietMs;

const newestOf = ({ attempt }: OracleCase, ...results: string[]): number | undefined =>
  attempt.person.attempts
    .filter((past) => results.includes(past.result))
    .map((past) => past.at)
    .sort((a, b) => b - a)[0];

/** Of the lead and of the number whichever is newer, unless it was withdrawn since. */
function standingConsent({ attempt: { lead, number } }: OracleCase) {
  let found = number.consent;
  if (lead.consent && (!found || lead.consent.givenAt > found.givenAt)) found = lead.consent;
  const isWithdrawn = found && lead.consentWithdrawnAt !== undefined;
  return isWithdrawn && (found?.givenAt ?? 0) <= (lead.consentWithdrawnAt ?? 0) ? undefined : found;
}

function consentFault(subject: OracleCase, at: number): GateClause | undefined {
  const { lead, number } = subject.attempt;
  const consent = standingConsent(subject);
  for (const { required, exemptKinds, retentionMs } of subject.rules.law.consent) {
    const isBusiness = lead.audience === 'business';
    if (required === 'consumer' && isBusiness) continue;
    if (required === 'mobile' && number.lineType === 'fixed') continue;
    if (consent === undefined || consent.evidence.length === 0) return 'consent-missing';
    if (at < consent.givenAt) return 'consent-missing';
    if (consent.kind === 'contract' && !exemptKinds.includes('contract')) {
      return 'consent-missing';
    }
    if (at >= (consent.expiresAt ?? Number.POSITIVE_INFINITY)) return 'consent-expired';
    const uses = [consent.givenAt, ...subject.attempt.person.attempts.map((past) => past.at)];
    const isKept = uses.some((use) => at < use + (retentionMs ?? Number.POSITIVE_INFINITY));
    if (!isKept) return 'consent-expired';
  }
  return undefined;
}

function isUnknown({ hours, known, rules }: OracleCase, at: number): boolean {
  if (hours.length === 0 || hours.length < rules.law.hours.length) return true;
  return hours.includes(undefined) || at < known[0] || at >= known[1];
}

/** Whether the clock on the wall shows a time within the hours, a minute at a time. */
export function isOpenOnTheWall(calendar: CalendarConfig, at: number): boolean {
  const wall = DateTime.fromMillis(at, { zone: calendar.zone });
  const minute = wall.hour * 60 + wall.minute;
  const yesterday = wall.minus({ days: 1 });
  return (
    hoursOn(calendar, wall).some(([from, to]) => minute >= from && minute < to) ||
    hoursOn(calendar, yesterday).some(([, to]) => minute < to - MINUTES_A_DAY)
  );
}

/** From and to in minutes since midnight of the day; over midnight: more than a day. */
function hoursOn(calendar: CalendarConfig, day: DateTime): (readonly [number, number])[] {
  const date = day.toFormat('yyyy-MM-dd');
  if (calendar.holidays && holidayDates(calendar.holidays, [day.year]).has(date)) return [];
  const name = day.setLocale('en').toFormat('ccc').toLowerCase();
  return calendar.weekly
    .filter(({ days }) => (days as readonly string[]).includes(name))
    .map(({ from, to }) => {
      const [begin = 0, end = 0] = [from, to].map((text) => {
        const [hours = 0, minutes = 0] = text.split(':').map(Number);
        return hours * 60 + minutes;
      });
      return [begin, end > begin ? end : end + MINUTES_A_DAY] as const;
    });
}

const PREMIUM = ['+49900', '+449', '+1900', '+3389', '+882'];

const HOLDS: Readonly<Record<GateClause, (subject: OracleCase, at: number) => boolean>> = {
  'number-invalid': ({ attempt: { number, lead } }) =>
    !/^\+[1-9][0-9]{6,14}$/.test(number.number) ||
    lead.attempts.some(
      (past) =>
        (past.result === 'invalid-number' || past.result === 'wrong-number') &&
        past.number === number.number,
    ),
  'number-blocked': ({ attempt, rules: { numbers } }) => {
    const begins = (prefix: string) => attempt.number.number.slice(0, prefix.length) === prefix;
    return PREMIUM.some(begins) || numbers.deny.some(begins) || !numbers.allow.some(begins);
  },
  'do-not-call-global': ({ attempt }) => attempt.number.suppressed === 'global',
  'do-not-call-client': ({ attempt }) => attempt.number.suppressed === 'client',
  'do-not-call-campaign': ({ attempt }) => attempt.number.suppressed === 'campaign',
  'campaign-over': ({ rules }, at) => at >= (rules.campaign.endsAt ?? Number.POSITIVE_INFINITY),
  'attempts-total': ({ attempt: { person }, rules }) =>
    person.attemptsTotal >=
    least(rules.law.attempts.perCampaign?.value, rules.attempts.perCampaign),
  'consent-missing': (subject, at) => consentFault(subject, at) === 'consent-missing',
  'consent-expired': (subject, at) => consentFault(subject, at) === 'consent-expired',
  'not-begun': ({ rules }, at) => at < (rules.campaign.startsAt ?? Number.NEGATIVE_INFINITY),
  'campaign-not-running': ({ rules }) => !rules.campaign.mayDial,
  'provider-not-entitled': ({ attempt: { providerId }, rules }) =>
    ![...rules.campaign.providerIds].some((one) => one === (providerId ?? one)),
  'caller-id-missing': ({ attempt }) => !attempt.callerId,
  'caller-id-not-allotted': ({ attempt, rules }) =>
    Boolean(attempt.callerId) && !new Set(rules.callerIds).has(attempt.callerId ?? ''),
  'facts-stale': ({ attempt }, at) => at > attempt.knownAt + 3_600_000,
  'called-now': ({ attempt }) => attempt.person.isCalledNow,
  'refused-before': ({ attempt, rules: { law } }, at) =>
    within(law.refusalQuietMs?.value, attempt.person.refusedAt, at),
  'quiet-after-drop': (subject, at) =>
    !subject.attempt.agentGuaranteed &&
    within(subject.rules.law.quietAfterDropMs?.value, newestOf(subject, 'dropped', 'unknown'), at),
  'quiet-after-machine': (subject, at) =>
    !subject.attempt.agentGuaranteed &&
    within(subject.rules.law.quietAfterMachineMs?.value, newestOf(subject, 'machine'), at),
  'attempts-30-days': (subject, at) => {
    const { law, attempts } = subject.rules;
    return tooMany(subject, at, 30, least(law.attempts.per30Days?.value, attempts.per30Days));
  },
  'attempts-week': (subject, at) => {
    const { law, attempts } = subject.rules;
    return tooMany(subject, at, 7, least(law.attempts.perWeek?.value, attempts.perWeek));
  },
  'attempts-day': (subject, at) => {
    const { law, attempts } = subject.rules;
    return tooMany(subject, at, 1, least(law.attempts.perDay?.value, attempts.perDay));
  },
  gap: ({ attempt: { person }, rules }, at) =>
    person.attempts.some((past) => at < past.at + rules.gapMs),
  'callback-not-due': ({ attempt }, at) => at < (attempt.lead.callback?.at ?? at),
  'window-unknown': isUnknown,
  'window-closed': (subject, at) =>
    !isUnknown(subject, at) &&
    subject.hours.some((calendar) => calendar && !isOpenOnTheWall(calendar, at)),
  'trunk-full': ({ attempt: { trunk } }) => trunk.linesInUse >= trunk.linesMax,
  'trunk-rate': ({ attempt: { trunk } }, at) =>
    trunk.launches.filter((launched) => launched > at - 1000).length >= trunk.callsPerSecondMax,
};
