import type { Agent } from '../agent/agent';
import type { World } from '../world';

/**
 * Whose agent somebody is, where several campaigns dial for the same people: each counts some of
 * them, and nobody counts for two. Whoever answers may still be joined with any of them, so that
 * the parts are a measure of how much to dial, and no walls.
 */
export function countsFor(world: World, campaignId: string): (agent: Agent) => boolean {
  const rivals = world.directory.sharingAgents(campaignId).filter((one) => isDialing(world, one));
  if (rivals.length === 0) return everybody;
  const dialing = new Set([campaignId, ...rivals]);
  return ({ agentId }) => {
    const own = world.directory.campaignsOf(agentId).filter((one) => dialing.has(one));
    return own[world.directory.placeOf(agentId) % own.length] === campaignId;
  };
}

const everybody = (): boolean => true;

/**
 * One that cannot launch anything would let its part of the agents sit idle; where agents pick
 * their leads nothing is launched for them.
 */
function isDialing(world: World, campaignId: string): boolean {
  const campaign = world.campaigns.get(campaignId);
  const config = world.directory.campaigns.get(campaignId);
  if (!campaign || !config || campaign.hopper.length === 0) return false;
  if (campaign.pacing.mode === 'manual') return false;
  const { startsAt = 0, endsAt, switchId, linesMax } = config;
  return (
    (campaign.state === 'running' || campaign.state === 'draining') &&
    world.at >= startsAt &&
    world.at < endsAt &&
    campaign.attemptIds.length < linesMax &&
    world.switches.get(switchId)?.state === 'up'
  );
}
