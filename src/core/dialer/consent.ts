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
