import type { World } from '../world';
import { windowVerdict } from './calling-window';
import { calendarsFor } from './gate-keeping';
import { heldLeads } from './held-leads';

/** How many leads a campaign would take now. */
export interface HopperWant {
  readonly campaignId: string;
  readonly clientId: string;
  readonly count: number;
  /** The last batch that came in: claims of later ones were never heard of here. */
  readonly lastBatch: number;
  /**
   * fill: its hopper is half empty. callbacks: it has enough, but a promise is kept on time. wake:
   * no lead was left, and it goes on when one has come in.
   */
  readonly kind: 'fill' | 'callbacks' | 'wake';
}

/** The hoppers of all campaigns, for whoever fills them. */
export interface Hopper {
  readonly wants: readonly HopperWant[];
  /** Those of the zones in which a campaign may call now, as far as hours decide it. */
  openZones(campaignId: string, zones: readonly string[]): readonly string[];
  /** Leads of a campaign that the engine has now, by id. */
  held(campaignId: string): ReadonlySet<string>;
}

export const hopper = (world: World, at: number): Hopper => ({
  wants: hopperWants(world),
  openZones: (campaignId, zones) => openZones(world, campaignId, zones, at),
  held: (campaignId) => heldLeads(world, campaignId),
});

/** Campaigns that run, or would if there were leads; a full hopper wants nothing. */
function hopperWants(world: World): readonly HopperWant[] {
  const wants: HopperWant[] = [];
  for (const { campaignId, clientId, hopperMax } of world.centre.campaigns ?? []) {
    const campaign = world.campaigns.get(campaignId);
    if (campaign?.state !== 'running' && campaign?.state !== 'finished') continue;
    const count = hopperMax - campaign.hopper.length;
    if (count <= 0) continue;
    const isHalfFull = campaign.hopper.length * 2 > hopperMax;
    const running = isHalfFull ? 'callbacks' : 'fill';
    const kind = campaign.state === 'finished' ? 'wake' : running;
    wants.push({ campaignId, clientId, count, lastBatch: campaign.batch, kind });
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
