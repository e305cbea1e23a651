import type { World } from '../world';

/** How many leads a campaign would take now. */
export interface HopperWant {
  readonly campaignId: string;
  readonly clientId: string;
  readonly count: number;
  /** The last batch that came in: claims of later ones were never heard of here. */
  readonly lastBatch: number;
  /** Zones in which nobody may be called for now: leads there are better left where they are. */
  readonly closedZones: readonly string[];
}

/** Campaigns that run and whose hopper is half empty. */
export function hopperWants(world: World, at: number): readonly HopperWant[] {
  const wants: HopperWant[] = [];
  for (const { campaignId, clientId, hopperMax } of world.centre.campaigns ?? []) {
    const campaign = world.campaigns.get(campaignId);
    if (campaign?.state !== 'running' || campaign.hopper.length * 2 > hopperMax) continue;
    const count = hopperMax - campaign.hopper.length;
    const closed = Object.entries(campaign.closedZones).filter(([, until]) => until > at);
    const closedZones = closed.map(([zone]) => zone);
    wants.push({ campaignId, clientId, count, lastBatch: campaign.batch, closedZones });
  }
  return wants;
}
