import type { Agent } from '../agent/agent';
import { setTimer, type Turn } from '../turn';
import type { World } from '../world';
import { allowsOneMore } from './abandon-budget';
import type { Attempt } from './attempt';
import { tellBound, watchBudget, windowsOf } from './budget-watch';
import { type Campaign, isByAgents, moveCampaign } from './campaign';
import type { CampaignConfig } from './campaign-config';
import { connectLimitMs } from './campaign-law';
import { type Crew, crewOf, noteCrews } from './crew';
import { giveBackHopper, giveBackStale, takeLead } from './hopper-line';
import { launch } from './launch';
import { linesInFlight } from './lines-in-flight';
import {
  callsToPlace,
  type PacingDecision,
  type PacingLimits,
  type PacingSnapshot,
} from './pacing';
import { offerLeads } from './preview';
import { linesBeside } from './shared-crew';
import { accountWork } from './work-account';

/** A campaign at work in this step. */
export interface Work {
  readonly campaign: Campaign;
  readonly config: CampaignConfig;
}

/**
 * Dials for each campaign of which anything changed in this step: decides how many lines, asks the
 * gate for each lead, launches. After routing, so that nobody who waits loses an agent to it.
 */
export function dial(turn: Turn): void {
  const { world } = turn;
  if (world.campaigns.size === 0) return;
  noteCrews(turn);
  if (turn.freshCampaigns.size === 0) return;
  // By the centre, so that the same campaign is first after a restart.
  for (const config of world.centre.campaigns ?? []) {
    const campaign = world.campaigns.get(config.campaignId);
    if (campaign && turn.freshCampaigns.has(campaign)) dialFor(turn, { campaign, config });
  }
}

function dialFor(turn: Turn, work: Work): void {
  const { campaign, config } = work;
  watchBudget(turn, work);
  if (campaign.state === 'over' || campaign.state === 'stopped') return;
  if (turn.at >= config.endsAt) {
    moveCampaign(turn, campaign, 'over');
    return giveBackHopper(turn, campaign);
  }
  const mayDial = campaign.state === 'running' || campaign.state === 'draining';
  if (!mayDial || turn.world.switches.get(config.switchId)?.state !== 'up') {
    return setTimer(turn, { kind: 'pace', campaignId: campaign.campaignId }, config.endsAt);
  }
  const { crews } = turn.world;
  const { campaignId } = campaign;
  accountWork(
    campaign,
    { busy: crews.busyIn(campaignId), there: crews.sizeOf(campaignId) },
    turn.at,
  );
  if (isByAgents(campaign)) {
    tellBound(turn, campaign, { reservedOnly: false });
    campaign.decision = undefined;
    giveBackStale(turn, campaign);
    offerLeads(turn, work);
  } else if (campaign.hopper.length > 0) {
    const crew = crewOf(turn.world, config);
    const decision = decide(turn.world, work, crew);
    tellBound(turn, campaign, decision);
    campaign.decision = decision;
    place(turn, work, crew, decision);
  }
  finishIfDone(turn, campaign);
  if (campaign.state === 'running' || campaign.state === 'draining') lookAgain(turn, work);
}

/**
 * Where too little is known, or not one drop more is allowed, each line keeps an agent: routing
 * must not give that agent to anybody else.
 */
function decide(world: World, work: Work, crew: Crew): PacingDecision {
  const { campaign } = work;
  const limits = limitsOf(world, work);
  const own = snapshotOf(world, campaign, crew);
  const beside = linesBeside(world, campaign.campaignId);
  const waiting = [...own.waiting, ...beside.waiting];
  const ringing = [...own.ringing, ...beside.ringing];
  const decision = callsToPlace({ ...own, waiting, ringing }, campaign.memory, limits);
  const isNew = decision.reasons.bound === 'few-outcomes';
  const isTight = !allowsOneMore(limits.budgets, { dropsAtMost: 0, answersAtLeast: 0 });
  return { ...decision, reservedOnly: decision.reservedOnly || isNew || isTight };
}

export function snapshotOf(world: World, campaign: Campaign, crew: Crew): PacingSnapshot {
  const nextListId = campaign.hopper[0]?.lead.listId;
  return {
    at: world.at,
    agents: crew.size,
    idle: crew.idle.length,
    busy: crew.busy,
    ...linesInFlight(world, campaign.campaignId),
    ...(nextListId !== undefined && { nextListId }),
  };
}

export function* attemptsOf(world: World, campaign: Campaign): Iterable<Attempt> {
  for (const attemptId of campaign.attemptIds) {
    const attempt = world.attempts.get(attemptId);
    if (attempt) yield attempt;
  }
}

export function limitsOf(world: World, { campaign, config }: Work): PacingLimits {
  const { mode, linesPerAgentMax, ratio, abandonMaxPct } = campaign.pacing;
  const isPaced = mode === 'ratio' || mode === 'predictive';
  return {
    mode: isPaced ? mode : 'progressive',
    linesPerAgentMax,
    ratio,
    abandonTargetPct: abandonMaxPct,
    connectLimitMs: connectLimitMs(config, world.at),
    ringTimeoutMs: config.ringTimeoutMs,
    linesMax: Math.max(0, config.linesMax - campaign.attemptIds.length),
    budgets: windowsOf(world, { campaign, config }),
  };
}

/** Launches what was decided, as far as the gate lets leads through. */
function place(turn: Turn, work: Work, crew: Crew, decision: PacingDecision): void {
  const { mode } = work.campaign.pacing;
  const isReserved = mode === 'progressive' || decision.reservedOnly;
  const idle = [...crew.idle];
  const free = [...crew.free];
  for (let placed = 0; placed < decision.lines; placed += 1) {
    if (isReserved && idle.length === 0) return;
    const taken = takeLead(turn, work, { idle, free, isReserved });
    if (!taken) return;
    launch(turn, work, taken);
    if (!taken.agent) continue;
    const { agent } = taken;
    for (const list of [idle, free]) if (list.includes(agent)) list.splice(list.indexOf(agent), 1);
  }
}

/** No lead is left, here or in SQL, and no line is up. */
function finishIfDone(turn: Turn, campaign: Campaign): void {
  if (campaign.hopper.length > 0 || campaign.attemptIds.length > 0) return;
  if (campaign.previews?.length) return;
  if (campaign.state === 'draining') return moveCampaign(turn, campaign, 'stopped');
  if (!campaign.hasOpen) moveCampaign(turn, campaign, 'finished');
}

const LOOK_MIN_MS = 50;

function lookAgain(turn: Turn, { campaign, config }: Work): void {
  const { campaignId, decision } = campaign;
  const inMs = Math.max(LOOK_MIN_MS, decision?.lookAgainInMs ?? 1_000);
  const at = Math.min(turn.at + inMs, config.endsAt);
  const timer = turn.world.timers.get(`pace:${campaignId}`);
  // One that comes soon enough stays: moving it with each event would cost more than it brings.
  if (timer && timer.at > turn.at && timer.at <= at) return;
  setTimer(turn, { kind: 'pace', campaignId }, at);
}

/** The timer of a campaign fired: time alone may have changed what is right. */
export function firePace(turn: Turn, campaignId: string): void {
  const campaign = turn.world.campaigns.get(campaignId);
  if (campaign) turn.freshCampaigns.add(campaign);
}

/** A lead, and the agent who is kept for it where one is. */
export interface TakenLead {
  readonly lead: Campaign['hopper'][number];
  readonly agent?: Agent;
  /** Minted before, when the agent was shown the lead. */
  readonly attemptId?: string;
}
