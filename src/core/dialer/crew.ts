import { type Agent, compareIdle } from '../agent/agent';
import { isReady } from '../agent/reach';
import { BLANK_CONTACT, type Contact } from '../contact/contact';
import { whyUnable } from '../queue/why-not';
import type { Turn } from '../turn';
import type { World } from '../world';
import type { CampaignConfig } from './campaign-config';
import type { BusyAgent } from './pacing';
import { countsFor } from './shared-crew';

/** The agents of a campaign as pacing sees them. */
export interface Crew {
  /** Free now, for whoever answers next; longest idle first. */
  readonly idle: readonly Agent[];
  /** The same with those who count for another campaign: who promised a call makes it. */
  readonly free: readonly Agent[];
  /** Those who will be free again. */
  readonly busy: readonly BusyAgent[];
  /** Logged in and not on break, busy or not. */
  readonly size: number;
}

/**
 * Who works for a campaign: every agent whom its queue could be served by, on a line that stands,
 * since a phone that has to ring first is not there in time.
 */
export function crewOf(world: World, config: CampaignConfig): Crew {
  const { campaignId } = config;
  const counts = countsFor(world, campaignId);
  const busy: BusyAgent[] = [];
  for (const agent of world.crews.busyOf(campaignId)) {
    if (counts(agent)) busy.push(busyAgent(agent, world.at));
  }
  const free = idleOf(world, config);
  const idle = free.filter(counts);
  const others = free.length - idle.length + world.crews.busyIn(campaignId) - busy.length;
  return { idle, free, busy, size: world.crews.sizeOf(campaignId) - others };
}

/** Who is free now. Who is kept for another line, or in an inbound queue's reserve, is not. */
export function idleOf(world: World, config: CampaignConfig): readonly Agent[] {
  const probe = probeFor(world, config);
  const idle: Agent[] = [];
  for (const agent of world.crews.freeOf(config.campaignId)) {
    if (isReady(world, agent) && !whyUnable(world, agent, probe)) idle.push(agent);
  }
  return idle.sort(compareIdle);
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
