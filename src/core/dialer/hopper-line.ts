import type { Agent } from '../agent/agent';
import { emit, refuse, type Turn } from '../turn';
import type { World } from '../world';
import { type Campaign, moveCampaign, type WaitingLead } from './campaign';
import { count } from './counts';
import type { TakenLead, Work } from './dial';
import type { HopperRefilled } from './dialer-input';
import { type GateRefusal, IS_OF_NUMBER } from './gate-clause';
import { isOfCampaign, refusalFor } from './gate-keeping';
import { heldLeads } from './held-leads';
import { type HopperLead, keepPromise, type LeadNext } from './hopper';
import { leadAfter } from './hopper-change';
import { FACTS_KEPT_MS } from './recent-attempt';

/** Leads that are looked at for one line before the rest is left for the next look. */
const LOOKS_MAX = 200;

/** For whom a lead is taken. */
interface Takers {
  /** Those who count for this campaign. */
  readonly idle: readonly Agent[];
  /** All who are free and may work for it. */
  readonly free: readonly Agent[];
  readonly isReserved: boolean;
}

/**
 * The first lead of the hopper that may be called now. Those that the gate refuses go back with
 * the clause, and with the time at which they may be asked about again; what stands against the
 * whole campaign (trunk, rate) leaves them where they are. One that was promised a call by a
 * certain agent waits for that agent, and makes room for others while that one is not there.
 */
export function takeLead(
  turn: Turn,
  work: Work,
  { idle, free, isReserved }: Takers,
): TakenLead | null {
  const { campaign } = work;
  let index = 0;
  for (let looks = 0; looks < LOOKS_MAX && index < campaign.hopper.length; ) {
    const waiting = campaign.hopper[index] as WaitingLead;
    const wanted = promiserOf(turn.world, campaign, waiting.lead);
    const agent = wanted === undefined ? idle[0] : free.find((one) => one.agentId === wanted);
    if (wanted !== undefined && isAway(turn.world, wanted)) {
      campaign.hopper.splice(index, 1);
      setAside(turn, campaign, waiting);
      continue;
    }
    if (!agent && (wanted !== undefined || isReserved)) {
      index += 1;
      continue;
    }
    const kept = isReserved || wanted !== undefined ? agent : undefined;
    looks += 1;
    const refusal = refusalFor(turn, work, waiting, kept !== undefined);
    if (refusal && isOfCampaign(refusal)) return null;
    campaign.hopper.splice(index, 1);
    if (!refusal) return { lead: waiting, ...(kept && { agent: kept }) };
    giveBack(turn, campaign, waiting, refusal);
  }
  return null;
}

/** Who is to make the call that was promised; whoever works for it no more leaves it to all. */
export function promiserOf(
  { directory }: World,
  { campaignId }: Campaign,
  { callback }: HopperLead,
): string | undefined {
  const agentId = callback?.agentId;
  if (agentId === undefined) return undefined;
  return directory.campaignsOf(agentId).includes(campaignId) ? agentId : undefined;
}

const isAway = ({ agents }: World, agentId: string): boolean =>
  agents.get(agentId)?.status === 'logged-out';

function setAside(turn: Turn, campaign: Campaign, waiting: WaitingLead): void {
  const { nextNumber } = waiting.lead;
  const next = { state: 'waiting', at: turn.at + ASK_AGAIN_MS, nextNumber } as const;
  returnLead(turn, campaign, waiting, { next });
}

/** Where nothing says when the clause ends, like hours that were not computed. */
const ASK_AGAIN_MS = 900_000;

/** Another number of the lead may be free of what stands against this one. */
export function giveBack(
  turn: Turn,
  campaign: Campaign,
  waiting: WaitingLead,
  refusal: GateRefusal,
) {
  count(campaign, 'refused', turn.at);
  const next = nextAfter(turn, campaign, waiting, refusal);
  returnLead(turn, campaign, waiting, { refusal, next });
}

/** Where nobody but an agent takes leads, none is to find that what was ready is too old. */
export function giveBackStale(turn: Turn, campaign: Campaign): void {
  const isStale = ({ since = 0 }: WaitingLead): boolean => turn.at - since > FACTS_KEPT_MS;
  const stale = campaign.hopper.filter(isStale);
  if (stale.length === 0) return;
  campaign.hopper = campaign.hopper.filter((waiting) => !isStale(waiting));
  for (const waiting of stale) giveBack(turn, campaign, waiting, { clause: 'facts-stale' });
}

function nextAfter(
  turn: Turn,
  campaign: Campaign,
  waiting: WaitingLead,
  { clause, until, final }: GateRefusal,
): LeadNext {
  const { at } = turn;
  const { nextNumber } = waiting.lead;
  const other = IS_OF_NUMBER.has(clause) ? otherNumber(turn, campaign, waiting) : -1;
  if (other >= 0) return { state: 'waiting', at, nextNumber: other };
  if (final === true) return { state: 'done', reason: clause };
  if (clause === 'facts-stale') return { state: 'waiting', at, nextNumber };
  return { state: 'waiting', at: until ?? at + ASK_AGAIN_MS, nextNumber };
}

/** One against which itself nothing stands, so that the lead does not go to and fro. */
function otherNumber(turn: Turn, campaign: Campaign, waiting: WaitingLead): number {
  const config = turn.world.directory.campaigns.get(campaign.campaignId);
  if (!config) return -1;
  const { lead } = waiting;
  return lead.numbers.findIndex((_, nextNumber) => {
    const other = { ...waiting, lead: { ...lead, nextNumber } };
    const refusal = refusalFor(turn, { campaign, config }, other, true);
    return !refusal || !IS_OF_NUMBER.has(refusal.clause);
  });
}

export function returnLead(
  turn: Turn,
  { campaignId, clientId }: Campaign,
  { lead, batch }: WaitingLead,
  how: { readonly refusal?: GateRefusal; readonly next: LeadNext },
): void {
  const { leadId, listId } = lead;
  const next = keepPromise(lead, how.next);
  const whose = { campaignId, leadId, listId, batch };
  emit(turn, { type: 'lead.returned', ...whose, ...how, next }, clientId);
}

/** What the campaign does not dial any more goes back as it came. */
export function giveBackHopper(turn: Turn, campaign: Campaign): void {
  giveBackAll(turn, campaign, campaign.hopper);
  campaign.hopper = [];
}

function giveBackAll(turn: Turn, campaign: Campaign, leads: readonly WaitingLead[]): void {
  for (const waiting of leads) {
    const { nextNumber, callback } = waiting.lead;
    const at = Math.max(turn.at, callback?.at ?? turn.at);
    returnLead(turn, campaign, waiting, { next: { state: 'waiting', at, nextNumber } });
  }
}

/** Leads came in. A batch that came before, or for a campaign that is gone, changes nothing. */
export function refillHopper(turn: Turn, body: HopperRefilled): void {
  const { campaignId, batch, leads, hasOpen } = body;
  const campaign = turn.world.campaigns.get(campaignId);
  if (!campaign) return refuse(turn, { code: 'CAMPAIGN_UNKNOWN', detail: campaignId });
  if (batch <= campaign.batch) {
    const detail = `${campaignId}: batch ${batch} came after ${campaign.batch}`;
    return refuse(turn, { code: 'BATCH_BEHIND', detail });
  }
  campaign.batch = batch;
  campaign.hasOpen = hasOpen || leads.length > 0;
  const { clientId, state } = campaign;
  emit(
    turn,
    { type: 'hopper.refilled', campaignId, batch, leads: leads.length, hasOpen },
    clientId,
  );
  // They may have been claimed before SQL heard of it.
  const numbers = campaign.askedOut ?? [];
  const known = leadAfter({ type: 'suppression.added', scope: 'client', clientId, numbers });
  const brought = leads.map((lead) => ({ lead: known(lead), batch, since: turn.at }));
  const fresh = withoutDoubles(turn, campaign, brought);
  // It was under way when the campaign was to fetch no more: what was ready before stays.
  if (state === 'draining') return giveBackAll(turn, campaign, fresh);
  campaign.hopper.push(...fresh);
  campaign.hopper.sort(byPromise);
  turn.freshCampaigns.add(campaign);
  if (state !== 'running' && state !== 'paused') giveBackHopper(turn, campaign);
  if (state === 'finished' && campaign.hasOpen) moveCampaign(turn, campaign, 'running');
}

/**
 * A lead that is here already should not have been claimed once more. SQL listens to the newest
 * batch: what waits goes back by its old one, and who is or was just talked with by its new one.
 */
function withoutDoubles(
  turn: Turn,
  campaign: Campaign,
  brought: readonly WaitingLead[],
): readonly WaitingLead[] {
  const { hopper } = campaign;
  const named = new Set(brought.map(({ lead }) => lead.leadId));
  const isNamed = ({ lead }: WaitingLead): boolean => named.has(lead.leadId);
  giveBackAll(turn, campaign, hopper.filter(isNamed));
  campaign.hopper = hopper.filter((one) => !isNamed(one));
  const held = new Set(heldLeads(turn.world, campaign.campaignId));
  return brought.filter((waiting) => {
    const { leadId } = waiting.lead;
    const isDouble = held.has(leadId);
    held.add(leadId);
    if (isDouble) setAside(turn, campaign, waiting);
    return !isDouble;
  });
}

/** Those who were promised a call first; else as SQL put them. The sort keeps their order. */
const byPromise = (a: WaitingLead, b: WaitingLead): number =>
  Number(b.lead.callback !== undefined) - Number(a.lead.callback !== undefined);
