import type { Attempt, AttemptPhase } from '../../src/core/dialer/attempt';
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

function brokenReservations(world: World): string[] {
  return [...world.agents.values()].flatMap(({ agentId, reservedFor }) => {
    if (reservedFor === undefined) return [];
    if (world.attempts.get(reservedFor)?.reservedAgentId === agentId) return [];
    return [`${agentId} is kept for ${reservedFor}, which does not want that`];
  });
}

function brokenCampaigns(world: World): string[] {
  return [...world.campaigns.values()].flatMap((campaign) => {
    const { campaignId, attemptIds, hopper, state } = campaign;
    const live = attemptIds.flatMap((id) => world.attempts.get(id)?.lead.leadId ?? []);
    const here = [...live, ...hopper.map(({ lead }) => lead.leadId)];
    const broken = [];
    if (live.length !== attemptIds.length) broken.push('counts attempts that are over');
    if (new Set(here).size !== here.length) broken.push('has a lead twice');
    const isIdle = state !== 'running' && state !== 'draining' && state !== 'paused';
    if (isIdle && hopper.length > 0) broken.push(`is ${state}, and keeps leads`);
    return broken.map((line) => `campaign ${campaignId} ${line}`);
  });
}
