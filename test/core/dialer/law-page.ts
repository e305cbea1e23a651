import { DateTime } from 'luxon';
import { formatDuration } from '../../../src/config/duration';
import { ABANDON_FORMULAS, describeFormula } from '../../../src/core/dialer/abandon-rate';
import { GATE_CLAUSES } from '../../../src/core/dialer/gate-clause';
import { LAW_BOOK } from '../../../src/core/dialer/law/law-book';
import { FIVE_YEARS_MS } from '../../../src/core/dialer/law/period';
import type { LawAspect, LawProfile } from '../../../src/core/dialer/law-profile';

const ZONES = {
  DE: 'Europe/Berlin',
  GB: 'Europe/London',
  US: 'America/New_York',
  FR: 'Europe/Paris',
};

type Row = readonly [string, string | undefined, string | undefined];

const span = (ms: number | undefined): string | undefined => {
  if (ms === undefined) return undefined;
  return ms === FIVE_YEARS_MS ? '5 years' : formatDuration(ms);
};

function hoursText({ hours }: LawProfile): string | undefined {
  if (!hours) return undefined;
  const weekly = hours.weekly.map(({ days, from, to }) => {
    const range = days.length > 1 ? `${days[0]}-${days.at(-1)}` : days[0];
    return `${range} ${from}-${to}`;
  });
  const holidays = hours.holidays ? `never on holidays of ${hours.holidays}` : 'holidays too';
  return `${weekly.join(', ')}; ${holidays}`;
}

const CAPS = {
  perDay: 'in 24 hours',
  perWeek: 'in 7 days',
  per30Days: 'in 30 days',
  perCampaign: 'in a campaign',
} as const;

function capsText({ attempts }: LawProfile): string | undefined {
  const caps = Object.entries(attempts).map(
    ([cap, most]) => `${most} ${CAPS[cap as keyof typeof CAPS]}`,
  );
  return caps.length > 0 ? caps.join(', ') : undefined;
}

function consentText({ consent }: LawProfile): string | undefined {
  if (!consent) return undefined;
  const whom = { always: 'everyone', consumer: 'consumers', mobile: 'whoever may be on a mobile' };
  const kept = consent.retentionMs && `, proof kept ${span(consent.retentionMs)} from each use`;
  const exempt = consent.exemptKinds.length > 0 && `, not with a ${consent.exemptKinds.join(', ')}`;
  return `of ${whom[consent.required]}${kept || ''}${exempt || ''}`;
}

function rowsOf(profile: LawProfile): readonly Row[] {
  const cite = (aspect: LawAspect): string | undefined => profile.sources[aspect];
  const { connectLimitMs, connectFrom, ringMinMs, ringMaxMs, dropMessage } = profile;
  const ring = [
    ringMinMs && `at least ${span(ringMinMs)}`,
    ringMaxMs && `at most ${span(ringMaxMs)}`,
  ];
  const from = connectFrom === 'answer' ? 'the answer' : 'the end of the greeting';
  const connect = `within ${span(connectLimitMs)} of ${from}`;
  return [
    ...profile.abandon.map((rule): Row => {
      const amd = { true: ', with machine detection', false: ', without machine detection' };
      const when = amd[`${rule.machineDetection}` as keyof typeof amd] ?? '';
      const limit = `${rule.limitPct} % by \`${rule.formula}\``;
      return ['abandoned', `${limit} in any ${span(rule.window.ms)}${when}`, rule.source];
    }),
    ['agent there', connectLimitMs && connect, cite('connect')],
    ['ringing', ring.filter(Boolean).join(', ') || undefined, cite('ring')],
    ['message on a drop', dropMessage?.mustSay.join(', '), cite('dropMessage')],
    ['peace after a drop', span(profile.quietAfterDropMs), cite('quietAfterDrop')],
    ['peace after a machine', span(profile.quietAfterMachineMs), cite('quietAfterMachine')],
    ['hours', hoursText(profile), cite('hours')],
    ['attempts', capsText(profile), cite('attempts')],
    ['peace after a refusal', span(profile.refusalQuietMs), cite('refusal')],
    ['consent', consentText(profile), cite('consent')],
    ['number shown', profile.callerIdDuty, cite('callerId')],
    ['records kept', span(profile.recordsKeptMs), cite('records')],
  ].filter((row): row is Row => Boolean(row[1])) as Row[];
}

function dateIn(at: number, profile: LawProfile): string {
  return DateTime.fromMillis(at, { zone: ZONES[profile.country] }).toFormat('d LLLL yyyy');
}

function section(profile: LawProfile): string[] {
  const { profileId, title, validFrom, validUntil } = profile;
  const until = validUntil === undefined ? '' : `, until ${dateIn(validUntil - 1, profile)}`;
  return [
    `### \`${profileId}\`, from ${dateIn(validFrom, profile)}${until}`,
    '',
    `${title}.`,
    '',
    '| | | source |',
    '| --- | --- | --- |',
    ...rowsOf(profile).map((row) => `| ${row.join(' | ')} |`),
    '',
  ];
}

/** What docs/dialing-law.md says of the data, part by part. */
export const LAW_PAGE = {
  profiles: LAW_BOOK.flatMap(section).join('\n').trimEnd(),
  formulas: [
    '| id | formula |',
    '| --- | --- |',
    ...ABANDON_FORMULAS.map((formula) => `| \`${formula}\` | ${describeFormula(formula)} |`),
  ].join('\n'),
  clauses: GATE_CLAUSES.map((clause) => `\`${clause}\``).join(', '),
} as const;
