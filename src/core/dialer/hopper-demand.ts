import type { World } from '../world';
import { windowVerdict } from './calling-window';
import { calendarsFor } from './gate-keeping';

/** How many leads a campaign would take now. */
export interface HopperWant {
  readonly campaignId: string;
  readonly clientId: string;
  readonly count: number;
  /** The last batch that came in: claims of later ones were never heard of here. */
  readonly lastBatch: number;
}

/** The hoppers of all campaigns, for whoever fills them. */
export interface Hopper {
  readonly wants: readonly HopperWant[];
  /** Those of the zones in which a campaign may call now, as far as hours decide it. */
  openZones(campaignId: string, zones: readonly string[]): readonly string[];
}

export const hopper = (world: World, at: number): Hopper => ({
  wants: hopperWants(world),
  openZones: (campaignId, zones) => openZones(world, campaignId, zones, at),
});

/** Campaigns that run and whose hopper is half empty. */
function hopperWants(world: World): readonly HopperWant[] {
  const wants: HopperWant[] = [];
  for (const { campaignId, clientId, hopperMax } of world.centre.campaigns ?? []) {
    const campaign = world.campaigns.get(campaignId);
    if (campaign?.state !== 'running' || campaign.hopper.length * 2 > hopperMax) continue;
    const count = hopperMax - campaign.hopper.length;
    wants.push({ campaignId, clientId, count, lastBatch: campaign.batch });
  }
  return wants;
}

function openZones(
  world: World,
  campaignId: string,
  zones: readonly string[],
  at: number,
): readonly string[] {
  const config = world.directory.campaigns.get(campaignId);
  if (!config) return [];
  return zones.filter((zone) => windowVerdict(calendarsFor(world, config, zone), at) === null);
}
