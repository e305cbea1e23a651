import { emit, type Turn } from '../turn';
import type { WaitingLead } from './campaign';
import type { ConsentChanged } from './dialer-input';
import type { HopperLead, LeadConsent, LeadNumber } from './hopper';

/**
 * What counts as consent to a call of this number: the newest of those that were given for the
 * number and for the lead, after whatever withdrawal there was at any of the lead's numbers.
 */
export function consentTo(
  number: Pick<LeadNumber, 'consent'>,
  lead: Pick<HopperLead, 'consent' | 'consentWithdrawnAt'>,
): LeadConsent | undefined {
  const given = [number.consent, lead.consent].flatMap((one) => one ?? []);
  const { consentWithdrawnAt: withdrawnAt = Number.NEGATIVE_INFINITY } = lead;
  const standing = given.filter(({ givenAt }) => givenAt > withdrawnAt);
  return standing.sort((a, b) => b.givenAt - a.givenAt)[0];
}

/** Somebody gave consent or withdrew it: whatever stands in a hopper knows it from now on. */
export function changeConsent(turn: Turn, body: ConsentChanged): void {
  const { clientId, numbers, status } = body;
  const named = new Set(numbers);
  for (const campaign of turn.world.campaigns.values()) {
    if (campaign.clientId !== clientId) continue;
    campaign.hopper = campaign.hopper.map((waiting) => changed(waiting, named, body));
    campaign.previews = campaign.previews?.map((one) => ({
      ...one,
      waiting: changed(one.waiting, named, body),
    }));
    turn.freshCampaigns.add(campaign);
  }
  emit(turn, { type: 'consent.changed', status, numbers: numbers.length }, clientId);
}

function changed(
  waiting: WaitingLead,
  named: ReadonlySet<string>,
  body: ConsentChanged,
): WaitingLead {
  const { lead } = waiting;
  if (!lead.numbers.some(({ number }) => named.has(number))) return waiting;
  if (body.status === 'withdrawn') {
    const consentWithdrawnAt = Math.max(body.at, lead.consentWithdrawnAt ?? body.at);
    return { ...waiting, lead: { ...lead, consentWithdrawnAt } };
  }
  const { consent } = body;
  const isNewer = (known: LeadConsent | undefined): boolean =>
    known === undefined || known.givenAt <= consent.givenAt;
  const numbers = lead.numbers.map((one) =>
    named.has(one.number) && isNewer(one.consent) ? { ...one, consent } : one,
  );
  return { ...waiting, lead: { ...lead, numbers } };
}
