import type { World } from '../world';

/**
 * The leads of a campaign that the engine has now, by id: ready, looked at by an agent, being
 * called, or called and not settled while the agent wraps up. Each of them is given back by a fact.
 */
export function heldLeads(world: World, campaignId: string): ReadonlySet<string> {
  const { hopper = [], previews = [] } = world.campaigns.get(campaignId) ?? {};
  const held = new Set(hopper.map(({ lead }) => lead.leadId));
  for (const { waiting } of previews) held.add(waiting.lead.leadId);
  for (const attempt of world.attempts.values()) {
    if (attempt.campaignId === campaignId) held.add(attempt.lead.leadId);
  }
  for (const { assignment } of world.agents.values()) {
    const talk = assignment?.unsettledTalk;
    if (talk?.ended.campaignId === campaignId) held.add(talk.lead.leadId);
  }
  return held;
}
