import type { Agent } from '../agent/agent';
import type { World } from '../world';
import { type LinesInFlight, linesInFlight } from './lines-in-flight';
import type { RingingLine } from './pacing';

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

/**
 * Lines of campaigns that left their part of the agents to this one: whoever answers them is still
 * joined with one of those, so far as they are in both crews.
 */
export function linesBeside(world: World, campaignId: string): LinesInFlight {
  const { directory } = world;
  const waiting: number[] = [];
  const ringing: RingingLine[] = [];
  for (const other of directory.sharingAgents(campaignId)) {
    if (isDialing(world, other)) continue;
    const lines = linesInFlight(world, other);
    const share = directory.shareOf(other, campaignId);
    waiting.push(...lines.waiting.slice(0, Math.ceil(lines.waiting.length * share)));
    ringing.push(...lines.ringing.slice(0, Math.ceil(lines.ringing.length * share)));
  }
  return { waiting, ringing };
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
