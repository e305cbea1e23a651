import type { Centre } from '../../core/centre';
import type { CampaignConfig } from '../../core/dialer/campaign-config';
import { lawsBetween } from '../../core/dialer/campaign-law';
import { outOfBounds } from '../../core/dialer/pacing-bounds';
import type { StrictestLaw } from '../../core/dialer/strictest-law';
import { suggestion } from '../nearest';
import { problemAt } from '../shape-problem';
import type { Reading } from './section';

interface Fault {
  readonly at: readonly string[];
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Flows that begin with somebody who has answered. */
export const dialedFlows = ({ campaigns = [] }: Centre): ReadonlySet<string | undefined> =>
  new Set(campaigns.flatMap(({ dropFlowId, machineFlowId }) => [dropFlowId, machineFlowId]));

/** What is wrong with campaigns beside the queues, flows and laws that they name. */
export function checkCampaigns(reading: Reading, centre: Centre): void {
  for (const campaign of centre.campaigns ?? []) {
    for (const { at, ...fault } of faultsOf(centre, campaign)) {
      reading.take(problemAt(reading.spot('campaigns', campaign.campaignId), at, fault));
    }
  }
}

function faultsOf(centre: Centre, campaign: CampaignConfig): readonly Fault[] {
  const { pacing, bounds } = campaign;
  const beyond = outOfBounds(pacing, bounds);
  return [
    ...ownerFaults(centre, campaign),
    ...partyFaults(centre, campaign),
    ...timeFaults(campaign),
    ...dispositionFaults(centre, campaign),
    ...(beyond === null
      ? []
      : [
          {
            at: ['pacing'],
            code: 'PACING_OUT_OF_BOUNDS',
            reason: beyond,
            remedy: 'begin within what is agreed, or agree on more',
          },
        ]),
  ];
}

/** Flows and queues of one client only: another one's message must not be heard. */
function ownerFaults(centre: Centre, campaign: CampaignConfig): readonly Fault[] {
  const { clientId, queueId, dropFlowId, machineFlowId } = campaign;
  const queue = centre.queues.find((one) => one.queueId === queueId);
  const flowFaults = [
    ['onDrop', dropFlowId],
    ['onMachine', machineFlowId],
  ] as const;
  return [
    ...(queue && queue.clientId !== clientId
      ? [ownedBy(['queue'], `the queue "${queueId}"`, queue.clientId)]
      : []),
    ...flowFaults.flatMap(([key, flowId]) => {
      const flow = centre.flows.find((one) => one.flowId === flowId);
      if (!flow || flow.clientId === clientId) return [];
      return [ownedBy([key], `the flow "${flowId}"`, flow.clientId)];
    }),
  ];
}

/** Who may talk for the client, and which numbers are the client's to show. */
function partyFaults(centre: Centre, campaign: CampaignConfig): readonly Fault[] {
  const { clientId, providerIds = [], callerNumber } = campaign;
  const { callerIds } = centre.clients.find((one) => one.clientId === clientId) ?? {};
  const strangers = providerIds.filter(
    (id) => !centre.providers.find((one) => one.providerId === id)?.clientIds.includes(clientId),
  );
  const isAllotted = callerIds?.includes(callerNumber) ?? true;
  return [
    ...strangers.map((id) => ({
      at: ['providers'],
      code: 'PROVIDER_NOT_ENTITLED',
      reason: `"${id}" does not work for "${clientId}"`,
      remedy: 'name it among the clients of that provider, or take it off the campaign',
    })),
    ...(isAllotted
      ? []
      : [
          {
            at: ['callerNumber'],
            code: 'CALLER_ID_NOT_ALLOTTED',
            reason: `the number is none of the callerIds of "${clientId}"`,
            remedy: 'show one that is allotted to the client, or add it to its callerIds',
          },
        ]),
  ];
}

/** What agents cannot note never comes: the word was misspelt, or belongs to another queue. */
function dispositionFaults(centre: Centre, { queueId, law }: CampaignConfig): readonly Fault[] {
  const queue = centre.queues.find((one) => one.queueId === queueId);
  if (!queue) return [];
  const noted = queue.dispositions ?? [];
  return Object.keys(law.retry.dispositions)
    .filter((disposition) => !noted.includes(disposition))
    .map((disposition) => ({
      at: ['retry', 'dispositions', disposition],
      code: 'DISPOSITION_UNKNOWN',
      reason: `no agent of "${queueId}" can note "${disposition}"`,
      remedy: suggestion(
        disposition,
        noted,
        noted.length > 0 ? `known: ${noted.join(', ')}` : 'give its queue dispositions',
      ),
    }));
}

const ownedBy = (at: readonly string[], what: string, owner: string): Fault => ({
  at,
  code: 'CLIENT_MISMATCH',
  reason: `${what} is that of "${owner}"`,
  remedy: "name one of the campaign's own client",
});

/** Of a campaign that says no beginning so much before its end is looked at. */
const DAYS_CHECKED_MS = 366 * 86_400_000;

/** A law may change while the campaign runs: it has to be right on each of its days. */
function timeFaults(campaign: CampaignConfig): readonly Fault[] {
  const { startsAt, endsAt } = campaign;
  if (startsAt !== undefined && startsAt >= endsAt) {
    const reason = 'it ends before it begins';
    return [{ at: ['endsAt'], code: 'END_BEFORE_START', reason, remedy: 'a later end' }];
  }
  const laws = lawsBetween(campaign, startsAt ?? endsAt - DAYS_CHECKED_MS, endsAt);
  const faults = laws.flatMap((law) => lawFaults(campaign, law));
  return [...new Map(faults.map((fault) => [fault.code, fault])).values()];
}

function lawFaults(campaign: CampaignConfig, asked: StrictestLaw): readonly Fault[] {
  const { ringTimeoutMs, law } = campaign;
  const { ringMinMs, ringMaxMs, hours } = asked;
  const faults: Fault[] = [];
  if (ringMinMs && ringTimeoutMs < ringMinMs.value) {
    const reason = `a phone has to ring ${ringMinMs.value / 1000} s at least (${ringMinMs.law})`;
    faults.push({ at: ['ringTimeout'], code: 'RING_TOO_SHORT', reason, remedy: 'let it ring' });
  }
  if (ringMaxMs && ringTimeoutMs > ringMaxMs.value) {
    const reason = `a phone may ring ${ringMaxMs.value / 1000} s at most (${ringMaxMs.law})`;
    faults.push({ at: ['ringTimeout'], code: 'RING_TOO_LONG', reason, remedy: 'a shorter time' });
  }
  if (hours.length === 0 && law.calendarId === undefined) {
    const reason = 'nothing says at which hours people may be called';
    const remedy = 'name a calendar under hours, or a profile that has hours';
    faults.push({ at: ['law'], code: 'HOURS_MISSING', reason, remedy });
  }
  return faults;
}
