import type { HangupCause } from '../../port/hangup-cause';
import type { Call } from '../call/call';
import type { LegEnd } from '../call/ending';
import { emit, type Turn } from '../turn';
import { type Attempt, type AttemptResult, moveAttempt } from './attempt';
import { attemptAt, countDrop, releaseReserved } from './attempt-progress';
import type { Campaign } from './campaign';
import { count } from './counts';
import { keepPromise, type LeadNext } from './hopper';
import { observe } from './pacing';
import type { LineFailure } from './pacing/pacing-memory';
import { afterAttempt } from './retry';

/** The call of an attempt is over: what came of it, and what becomes of the lead. */
export function endAttempt(turn: Turn, call: Call, end: LegEnd): void {
  const found = attemptAt(turn.world, call.attempt?.attemptId);
  if (!found) return;
  const { attempt, campaign } = found;
  const { attemptId, campaignId, clientId, lead, batch, number, callId } = attempt;
  const result = resultOf(attempt, call, end.cause);
  learn(turn, campaign, attempt, result);
  releaseReserved(turn, attempt);
  moveAttempt(attempt, 'ended');
  turn.world.attempts.delete(attemptId);
  campaign.attemptIds = campaign.attemptIds.filter((one) => one !== attemptId);
  turn.freshCampaigns.add(campaign);
  count(campaign, result, turn.at);
  const { answeredAt, connectedAt, agentId, launchedAt } = attempt;
  const { leadId, listId } = lead;
  emit(
    turn,
    {
      type: 'attempt.ended',
      ...{ attemptId, campaignId, leadId, listId, batch, callId, number, result },
      at: launchedAt,
      ...(answeredAt !== undefined && { answeredAt }),
      ...(connectedAt !== undefined &&
        answeredAt !== undefined && { connectMs: connectedAt - answeredAt }),
      ...(agentId !== undefined && { agentId }),
      next: nextOf(turn, attempt, result),
    },
    clientId,
  );
}

function nextOf(turn: Turn, attempt: Attempt, result: AttemptResult): LeadNext {
  const { campaignId, lead } = attempt;
  const config = turn.world.directory.campaigns.get(campaignId);
  if (!config) return { state: 'waiting', at: turn.at, nextNumber: lead.nextNumber };
  const { number, launchedAt } = attempt;
  const past = { at: launchedAt, number, result };
  const attempts = [...lead.attempts, past];
  const made = { ...lead, attempts, attemptsTotal: lead.attemptsTotal + 1 };
  const next = afterAttempt(made, { number, result }, config.law.retry, turn.at);
  return result === 'connected' ? next : keepPromise(lead, next);
}

const RESULT_OF: Readonly<Record<HangupCause, AttemptResult>> = {
  normal: 'failed',
  busy: 'busy',
  'no-answer': 'no-answer',
  rejected: 'rejected',
  cancelled: 'failed',
  'unallocated-number': 'invalid-number',
  unreachable: 'unreachable',
  congestion: 'congestion',
  'switch-failure': 'failed',
  redirected: 'failed',
  lost: 'unknown',
  unknown: 'failed',
};

function resultOf(attempt: Attempt, call: Call, cause: HangupCause): AttemptResult {
  switch (attempt.phase) {
    case 'connected':
      return 'connected';
    case 'dropped':
      return 'dropped';
    case 'machine':
      return 'machine';
    case 'waiting':
    case 'listening':
      return cause === 'lost' || call.ending ? 'dropped' : 'hung-up';
    default:
      // An answer that we heard of by the switch's own records alone had nobody to talk to.
      return call.answeredAt === undefined ? RESULT_OF[cause] : 'dropped';
  }
}

const FAILURE_OF: Partial<Record<AttemptResult, LineFailure>> = {
  busy: 'busy',
  'no-answer': 'no-answer',
  rejected: 'refused',
  'invalid-number': 'refused',
  unreachable: 'refused',
  congestion: 'refused',
};

/**
 * Nobody got to an agent who hung up while waiting, or of whom nothing is known: both count as
 * drops, so that no doubt is to the called party's cost.
 */
function learn(turn: Turn, campaign: Campaign, attempt: Attempt, result: AttemptResult): void {
  const { attemptId: line, phase } = attempt;
  const isCounted = phase === 'dropped' || phase === 'connected' || phase === 'machine';
  if (isCounted) return;
  if (phase === 'dialing' || phase === 'listening') {
    const failure = FAILURE_OF[result] ?? 'cancelled';
    observe(campaign.memory, { kind: 'failed', at: turn.at, line, result: failure });
  }
  if (result === 'dropped' || result === 'hung-up' || result === 'unknown') {
    countDrop(turn, campaign);
  }
}
