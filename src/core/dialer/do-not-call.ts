import type { Agent, Assignment } from '../agent/agent';
import { type Call, customerNumber } from '../call/call';
import { emit, type Turn } from '../turn';
import type { World } from '../world';
import type { DialerFact } from './dialer-fact';
import type { LeadNext } from './hopper';
import { suppress } from './hopper-change';
import { isE164 } from './number-rule';
import { noteRecentRefusal } from './recent-attempt';
import { afterTalkOf } from './retry';

/** Who was called, of whom an agent may note what was said: plain data. */
export interface DialedNumber {
  readonly campaignId: string;
  /** E.164. */
  readonly number: string;
  /** Absent: in an earlier build. */
  readonly leadId?: string;
  readonly attemptId?: string;
}

/** What becomes of a lead who said in the call not to be called. */
export const ASKED_OUT: LeadNext = { state: 'done', reason: 'do-not-call' };

/** The number that the dialer called in this call, if it did. */
export function dialedIn(world: World, callId: string): DialedNumber | undefined {
  const call = world.calls.get(callId);
  if (!call?.attempt) return undefined;
  const { campaignId, leadId, attemptId } = call.attempt;
  return { campaignId, leadId, attemptId, number: call.dnis };
}

/** The agent is done with the call: what was noted last may mean that the lead wants no more. */
export function heedAgent(turn: Turn, agent: Agent, assignment: Assignment): void {
  const { callId, clientId, disposition, unsettledTalk } = assignment;
  const dialed = assignment.dialed ?? unsettledTalk?.ended;
  if (!dialed || disposition === undefined) return;
  const { campaignId, number } = dialed;
  const config = turn.world.directory.campaigns.get(campaignId);
  const outcome = { number, result: 'connected', disposition } as const;
  const meaning = config && afterTalkOf(outcome, config.law.retry);
  if (meaning === 'refused') return noteRefusal(turn, agent, assignment, dialed);
  if (meaning !== 'do-not-call') return;
  // Somebody else may talk still: whatever that one notes, the lead is done with.
  const made = turn.world.attempts.get(turn.world.calls.get(callId)?.attempt?.attemptId ?? '');
  if (made) made.doNotCall = true;
  const by = { by: 'agent', agentId: agent.agentId, reason: disposition } as const;
  request(turn, clientId, { campaignId, number, callId, ...by });
}

/** Some laws give peace for a while, from every campaign of the client. */
function noteRefusal(
  turn: Turn,
  { agentId }: Agent,
  { callId, clientId, disposition: reason = '' }: Assignment,
  { campaignId, number, leadId, attemptId }: DialedNumber,
): void {
  noteRecentRefusal(turn, attemptId);
  if (leadId === undefined) return;
  const whose = { campaignId, leadId, number, callId, agentId };
  emit(turn, { type: 'refusal.noted', ...whose, reason }, clientId);
}

/** A node of a flow: the customer, whichever side called, is not to be called for this client. */
export function heedCaller(turn: Turn, call: Call): void {
  const { callId, clientId, attempt } = call;
  const number = customerNumber(call);
  const reason = `flow ${call.survey?.flowId ?? call.flowId ?? ''}`;
  if (!isE164(number)) {
    const refusal = { code: 'NUMBER_UNKNOWN', detail: reason };
    return emit(turn, { type: 'suppression.refused', callId, refusal }, clientId);
  }
  const made = turn.world.attempts.get(attempt?.attemptId ?? '');
  if (made) made.doNotCall = true;
  const where = attempt && { campaignId: attempt.campaignId };
  request(turn, clientId, { ...where, number, callId, by: 'caller', reason });
}

type Requested = Extract<DialerFact, { type: 'suppression.requested' }>;

/** From this step on no hopper of the client has it; the fact brings it to SQL. */
function request(turn: Turn, clientId: string, what: Omit<Requested, 'type' | 'scope'>): void {
  const scope = 'client';
  const { number } = what;
  emit(turn, { type: 'suppression.requested', scope, ...what }, clientId);
  suppress(turn, { type: 'suppression.added', scope, clientId, numbers: [number] });
  for (const campaign of turn.world.campaigns.values()) {
    const { askedOut = [] } = campaign;
    if (campaign.clientId !== clientId || askedOut.includes(number)) continue;
    campaign.askedOut = [...askedOut, number].slice(-ASKED_OUT_MAX);
  }
}

/** More than can be asked for while SQL has not heard of them yet, unless it is away for long. */
const ASKED_OUT_MAX = 1_000;
