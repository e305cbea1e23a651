import type { Attempt, AttemptPhase } from '../../src/core/dialer/attempt';
import type { Campaign, Preview } from '../../src/core/dialer/campaign';
import type { World } from '../../src/core/world';

/** What the call of an attempt does while the attempt is in a phase. */
const CALL_PHASES: Readonly<Record<AttemptPhase, readonly string[]>> = {
  dialing: ['dialing', 'ending'],
  listening: ['dialing', 'ending'],
  waiting: ['queued', 'connecting', 'ending'],
  connected: ['talking', 'held', 'queued', 'connecting', 'ivr', 'transferring', 'parked', 'ending'],
  dropped: ['ivr', 'queued', 'connecting', 'talking', 'held', 'transferring', 'parked', 'ending'],
  machine: ['ivr', 'ending'],
  ended: [],
};

/** Attempts, their calls, their campaigns and the agents who are kept for them agree. */
export function brokenDialing(world: World): string[] {
  return [
    ...[...world.attempts.values()].flatMap((attempt) => brokenAttempt(world, attempt)),
    ...brokenReservations(world),
    ...brokenCampaigns(world),
    ...brokenPersons(world),
  ];
}

function brokenAttempt(world: World, attempt: Attempt): string[] {
  const { attemptId, callId, phase, campaignId } = attempt;
  const call = world.calls.get(callId);
  const broken = [];
  if (call?.attempt?.attemptId !== attemptId) broken.push('has no call of its own');
  if (call && !CALL_PHASES[phase].includes(call.phase)) {
    broken.push(`is ${phase}, its call ${call.phase}`);
  }
  if (!world.campaigns.get(campaignId)?.attemptIds.includes(attemptId)) {
    broken.push(`is not counted in ${campaignId}`);
  }
  return broken.map((line) => `attempt ${attemptId} ${line}`);
}

/** Nobody is called by two lines of one client at once, whichever campaigns have the leads. */
function brokenPersons(world: World): string[] {
  const called = new Map<string, string>();
  return [...world.attempts.values()].flatMap(({ attemptId, clientId, lead }) => {
    const { numbers, key } = lead;
    const names = [
      ...numbers.map(({ number }) => number),
      ...(key === undefined ? [] : [` ${key}`]),
    ];
    const others = names.map((name) => called.get(`${clientId} ${name}`));
    for (const name of names) called.set(`${clientId} ${name}`, attemptId);
    const other = others.find((one) => one !== undefined);
    return [
      ...(other === undefined ? [] : [`attempt ${attemptId} calls whom ${other} calls`]),
      ...(world.recentAttempts.has(attemptId) ? [] : [`attempt ${attemptId} is told to nobody`]),
    ];
  });
}

function brokenReservations(world: World): string[] {
  return [...world.agents.values()].flatMap(({ agentId, reservedFor }) => {
    if (reservedFor === undefined) return [];
    if (world.attempts.get(reservedFor)?.reservedAgentId === agentId) return [];
    const isPreview = ({ previews = [] }: Campaign) =>
      previews.some((one) => one.attemptId === reservedFor && one.agentId === agentId);
    if ([...world.campaigns.values()].some(isPreview)) return [];
    return [`${agentId} is kept for ${reservedFor}, which does not want that`];
  });
}

function brokenPreview(world: World, { agentId, attemptId }: Preview): string[] {
  const agent = world.agents.get(agentId);
  const isKept = agent?.reservedFor === attemptId && agent.status === 'available';
  return [
    ...(isKept ? [] : [`shows ${agentId} a lead who is not kept for it`]),
    ...(world.timers.has(`preview:${agentId}`) ? [] : [`shows ${agentId} a lead without end`]),
  ];
}

function brokenCampaigns(world: World): string[] {
  return [...world.campaigns.values()].flatMap((campaign) => {
    const { campaignId, attemptIds, hopper, state, previews = [] } = campaign;
    const live = attemptIds.flatMap((id) => world.attempts.get(id)?.lead.leadId ?? []);
    const shown = previews.map(({ waiting }) => waiting.lead.leadId);
    const here = [...live, ...shown, ...hopper.map(({ lead }) => lead.leadId)];
    const broken = previews.flatMap((preview) => brokenPreview(world, preview));
    if (live.length !== attemptIds.length) broken.push('counts attempts that are over');
    if (new Set(here).size !== here.length) broken.push('has a lead twice');
    const isIdle = state !== 'running' && state !== 'draining' && state !== 'paused';
    if (state !== 'running' && state !== 'draining' && shown.length > 0) {
      broken.push(`is ${state}, and shows leads`);
    }
    if (isIdle && hopper.length > 0) broken.push(`is ${state}, and keeps leads`);
    return broken.map((line) => `campaign ${campaignId} ${line}`);
  });
}
