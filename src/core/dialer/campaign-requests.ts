import { never } from '../assert';
import { emit, refuse, type Turn } from '../turn';
import { noteCrewLeft } from './agent-phase';
import {
  BLANK_CAMPAIGN,
  type Campaign,
  type CampaignState,
  CHANGES_MAX,
  mayMove,
  moveCampaign,
  type PacingChange,
} from './campaign';
import type { CampaignConfig, PacingSettings } from './campaign-config';
import type {
  CampaignAction,
  DialerInput,
  PacingChangeRequested,
  PacingUndoRequested,
} from './dialer-input';
import { changeConsent, suppress } from './hopper-change';
import { giveBackHopper, refillHopper } from './hopper-line';
import { newOutcomeLedger } from './outcome-ledger';
import { newPacingMemory } from './pacing';
import { outOfBounds } from './pacing-bounds';
import { withdrawPreviews } from './preview';
import { acceptPreview, dialLead, skipPreview } from './preview-requests';
import { workSums } from './work-account';

/** All that comes in about campaigns from elsewhere than the switch. */
export function handleDialerInput(turn: Turn, body: DialerInput): void {
  switch (body.type) {
    case 'hopper.refilled':
      return refillHopper(turn, body);
    case 'suppression.added':
      return suppress(turn, body);
    case 'consent.changed':
      return changeConsent(turn, body);
    case 'campaign.state-requested':
      return requestState(turn, body.campaignId, body.action);
    case 'pacing.change-requested':
      return changePacing(turn, body);
    case 'pacing.undo-requested':
      return undoPacing(turn, body);
    case 'preview.accept-requested':
      return acceptPreview(turn, body);
    case 'preview.skip-requested':
      return skipPreview(turn, body);
    case 'lead.dial-requested':
      return dialLead(turn, body);
    default:
      return never(body);
  }
}

const STATE_AFTER: Readonly<Record<CampaignAction, CampaignState>> = {
  start: 'running',
  pause: 'paused',
  drain: 'draining',
  stop: 'stopped',
};

function requestState(turn: Turn, campaignId: string, action: CampaignAction): void {
  const found = find(turn, campaignId);
  if (!found) return;
  const { campaign, config } = found;
  const state = STATE_AFTER[action];
  if (campaign.state === state) return;
  if (action === 'start' && turn.at >= config.endsAt) {
    const detail = `its end has passed: ${campaignId}`;
    return refuse(turn, { code: 'CAMPAIGN_OVER', detail });
  }
  if (!mayMove(campaign, state)) {
    const detail = `${campaignId} is ${campaign.state}: ${action} does nothing to it`;
    return refuse(turn, { code: 'CAMPAIGN_STATE', detail });
  }
  // Whether any lead is left is asked anew.
  if (state === 'running') campaign.hasOpen = true;
  moveCampaign(turn, campaign, state);
  if (state === 'stopped') giveBackHopper(turn, campaign);
}

function find(turn: Turn, campaignId: string) {
  const campaign = turn.world.campaigns.get(campaignId);
  const config = turn.world.directory.campaigns.get(campaignId);
  if (campaign && config) return { campaign, config };
  refuse(turn, { code: 'CAMPAIGN_UNKNOWN', detail: campaignId });
  return null;
}

/** Changes the pace at once, within the bounds that were agreed. */
function changePacing(turn: Turn, body: PacingChangeRequested): void {
  const { campaignId, change, expected } = body;
  const found = find(turn, campaignId);
  if (!found) return;
  const { campaign, config } = found;
  const to: PacingSettings = { ...campaign.pacing, ...change };
  const problem = outOfBounds(to, config.bounds);
  if (problem) return refuse(turn, { code: 'PACING_OUT_OF_BOUNDS', detail: problem });
  applyPacing(turn, campaign, to, expected ? { expected } : {});
}

function applyPacing(
  turn: Turn,
  campaign: Campaign,
  to: PacingSettings,
  how: Pick<PacingChange, 'isUndo' | 'expected'> = {},
): void {
  const { campaignId, clientId, pacing: from } = campaign;
  const { actor, reason } = turn.input.cause;
  campaign.pacing = to;
  const change = { at: turn.at, actor, reason, from, to, ...how, work: workSums(campaign) };
  campaign.changes = [...campaign.changes, change].slice(-CHANGES_MAX);
  turn.freshCampaigns.add(campaign);
  emit(turn, { type: 'pacing.changed', campaignId, from, to }, clientId);
}

/** Goes back to what held before the last change that was not taken back already. */
function undoPacing(turn: Turn, { campaignId }: PacingUndoRequested): void {
  const found = find(turn, campaignId);
  if (!found) return;
  const { campaign, config } = found;
  const last = lastNotUndone(campaign.changes);
  if (!last) return refuse(turn, { code: 'PACING_UNCHANGED', detail: campaignId });
  const problem = outOfBounds(last.from, config.bounds);
  if (problem) return refuse(turn, { code: 'PACING_OUT_OF_BOUNDS', detail: problem });
  applyPacing(turn, campaign, last.from, { isUndo: true });
}

/** Each undo stands for the change that it took back, as brackets do. */
function lastNotUndone(changes: readonly PacingChange[]): PacingChange | undefined {
  let undone = 0;
  for (const change of [...changes].reverse()) {
    if (change.isUndo) undone += 1;
    else if (undone > 0) undone -= 1;
    else return change;
  }
  return undefined;
}

/**
 * Brings the campaigns in line with a new centre: new ones begin stopped, those that are gone give
 * their leads back, and go when their last line is over. Settings beyond new bounds begin anew.
 */
export function replaceCampaigns(turn: Turn): void {
  const { world } = turn;
  const configs = world.centre.campaigns ?? [];
  const named = new Set(configs.map(({ campaignId }) => campaignId));
  for (const campaign of [...world.campaigns.values()]) {
    if (named.has(campaign.campaignId)) continue;
    withdrawPreviews(turn, campaign);
    if (mayMove(campaign, 'stopped')) moveCampaign(turn, campaign, 'stopped');
    giveBackHopper(turn, campaign);
    // Its drops count for as long as any window reaches back, should it be put back.
    const isForgotten = campaign.ledger.buckets.length === 0;
    if (isForgotten && campaign.attemptIds.length === 0) {
      world.campaigns.delete(campaign.campaignId);
    }
  }
  for (const config of configs) putCampaign(turn, config);
}

function putCampaign(turn: Turn, config: CampaignConfig): void {
  const { world, at } = turn;
  const { campaignId, clientId, pacing, bounds, endsAt } = config;
  const found = world.campaigns.get(campaignId);
  if (found?.clientId !== clientId) {
    const memory = newPacingMemory();
    const ledger = newOutcomeLedger();
    const own = {
      changes: [],
      hopper: [],
      attemptIds: [],
      launches: [],
      counts: {},
    };
    const who = { campaignId, clientId, since: at, pacing };
    world.campaigns.set(campaignId, { ...BLANK_CAMPAIGN, ...who, ...own, memory, ledger });
    return;
  }
  noteCrewLeft(turn, found);
  turn.freshCampaigns.add(found);
  if (outOfBounds(found.pacing, bounds)) applyPacing(turn, found, pacing);
  if (found.state === 'over' && at < endsAt) moveCampaign(turn, found, 'stopped');
}
