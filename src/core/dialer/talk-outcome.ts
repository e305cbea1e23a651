import type { Agent, Assignment } from '../agent/agent';
import { emit, type Turn } from '../turn';
import type { Attempt } from './attempt';
import type { CampaignConfig } from './campaign-config';
import type { DialerFact } from './dialer-fact';
import { heedAgent } from './do-not-call';
import type { HopperLead } from './hopper';
import { afterAttempt, afterTalkOf } from './retry';

type AttemptEnded = Extract<DialerFact, { type: 'attempt.ended' }>;

/** An attempt whose talk is over, and whose agent may still note how it came out: plain data. */
export interface UnsettledTalk {
  readonly ended: Omit<AttemptEnded, 'next'>;
  /** With that attempt among its attempts. */
  readonly lead: HopperLead;
}

/**
 * Keeps the end of an attempt until its agent has wrapped up: the disposition decides what becomes
 * of the lead. False where there is nothing to wait for: no agent who wraps up this call, or a
 * campaign for which dispositions mean nothing.
 */
export function awaitDisposition(turn: Turn, attempt: Attempt, talk: UnsettledTalk): boolean {
  const config = turn.world.directory.campaigns.get(attempt.campaignId);
  const agent = turn.world.agents.get(attempt.agentId ?? '');
  const { assignment } = agent ?? {};
  const isServing = assignment?.callId === attempt.callId && assignment.role === undefined;
  if (!config || !isServing || assignment.wrapUpDone || !hasMeanings(config)) return false;
  assignment.unsettledTalk = talk;
  return true;
}

const hasMeanings = ({ law }: CampaignConfig): boolean =>
  Object.keys(law.retry.dispositions).length > 0;

/** The agent is done with the call: the attempt that waited for that ends now. */
export function settleTalk(turn: Turn, agent: Agent, assignment: Assignment): void {
  heedAgent(turn, agent, assignment);
  const { unsettledTalk: talk, disposition, clientId } = assignment;
  if (!talk) return;
  const { ended, lead } = talk;
  const config = turn.world.directory.campaigns.get(ended.campaignId);
  if (!config) {
    const next = { state: 'done', reason: disposition ?? 'connected' } as const;
    return emit(turn, { ...ended, next }, clientId);
  }
  const { number } = ended;
  const outcome = { number, result: 'connected', ...(disposition && { disposition }) } as const;
  const { retry } = config.law;
  const isWrong = afterTalkOf(outcome, retry) === 'wrong-number';
  const next = afterAttempt(lead, outcome, retry, turn.at);
  // Under a result of its own the number is not called again, whenever the lead comes back.
  emit(turn, { ...ended, ...(isWrong && { result: 'wrong-number' as const }), next }, clientId);
}
