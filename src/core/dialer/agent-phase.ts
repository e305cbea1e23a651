import type { Agent } from '../agent/agent';
import type { Turn } from '../turn';
import { observe } from './pacing';

/**
 * Tells the campaigns for which the agent talked that the talk, or its wrap-up, is over: how long
 * both last is what pacing foretells free agents from. A
 * talk without wrap-up ends with one of 0 ms.
 */
export function noteAgentPhase({ world, at }: Turn, { agentId, state }: Agent): void {
  if (state !== 'wrap-up' && state !== 'idle') return;
  for (const campaignId of world.directory.campaignsOf(agentId)) {
    const memory = world.campaigns.get(campaignId)?.memory;
    if (!memory?.agents[agentId]) continue;
    observe(memory, { kind: 'talk-ended', at, agent: agentId });
    if (state === 'idle') observe(memory, { kind: 'wrap-ended', at, agent: agentId });
  }
}
