import { type Agent, compareIdle } from '../agent/agent';
import { isReady } from '../agent/reach';
import { BLANK_CONTACT, type Contact } from '../contact/contact';
import { whyUnable } from '../queue/why-not';
import type { Turn } from '../turn';
import type { World } from '../world';
import type { CampaignConfig } from './campaign-config';
import type { BusyAgent } from './pacing';

/** The agents of a campaign as pacing sees them. */
export interface Crew {
  /** Free now, for whoever answers next; longest idle first. */
  readonly idle: readonly Agent[];
  /** Those who will be free again. */
  readonly busy: readonly BusyAgent[];
  /** Logged in and not on break, busy or not. */
  readonly size: number;
}

/**
 * Who works for a campaign: every agent whom its queue could be served by, on a line that stands,
 * since a phone that has to ring first is not there in time. Who is kept for another line, or in
 * an inbound queue's reserve, is not free.
 */
export function crewOf(world: World, config: CampaignConfig): Crew {
  const probe = probeFor(world, config);
  const idle: Agent[] = [];
  const busy: BusyAgent[] = [];
  let size = 0;
  for (const agentId of world.directory.crewOf(config.campaignId)) {
    const agent = world.agents.get(agentId);
    if (agent?.status !== 'available' || agent.config.phone.line === undefined) continue;
    size += 1;
    if (agent.assignment) busy.push(busyAgent(agent, world.at));
    else if (isReady(world, agent) && !whyUnable(world, agent, probe)) idle.push(agent);
  }
  return { idle: idle.sort(compareIdle), busy, size };
}

/** Somebody who has answered, as routing would see that contact. */
function probeFor(world: World, { queueId, clientId, switchId }: CampaignConfig): Contact {
  const requirement = world.directory.requirement(queueId, []);
  const { providerIds } = world.directory.queues.get(queueId) ?? {};
  return { ...BLANK_CONTACT, clientId, queueId, switchId, requirement, providerIds };
}

function busyAgent({ state, since, assignment }: Agent, at: number): BusyAgent {
  const isWrapUp = state === 'wrap-up';
  const from = isWrapUp ? since : (assignment?.assignedAt ?? since);
  return { phase: isWrapUp ? 'wrap-up' : 'talk', elapsedMs: at - from };
}

/** What changes an agent may change what its campaigns dial. */
export function noteCrews({ world, freshAgents, freshCampaigns }: Turn): void {
  for (const { agentId } of freshAgents) {
    for (const campaignId of world.directory.campaignsOf(agentId)) {
      const campaign = world.campaigns.get(campaignId);
      if (campaign) freshCampaigns.add(campaign);
    }
  }
}
