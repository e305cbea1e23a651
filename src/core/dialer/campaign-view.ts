import type { World } from '../world';
import type { AbandonFormula } from './abandon-rate';
import type { Attempt, AttemptPhase } from './attempt';
import { budgetsOf } from './budget-watch';
import type { Campaign, Preview, ToldChange } from './campaign';
import { countedSince, RECENT_MS } from './counts';
import { crewCounts } from './crew-counts';
import { attemptsOf, type Work } from './dial';
import type { HopperLead } from './hopper';
import { workSince, workSums } from './work-account';

const MINUTE_MS = 60_000;

/** Every campaign of the centre, in its order, for people: a figure comes with its parts. */
export function campaignViews(world: World, at: number) {
  return (world.centre.campaigns ?? []).flatMap((config) => {
    const campaign = world.campaigns.get(config.campaignId);
    return campaign ? [campaignView(world, { campaign, config }, at)] : [];
  });
}

function campaignView(world: World, work: Work, at: number) {
  const { campaign, config } = work;
  const { campaignId, clientId, name, queueId, startsAt, endsAt, bounds } = config;
  const { state, since, pacing } = campaign;
  const { agents, crews } = crewCounts(world, campaignId);
  const there = agents.loggedIn - agents.onBreak - agents.noLine;
  const busy = agents.talking + agents.wrapUp + agents.elsewhere;
  return {
    campaignId,
    clientId,
    name,
    queueId,
    state,
    since,
    ...(startsAt !== undefined && { startsAt }),
    endsAt,
    machineDetection: config.machineDetection,
    pacing,
    bounds,
    agents,
    crews,
    occupancy: figure('occupancy-now', busy, there, 0),
    changes: changesTold(campaign, at),
    previews: (campaign.previews ?? []).map((preview) => previewView(campaignId, preview)),
    ready: readyLeads(campaign),
    dialing: dialingView(world, work, at),
  };
}

/** Each with what came of it, until the next one was made. */
function changesTold(campaign: Campaign, at: number): ToldChange[] {
  const { changes } = campaign;
  return changes.map(({ work, ...change }, index) => {
    const next = changes[index + 1];
    const until = next ? next.work : workSums(campaign);
    if (!work || !until) return change;
    const realised = { forMs: (next?.at ?? at) - change.at, ...workSince(work, until) };
    return { ...change, realised };
  });
}

function dialingView(world: World, work: Work, at: number) {
  const { campaign, config } = work;
  const { counts, hopper, hasOpen, decision, breached } = campaign;
  const { linesMax, callsPerSecondMax, hopperMax } = config;
  const recent = countedSince(campaign, at - RECENT_MS);
  const { answered = 0, launched = 0 } = recent;
  const byMinute = launchesByMinute(campaign, at);
  return {
    lines: linesByPhase(attemptsOf(world, campaign)),
    linesMax,
    callsPerSecondMax,
    hopper: hopper.length,
    hopperMax,
    hasOpen,
    pace: { launched: byMinute.at(-1) ?? 0, byMinute },
    counts,
    recent: { windowMs: RECENT_MS, counts: recent },
    answerRate: figure('answer-rate', answered, launched, RECENT_MS),
    ...(decision && { decision }),
    budgets: budgetsOf(work, at).map(({ window, drops, denominator }) => {
      const { regime, formula, limitPct, windowMs } = window;
      const dropsLeft = roomFor({ drops, denominator, limitPct }, formula);
      return { ...figure(formula, drops, denominator, windowMs), regime, limitPct, dropsLeft };
    }),
    breached,
  };
}

/** A share in percent, and what it was made of. */
function figure<F extends string>(
  formulaId: F,
  numerator: number,
  denominator: number,
  windowMs: number,
) {
  const ratePct = denominator === 0 ? null : (100 * numerator) / denominator;
  return { formulaId, numerator, denominator, ratePct, windowMs };
}

function linesByPhase(attempts: Iterable<Attempt>): Record<Exclude<AttemptPhase, 'ended'>, number> {
  const lines = { dialing: 0, listening: 0, waiting: 0, connected: 0, dropped: 0, machine: 0 };
  for (const { phase } of attempts) if (phase !== 'ended') lines[phase] += 1;
  return lines;
}

/** Launches of the last minutes, the newest last. */
function launchesByMinute(campaign: Campaign, at: number): number[] {
  const minutes = RECENT_MS / MINUTE_MS;
  const launches = Array.from({ length: minutes }, () => 0);
  for (const { from, counts } of campaign.recent ?? []) {
    const index = minutes - 1 - Math.floor((at - from) / MINUTE_MS);
    if (index >= 0 && index < minutes)
      launches[index] = (launches[index] ?? 0) + (counts['launched'] ?? 0);
  }
  return launches;
}

/** Drops that fit under a limit now; each of them counts in the denominator, too. */
function roomFor(
  {
    drops,
    denominator,
    limitPct,
  }: { readonly drops: number; readonly denominator: number; readonly limitPct: number },
  formula: AbandonFormula,
): number {
  // An attempt is in the denominator before it is dropped; a person is when answering.
  const grows = formula === 'attempts' ? 0 : limitPct;
  if (grows >= 100) return 0;
  return Math.max(0, Math.floor((limitPct * denominator - 100 * drops) / (100 - grows)));
}

function previewView(campaignId: string, { agentId, since, expiresAt, waiting }: Preview) {
  return { campaignId, agentId, since, expiresAt, ...leadView(waiting.lead) };
}

/** So many leads are enough to pick from. */
const READY_MAX = 20;

function readyLeads({ pacing, hopper }: Campaign) {
  if (pacing.mode !== 'manual') return [];
  return hopper.slice(0, READY_MAX).map(({ lead }) => leadView(lead));
}

function leadView({ leadId, listId, numbers, nextNumber, fields, attempts, callback }: HopperLead) {
  return {
    leadId,
    listId,
    numbers: numbers.map(({ number, role, zone }, index) => ({
      ...{ number, role, zone },
      ...(index === nextNumber && { isNext: true as const }),
    })),
    fields: fields ?? {},
    attempts,
    ...(callback && { callbackAt: callback.at }),
  };
}
