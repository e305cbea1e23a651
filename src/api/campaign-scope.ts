import type { ToldChange } from '../core/dialer/campaign';
import type { Engine } from '../engine/facade';
import type { CampaignView, CrewCounts } from '../engine/facade/campaign-view';
import { Problem } from './problem';
import { isInsider, type Viewer } from './scope';

/** The campaigns that the viewer may see, as it may see them. */
export const campaignsSeen = (viewer: Viewer, engine: Engine): readonly CampaignView[] =>
  engine.campaigns().flatMap((campaign) => campaignFor(viewer, campaign, engine) ?? []);

/** One of them. Throws 404 also for one that the viewer may not see. */
export function visibleCampaign(viewer: Viewer, engine: Engine, campaignId: string): CampaignView {
  const found = campaignsSeen(viewer, engine).find((one) => one.campaignId === campaignId);
  if (found) return found;
  throw new Problem(404, 'CAMPAIGN_UNKNOWN', `there is no campaign "${campaignId}"`, {
    remedy: 'leitstand campaign list, or GET /v1/campaigns, shows those there are',
  });
}

/**
 * Insiders: all. A client: its own. A provider: those that it may work for, with its own agents;
 * what is dialed, only while no other provider has a share of it.
 */
function campaignFor(viewer: Viewer, campaign: CampaignView, engine: Engine): CampaignView | null {
  if (isInsider(viewer)) return campaign;
  const changes = campaign.changes.map(withoutActor);
  if (viewer.role === 'client') {
    return campaign.clientId === viewer.clientId ? { ...campaign, changes } : null;
  }
  if (viewer.role !== 'provider' || viewer.providerId === undefined) return null;
  const { providerId } = viewer;
  const entitled = entitledTo(campaign, engine);
  if (!entitled.includes(providerId)) return null;
  const { dialing, ...shown } = campaign;
  const crews = campaign.crews.filter((crew) => crew.providerId === providerId);
  const { providerId: _, ...agents } = { providerId, ...(crews[0] ?? NOBODY) };
  const occupancy = occupancyOf(campaign, agents);
  const own = { ...shown, crews, agents, occupancy, changes: changes.map(withoutFigures) };
  return entitled.length === 1 && dialing ? { ...own, changes, dialing } : own;
}

/** The providers whose agents work the campaign: it may name them, and so may its queue. */
export function entitledTo(campaign: CampaignView, engine: Engine): readonly string[] {
  const { clientId, queueId, campaignId } = campaign;
  const { providers, queues, campaigns = [] } = engine.centre();
  const queue = queues.find((one) => one.queueId === queueId);
  const config = campaigns.find((one) => one.campaignId === campaignId);
  return providers
    .filter(({ clientIds }) => clientIds.includes(clientId))
    .map(({ providerId }) => providerId)
    .filter((providerId) => queue?.providerIds?.includes(providerId) ?? true)
    .filter((providerId) => config?.providerIds?.includes(providerId) ?? true);
}

const NOBODY: CrewCounts = {
  loggedIn: 0,
  idle: 0,
  reserved: 0,
  talking: 0,
  wrapUp: 0,
  elsewhere: 0,
  onBreak: 0,
  noLine: 0,
};

function occupancyOf({ occupancy }: CampaignView, agents: CrewCounts): CampaignView['occupancy'] {
  const { talking, wrapUp, elsewhere, loggedIn, onBreak, noLine } = agents;
  const numerator = talking + wrapUp + elsewhere;
  const denominator = loggedIn - onBreak - noLine;
  const ratePct = denominator === 0 ? null : (100 * numerator) / denominator;
  return { ...occupancy, numerator, denominator, ratePct };
}

/** Which token of whose did it is not for those outside. */
const withoutActor = (change: ToldChange): ToldChange =>
  change.actor.startsWith('token:') ? { ...change, actor: 'token' } : change;

/** What was foretold and what came of it is of all companies together. */
const withoutFigures = ({ expected: _, realised: __, ...change }: ToldChange): ToldChange => change;
