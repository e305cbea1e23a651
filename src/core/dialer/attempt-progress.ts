import { keepFor } from '../agent/keeping';
import type { Call } from '../call/call';
import type { Contact } from '../contact/contact';
import type { Turn } from '../turn';
import type { World } from '../world';
import { type Attempt, moveAttempt } from './attempt';
import type { Campaign } from './campaign';
import type { CampaignConfig } from './campaign-config';
import { connectLimitMs } from './campaign-law';
import { noteOutcome } from './outcome-ledger';
import { observe } from './pacing';
import { accountPerson } from './work-account';

/** An attempt with its campaign; null where it is not the dialer's, or its campaign is gone. */
export function attemptAt(world: World, attemptId: string | undefined) {
  const attempt = world.attempts.get(attemptId ?? '');
  const campaign = attempt && world.campaigns.get(attempt.campaignId);
  return attempt && campaign ? { attempt, campaign } : null;
}

export const configOf = (world: World, { campaignId }: Attempt): CampaignConfig | undefined =>
  world.directory.campaigns.get(campaignId);

/** By when an agent has to be there (ms, UTC). */
export function connectDueAt(world: World, attempt: Attempt): number {
  const config = configOf(world, attempt);
  return (attempt.answeredAt ?? world.at) + (config ? connectLimitMs(config, world.at) : 0);
}

/** Agent and called party talk. */
export function noteConnectedAttempt(turn: Turn, call: Call): void {
  const found = attemptAt(turn.world, call.attempt?.attemptId);
  if (found?.attempt.phase !== 'waiting') return;
  const { attempt, campaign } = found;
  const { agentId } = call;
  moveAttempt(turn.world, attempt, 'connected');
  attempt.connectedAt = turn.at;
  const waitMs = turn.at - (attempt.answeredAt ?? turn.at);
  if (agentId !== undefined) {
    attempt.agentId = agentId;
    observe(campaign.memory, { kind: 'connected', at: turn.at, agent: agentId, waitMs });
  }
  accountPerson(campaign, false);
  const isLate = turn.at > connectDueAt(turn.world, attempt);
  if (isLate) noteOutcome(campaign.ledger, turn.at, 'liveLate');
  else if (!attempt.byAgent) noteOutcome(campaign.ledger, turn.at, 'liveInTime');
  if (!attempt.byAgent) noteOutcome(campaign.ledger, turn.at, 'humansToAgents');
  releaseReserved(turn, attempt);
  turn.freshCampaigns.add(campaign);
}

/** No agent was there in time: the drop action follows, and the drop is counted. */
export function noteDropped(turn: Turn, contact: Contact): void {
  const found = attemptAt(turn.world, contact.attemptId);
  if (found?.attempt.phase !== 'waiting') return;
  const { attempt, campaign } = found;
  moveAttempt(turn.world, attempt, 'dropped');
  countDrop(turn, campaign);
  const call = turn.world.calls.get(attempt.callId);
  if (call) call.settled = 'dropped';
  releaseReserved(turn, attempt);
}

export function countDrop(turn: Turn, campaign: Campaign): void {
  observe(campaign.memory, { kind: 'dropped', at: turn.at });
  accountPerson(campaign, true);
  noteOutcome(campaign.ledger, turn.at, 'dropped');
  turn.freshCampaigns.add(campaign);
}

/** Who was kept for an attempt is free for others. */
export function releaseReserved(turn: Turn, attempt: Attempt): void {
  const agent = turn.world.agents.get(attempt.reservedAgentId ?? '');
  if (agent?.reservedFor !== attempt.attemptId) return;
  keepFor(turn.world, agent, undefined);
  turn.freshAgents.add(agent);
}
