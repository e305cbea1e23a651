import { refuse, type Turn } from '../turn';
import type { WaitingLead } from './campaign';
import { idleOf } from './crew';
import type { Work } from './dial';
import type {
  LeadDialRequested,
  PreviewAcceptRequested,
  PreviewSkipRequested,
} from './dialer-input';
import { isOfCampaign, refusalFor } from './gate-keeping';
import type { HopperLead } from './hopper';
import { giveBack, promiserOf } from './hopper-line';
import { launch } from './launch';
import { endPreview, previewOf, setAside } from './preview';

/** So many leads an agent may pass on in an hour, where the campaign says nothing. */
const SKIPS_PER_HOUR_MAX = 20;
const HOUR_MS = 3_600_000;

/** The agent wants the lead that is shown to be called now, at this number of it. */
export function acceptPreview(turn: Turn, { agentId, number }: PreviewAcceptRequested): void {
  const found = previewOf(turn.world, agentId);
  if (!found) return refuse(turn, { code: 'PREVIEW_NONE', detail: `${agentId} is shown no lead` });
  const { campaign, preview } = found;
  const config = turn.world.directory.campaigns.get(campaign.campaignId);
  const agent = turn.world.agents.get(agentId);
  if (!config || !agent) return;
  const work = { campaign, config };
  const lead = atNumber(preview.waiting.lead, number);
  if (!lead) return refuseNumber(turn, number);
  if (isAway(turn, work)) return;
  const waiting = { ...preview.waiting, lead };
  const refusal = refusalFor(turn, work, waiting, true);
  if (refusal) {
    refuse(turn, { code: 'LEAD_REFUSED', detail: refusal.clause });
    if (isOfCampaign(refusal)) return;
    endPreview(turn, campaign, preview, { result: 'refused', reason: refusal.clause });
    return giveBack(turn, campaign, waiting, refusal);
  }
  endPreview(turn, campaign, preview, { result: 'accepted' });
  launch(turn, work, { lead: waiting, agent, attemptId: preview.attemptId });
}

/** The agent passes the lead on, which is bounded: not every lead is to somebody's taste. */
export function skipPreview(turn: Turn, { agentId, reason }: PreviewSkipRequested): void {
  const found = previewOf(turn.world, agentId);
  if (!found) return refuse(turn, { code: 'PREVIEW_NONE', detail: `${agentId} is shown no lead` });
  const { campaign, preview } = found;
  const config = turn.world.directory.campaigns.get(campaign.campaignId);
  const most = config?.previewSkipsPerHourMax ?? SKIPS_PER_HOUR_MAX;
  const lately = (campaign.skips?.[agentId] ?? []).filter((at) => at > turn.at - HOUR_MS);
  if (lately.length >= most) {
    const detail = `${agentId} has passed on ${lately.length} leads within an hour, of ${most}`;
    return refuse(turn, { code: 'PREVIEW_SKIPS_USED', detail });
  }
  campaign.skips = { ...campaign.skips, [agentId]: [...lately, turn.at] };
  endPreview(turn, campaign, preview, { result: 'skipped', reason });
  setAside(turn, campaign, preview);
}

/** The agent picks a lead of the hopper, or the next one, and has it called at once. */
export function dialLead(turn: Turn, request: LeadDialRequested): void {
  const { campaignId, agentId, leadId, number } = request;
  const campaign = turn.world.campaigns.get(campaignId);
  const config = turn.world.directory.campaigns.get(campaignId);
  if (!campaign || !config) return refuse(turn, { code: 'CAMPAIGN_UNKNOWN', detail: campaignId });
  const { pacing, state, hopper } = campaign;
  if (pacing.mode !== 'manual') {
    const detail = `${campaignId} is in the mode ${pacing.mode}: agents pick leads in manual`;
    return refuse(turn, { code: 'CAMPAIGN_MODE', detail });
  }
  if (state !== 'running' && state !== 'draining') {
    return refuse(turn, { code: 'CAMPAIGN_STATE', detail: `${campaignId} is ${state}` });
  }
  const work = { campaign, config };
  if (isAway(turn, work)) return;
  const agent = idleOf(turn.world, config).find((one) => one.agentId === agentId);
  if (!agent) {
    const detail = `${agentId} is not idle with a line that stands, or not for ${campaignId}`;
    return refuse(turn, { code: 'AGENT_NOT_READY', detail });
  }
  const isFor = ({ lead }: WaitingLead): boolean =>
    (leadId === undefined || lead.leadId === leadId) &&
    (promiserOf(turn.world, campaign, lead) ?? agentId) === agentId;
  const index = hopper.findIndex(isFor);
  const waiting = hopper[index];
  if (!waiting) return refuse(turn, { code: 'LEAD_UNKNOWN', detail: leadId ?? 'none is ready' });
  const lead = atNumber(waiting.lead, number);
  if (!lead) return refuseNumber(turn, number);
  const taken = { ...waiting, lead };
  const refusal = refusalFor(turn, work, taken, true);
  if (refusal) refuse(turn, { code: 'LEAD_REFUSED', detail: refusal.clause });
  if (refusal && isOfCampaign(refusal)) return;
  hopper.splice(index, 1);
  turn.freshCampaigns.add(campaign);
  if (refusal) return giveBack(turn, campaign, taken, refusal);
  launch(turn, work, { lead: taken, agent });
}

/** The lead with that number as the next one; null: it has no such number. */
function atNumber(lead: HopperLead, number: string | undefined): HopperLead | null {
  if (number === undefined) return lead;
  const nextNumber = lead.numbers.findIndex((one) => one.number === number);
  return nextNumber < 0 ? null : { ...lead, nextNumber };
}

const refuseNumber = (turn: Turn, number = ''): void =>
  refuse(turn, { code: 'NUMBER_UNKNOWN', detail: `the lead has no number ${number}` });

function isAway(turn: Turn, { config }: Work): boolean {
  if (turn.world.switches.get(config.switchId)?.state === 'up') return false;
  refuse(turn, { code: 'SWITCH_DOWN', detail: config.switchId });
  return true;
}
