import type { Turn } from '../turn';
import type { World } from '../world';
import { hoursCalendarId } from './calling-window';
import type { WaitingLead } from './campaign';
import type { CampaignConfig } from './campaign-config';
import { lawAt } from './campaign-law';
import type { Work } from './dial';
import { type GateAttempt, type GateRules, gate } from './gate';
import type { GateClause, GateRefusal } from './gate-clause';
import { personHistory } from './recent-attempt';

/** What the gate says of calling a lead's next number now; null: it may be called. */
export function refusalFor(
  { world, at }: Turn,
  work: Work,
  { lead, since = 0 }: WaitingLead,
  agentGuaranteed: boolean,
): GateRefusal | null {
  const number = lead.numbers[lead.nextNumber];
  if (!number) return { clause: 'number-invalid', final: true };
  const { campaign, config } = work;
  const { linesMax, callsPerSecondMax, callerNumber } = config;
  const attempt: GateAttempt = {
    at,
    number,
    knownAt: since,
    lead,
    person: personHistory(world, campaign, lead),
    agentGuaranteed,
    callerId: callerNumber,
    calendars: calendarsFor(world, config, number.zone),
    trunk: {
      linesInUse: campaign.attemptIds.length,
      linesMax,
      launches: campaign.launches,
      callsPerSecondMax,
    },
  };
  return gate(attempt, rulesOf(world, work));
}

/** The hours that have to be open: each law's in the zone of the called party, and our own. */
export function calendarsFor(world: World, config: CampaignConfig, zone: string) {
  const { calendarId } = config.law;
  const ids = lawAt(config, world.at).hours.map(({ profileId }) =>
    hoursCalendarId(profileId, zone),
  );
  return [...ids, ...(calendarId === undefined ? [] : [calendarId])].map((id) =>
    world.calendars.get(id),
  );
}

function rulesOf({ at, directory }: World, { campaign, config }: Work): GateRules {
  const { clientId, startsAt, endsAt, callerNumber, law } = config;
  const { state } = campaign;
  return {
    law: lawAt(config, at),
    campaign: {
      mayDial: state === 'running' || state === 'draining',
      ...(startsAt !== undefined && { startsAt }),
      endsAt,
      providerIds: directory.providersOf(config),
    },
    attempts: law.attempts,
    gapMs: law.gapMs,
    numbers: law.numbers,
    callerIds: directory.callerIdsOf(clientId) ?? [callerNumber],
  };
}

/** Clauses against the campaign as a whole: no lead is to blame, and none goes back for them. */
const OF_CAMPAIGN: ReadonlySet<GateClause> = new Set([
  'campaign-over',
  'not-begun',
  'campaign-not-running',
  'provider-not-entitled',
  'caller-id-missing',
  'caller-id-not-allotted',
  'trunk-full',
  'trunk-rate',
]);

export const isOfCampaign = ({ clause }: GateRefusal): boolean => OF_CAMPAIGN.has(clause);
