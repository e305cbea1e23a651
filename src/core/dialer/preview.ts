import type { Agent } from '../agent/agent';
import { keepFor } from '../agent/keeping';
import { isReady } from '../agent/reach';
import { requestStatus } from '../agent/requests';
import { mintId } from '../ids';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import type { World } from '../world';
import { type Campaign, isByAgents, type Preview } from './campaign';
import { idleOf, noteCrews } from './crew';
import type { Work } from './dial';
import { giveBackHopper, returnLead, takeLead } from './hopper-line';
import { countsFor } from './shared-crew';

/** An agent who has not made up the mind by then is taken to have walked away. */
export const PREVIEW_MAX_MS = 180_000;

/**
 * Shows a lead to each idle agent of a campaign in the mode `preview`. The lead has passed the gate
 * and leaves the hopper; the agent is kept for it under the id of the attempt to come.
 */
export function offerLeads(turn: Turn, work: Work): void {
  const { campaign, config } = work;
  if (campaign.pacing.mode !== 'preview' || campaign.hopper.length === 0) return;
  const counts = countsFor(turn.world, campaign.campaignId);
  for (const agent of idleOf(turn.world, config)) {
    const idle = counts(agent) ? [agent] : [];
    const taken = takeLead(turn, work, { idle, free: [agent], isReserved: true });
    if (taken) offerLead(turn, campaign, agent, taken.lead);
  }
}

function offerLead(
  turn: Turn,
  campaign: Campaign,
  agent: Agent,
  waiting: Preview['waiting'],
): void {
  const { agentId } = agent;
  const attemptId = mintId(turn.world, 'attempt');
  const expiresAt = turn.at + PREVIEW_MAX_MS;
  const preview: Preview = { attemptId, agentId, waiting, since: turn.at, expiresAt };
  campaign.previews = [...(campaign.previews ?? []), preview];
  keepFor(turn.world, agent, attemptId);
  setTimer(turn, { kind: 'preview', agentId }, expiresAt);
  const { campaignId, clientId } = campaign;
  const { lead, batch } = waiting;
  const { leadId, listId } = lead;
  const whose = { campaignId, leadId, listId, batch, agentId, attemptId };
  emit(turn, { type: 'preview.offered', ...whose }, clientId);
}

/** How a preview came to its end. withdrawn: agent or campaign went on to something else. */
export type PreviewResult = 'accepted' | 'skipped' | 'refused' | 'expired' | 'withdrawn';

/** Takes the lead off the agent's desk; who did not accept it is free for others. */
export function endPreview(
  turn: Turn,
  campaign: Campaign,
  preview: Preview,
  how: { readonly result: PreviewResult; readonly reason?: string },
): void {
  const { attemptId, agentId, waiting } = preview;
  campaign.previews = campaign.previews?.filter((one) => one !== preview);
  clearTimer(turn, { kind: 'preview', agentId });
  turn.freshCampaigns.add(campaign);
  const agent = turn.world.agents.get(agentId);
  if (agent?.reservedFor === attemptId && how.result !== 'accepted') {
    keepFor(turn.world, agent, undefined);
    turn.freshAgents.add(agent);
  }
  const { campaignId, clientId } = campaign;
  const { leadId, listId } = waiting.lead;
  const whose = { campaignId, leadId, listId, batch: waiting.batch, agentId, attemptId };
  emit(turn, { type: 'preview.ended', ...whose, ...how }, clientId);
}

/**
 * Takes leads back that their agents cannot call any more. Before routing, so that whoever is free
 * by it is given to those who wait.
 */
export function tendPreviews(turn: Turn): void {
  if (turn.world.campaigns.size === 0) return;
  noteCrews(turn);
  for (const campaign of turn.freshCampaigns) {
    // The last one first, so that their order in the hopper is as it was.
    for (const preview of [...(campaign.previews ?? [])].reverse()) {
      if (!mayLast(turn.world, campaign, preview)) withdraw(turn, campaign, preview);
    }
  }
}

function mayLast(world: World, campaign: Campaign, { agentId, attemptId }: Preview): boolean {
  const { campaignId, state } = campaign;
  const config = world.directory.campaigns.get(campaignId);
  if (!config || world.at >= config.endsAt || !isByAgents(campaign)) return false;
  if (state !== 'running' && state !== 'draining') return false;
  const agent = world.agents.get(agentId);
  return (
    agent?.status === 'available' &&
    agent.reservedFor === attemptId &&
    !agent.assignment &&
    isReady(world, agent) &&
    world.directory.campaignsOf(agentId).includes(campaignId)
  );
}

/** The lead is the next one again, or goes back where the campaign keeps none. */
function withdraw(turn: Turn, campaign: Campaign, preview: Preview): void {
  endPreview(turn, campaign, preview, { result: 'withdrawn' });
  campaign.hopper.unshift(preview.waiting);
  const { state } = campaign;
  if (state !== 'running' && state !== 'draining' && state !== 'paused') {
    giveBackHopper(turn, campaign);
  }
}

/** Before a campaign leaves the centre. */
export function withdrawPreviews(turn: Turn, campaign: Campaign): void {
  for (const preview of [...(campaign.previews ?? [])].reverse()) withdraw(turn, campaign, preview);
}

/** Not the same lead again at once: another agent, or another hour, may suit it better. */
const SKIPPED_GAP_MS = 3_600_000;

/** The lead goes back to its list for a while. */
export function setAside(turn: Turn, campaign: Campaign, { waiting }: Preview): void {
  const { nextNumber } = waiting.lead;
  const next = { state: 'waiting', at: turn.at + SKIPPED_GAP_MS, nextNumber } as const;
  returnLead(turn, campaign, waiting, { next });
}

/** Nobody decided: as with a phone that rings in vain, the agent goes on break. */
export function expirePreview(turn: Turn, agentId: string): void {
  const found = previewOf(turn.world, agentId);
  const agent = turn.world.agents.get(agentId);
  if (!found || !agent) return;
  endPreview(turn, found.campaign, found.preview, { result: 'expired' });
  setAside(turn, found.campaign, found.preview);
  requestStatus(turn, agent, { status: 'on-break', reason: 'preview-missed' });
}

/** Its timer crashed the core: the lead is the next one again. */
export function dropPreview(turn: Turn, agentId: string): void {
  const found = previewOf(turn.world, agentId);
  if (found) withdraw(turn, found.campaign, found.preview);
}

/** Since when agents look at leads. */
export function previewers(world: World): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { previews = [] } of world.campaigns.values()) {
    for (const { agentId, since } of previews) found.set(agentId, since);
  }
  return found;
}

/** The lead that an agent looks at; null: none. */
export function previewOf(world: World, agentId: string) {
  for (const campaignId of world.directory.campaignsOf(agentId)) {
    const campaign = world.campaigns.get(campaignId);
    const preview = campaign?.previews?.find((one) => one.agentId === agentId);
    if (campaign && preview) return { campaign, preview };
  }
  return null;
}
