import { emit, type Turn } from '../turn';
import type { WaitingLead } from './campaign';
import type { ConsentChanged, SuppressionAdded } from './dialer-input';
import type { HopperLead, LeadConsent } from './hopper';

/** What is learnt of numbers while leads that have them wait to be called. */
export type HopperChange = SuppressionAdded | ConsentChanged;

/** Numbers that must not be called: whatever stands in a hopper knows it from now on. */
export function suppress(turn: Turn, body: SuppressionAdded): void {
  const { scope, clientId, campaignId, numbers } = body;
  changeHoppers(turn, body);
  const what = { scope, numbers: numbers.length, ...(campaignId && { campaignId }) };
  emit(turn, { type: 'suppression.added', ...what }, clientId);
}

/** Somebody gave consent or withdrew it: whatever stands in a hopper knows it from now on. */
export function changeConsent(turn: Turn, body: ConsentChanged): void {
  const { clientId, numbers, status } = body;
  changeHoppers(turn, body);
  emit(turn, { type: 'consent.changed', status, numbers: numbers.length }, clientId);
}

function changeHoppers(turn: Turn, change: HopperChange): void {
  const leadNow = leadAfter(change);
  const after = (waiting: WaitingLead): WaitingLead => {
    const lead = leadNow(waiting.lead);
    return lead === waiting.lead ? waiting : { ...waiting, lead };
  };
  for (const campaign of turn.world.campaigns.values()) {
    if (!isOf(change, campaign)) continue;
    campaign.hopper = campaign.hopper.map(after);
    campaign.previews = campaign.previews?.map((one) => ({
      ...one,
      waiting: after(one.waiting),
    }));
    turn.freshCampaigns.add(campaign);
  }
}

/** Whether a change is about the leads of this campaign. */
export function isOf(
  change: HopperChange,
  { clientId, campaignId }: { readonly clientId: string; readonly campaignId: string },
): boolean {
  if (change.type === 'consent.changed') return change.clientId === clientId;
  if (change.scope === 'global') return true;
  return change.scope === 'client'
    ? change.clientId === clientId
    : change.campaignId === campaignId;
}

/** What a change makes of a lead; the same one where it has none of the numbers. */
export function leadAfter(change: HopperChange): (lead: HopperLead) => HopperLead {
  const named = new Set(change.numbers);
  return (lead) => {
    if (!lead.numbers.some(({ number }) => named.has(number))) return lead;
    if (change.type === 'consent.changed') return withConsent(lead, named, change);
    const { scope: suppressed } = change;
    const numbers = lead.numbers.map((one) =>
      named.has(one.number) ? { ...one, suppressed } : one,
    );
    return { ...lead, numbers };
  };
}

function withConsent(
  lead: HopperLead,
  named: ReadonlySet<string>,
  change: ConsentChanged,
): HopperLead {
  if (change.status === 'withdrawn') {
    const consentWithdrawnAt = Math.max(change.at, lead.consentWithdrawnAt ?? change.at);
    return { ...lead, consentWithdrawnAt };
  }
  const { consent } = change;
  const isNewer = (known: LeadConsent | undefined): boolean =>
    known === undefined || known.givenAt <= consent.givenAt;
  const numbers = lead.numbers.map((one) =>
    named.has(one.number) && isNewer(one.consent) ? { ...one, consent } : one,
  );
  return { ...lead, numbers };
}
