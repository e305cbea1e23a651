import type { Agent } from '../agent/agent';
import type { Turn } from '../turn';
import type { Campaign } from './campaign';
import { observe } from './pacing';

/**
 * Tells the campaigns for which the agent talked that the talk, or its wrap-up, is over: how long
 * both last is what pacing foretells free agents from. A
 * talk without wrap-up ends with one of 0 ms.
 */
export function noteAgentPhase({ world, at }: Turn, { agentId, state, status }: Agent): void {
  if (state !== 'wrap-up' && state !== 'idle') return;
  for (const campaignId of world.directory.campaignsOf(agentId)) {
    const memory = world.campaigns.get(campaignId)?.memory;
    if (!memory?.agents[agentId]) continue;
    // Who goes home does not become free: how long this one took says nothing of the others.
    if (status === 'logged-out') {
      observe(memory, { kind: 'agent-left', at, agent: agentId });
      continue;
    }
    observe(memory, { kind: 'talk-ended', at, agent: agentId });
    if (state === 'idle') observe(memory, { kind: 'wrap-ended', at, agent: agentId });
  }
}

/** Those whom a new centre has taken off a campaign, perhaps in a talk for it. */
export function noteCrewLeft({ world, at }: Turn, { campaignId, memory }: Campaign): void {
  const talking = Object.keys(memory.agents);
  if (talking.length === 0) return;
  const crew = new Set(world.directory.crewOf(campaignId));
  for (const agent of talking) {
    if (!crew.has(agent)) observe(memory, { kind: 'agent-left', at, agent });
  }
}
