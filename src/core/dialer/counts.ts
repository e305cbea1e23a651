import type { AttemptResult } from './attempt';
import type { Campaign } from './campaign';

/** What is counted of a campaign's attempts since it first began. */
export type Counted = AttemptResult | 'launched' | 'answered' | 'refused';

export function count(campaign: Campaign, what: Counted): void {
  campaign.counts[what] = (campaign.counts[what] ?? 0) + 1;
}
