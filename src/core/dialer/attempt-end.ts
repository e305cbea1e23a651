import type { HangupCause } from '../../port/hangup-cause';
import type { Call } from '../call/call';
import type { LegEnd } from '../call/ending';
import type { Turn } from '../turn';
import { type Attempt, type AttemptResult, moveAttempt } from './attempt';
import { attemptAt, connectDueAt, countDrop, releaseReserved } from './attempt-progress';
import type { Campaign } from './campaign';
import { count } from './counts';
import { ASKED_OUT } from './do-not-call';
import { type HopperLead, keepPromise, type LeadNext } from './hopper';
import { observe } from './pacing';
import type { LineFailure } from './pacing/pacing-memory';
import { afterAttempt, RETRY_DEFAULTS } from './retry';
import { endOfTalk, tellEnd, type UnsettledTalk } from './talk-outcome';

/** The call of an attempt is over: what came of it, and what becomes of the lead. */
export function endAttempt(turn: Turn, call: Call, end: LegEnd): void {
  const found = attemptAt(turn.world, call.attempt?.attemptId);
  if (!found) return;
  const { attempt, campaign } = found;
  const { attemptId } = attempt;
  const result = resultOf(attempt, call, end.cause);
  const isLate = isLateDrop(turn, attempt, result);
  learn(turn, campaign, attempt, result);
  if (isLate) countDrop(turn, campaign);
  const isDrop = isLate || attempt.phase === 'dropped';
  releaseReserved(turn, attempt);
  moveAttempt(turn.world, attempt, 'ended');
  campaign.attemptIds = campaign.attemptIds.filter((one) => one !== attemptId);
  turn.freshCampaigns.add(campaign);
  count(campaign, result, turn.at);
  const ended = endedOf(attempt, call, { result, isDrop });
  const past = { at: attempt.launchedAt, number: attempt.number, result };
  const made = {
    ...attempt.lead,
    attempts: [...attempt.lead.attempts, past],
    attemptsTotal: attempt.lead.attemptsTotal + 1,
  };
  const isTalk = result === 'connected' && !attempt.doNotCall;
  const fact = isTalk
    ? endOfTalk(turn, call, { ended, lead: made, ...(attempt.byAgent && { byAgent: true }) })
    : { ...ended, next: nextOf(turn, attempt, made, result) };
  turn.world.attempts.delete(attemptId);
  if (fact) tellEnd(turn, fact, attempt.clientId);
}

/** After a transfer the call is told as that of the agent who talked last. */
function endedOf(
  attempt: Attempt,
  call: Call,
  { result, isDrop }: { readonly result: AttemptResult; readonly isDrop: boolean },
): UnsettledTalk['ended'] {
  const { attemptId, campaignId, lead, batch, number, callId } = attempt;
  const { answeredAt, connectedAt, launchedAt } = attempt;
  const agentId = call.talkedWith?.agentId ?? attempt.agentId;
  const { leadId, listId } = lead;
  return {
    type: 'attempt.ended',
    ...{ attemptId, campaignId, leadId, listId, batch, callId, number, result },
    at: launchedAt,
    ...(answeredAt !== undefined && { answeredAt }),
    ...(connectedAt !== undefined &&
      answeredAt !== undefined && { connectMs: connectedAt - answeredAt }),
    ...(agentId !== undefined && { agentId }),
    ...(isDrop && { isDrop }),
    ...(attempt.byAgent && { byAgent: true }),
  };
}

function nextOf(turn: Turn, attempt: Attempt, made: HopperLead, result: AttemptResult): LeadNext {
  const { campaignId, lead, number } = attempt;
  if (attempt.doNotCall) return ASKED_OUT;
  const { retry = RETRY_DEFAULTS } = turn.world.directory.campaigns.get(campaignId)?.law ?? {};
  const next = afterAttempt(made, { number, result }, retry, turn.at);
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

/** What the pacing policy learns of a line that nobody talked on. */
function learn(turn: Turn, campaign: Campaign, attempt: Attempt, result: AttemptResult): void {
  const { attemptId: line, phase } = attempt;
  if (phase !== 'dialing' && phase !== 'listening') return;
  const failure = FAILURE_OF[result] ?? 'cancelled';
  observe(campaign.memory, { kind: 'failed', at: turn.at, line, result: failure });
}

/**
 * Who hung up while nobody was there, or of whom nothing is known, counts as a drop, so that no
 * doubt is to the called party's cost. Who hung up while it was listened for a machine, within the
 * connect limit, was not kept waiting for an agent: no drop, and no answer served in time either.
 */
function isLateDrop(turn: Turn, attempt: Attempt, result: AttemptResult): boolean {
  const { phase } = attempt;
  if (phase === 'dropped' || phase === 'connected' || phase === 'machine') return false;
  const isEarly = phase === 'listening' && turn.at <= connectDueAt(turn.world, attempt);
  return result === 'dropped' || result === 'unknown' || (result === 'hung-up' && !isEarly);
}
