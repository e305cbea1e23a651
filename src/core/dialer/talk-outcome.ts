import type { Agent, Assignment } from '../agent/agent';
import type { Call } from '../call/call';
import type { Refusal } from '../fact';
import type { DispositionRequested } from '../input';
import { emit, type Turn } from '../turn';
import type { Attempt, TalkNote } from './attempt';
import type { CampaignConfig } from './campaign-config';
import { connectLimitMs } from './campaign-law';
import type { DialerFact } from './dialer-fact';
import { heedAgent } from './do-not-call';
import type { HopperLead, LeadNext, LeadPromise } from './hopper';
import { noteOutcome } from './outcome-ledger';
import { noteRecentEnd } from './recent-attempt';
import { afterAttempt, afterTalkOf } from './retry';

type AttemptFact = Extract<DialerFact, { type: 'attempt.ended' }>;

/** An attempt whose talk is over, and whose agent may still note how it came out: plain data. */
export interface UnsettledTalk {
  readonly ended: Omit<AttemptFact, 'next'>;
  /** With that attempt among its attempts. */
  readonly lead: HopperLead;
  /** An agent chose the lead: no figure of pacing. */
  readonly byAgent?: true;
  /** By who served before; counts where the last one notes nothing. Absent: nothing. */
  readonly noted?: TalkNote;
}

/** What an agent notes of a call that goes on, perhaps with another agent. */
export function keepNote(turn: Turn, callId: string, note: TalkNote): void {
  const attempt = attemptOf(turn, callId);
  if (!attempt) return;
  const others = attempt.notes?.filter(({ agentId }) => agentId !== note.agentId) ?? [];
  attempt.notes = [...others, note];
}

const attemptOf = ({ world }: Turn, callId: string): Attempt | undefined =>
  world.attempts.get(world.calls.get(callId)?.attempt?.attemptId ?? '');

/**
 * The end of a talk. Who served last decides what becomes of the lead, and may do so until the
 * wrap-up is over; where that one notes nothing, what was noted last by those who served before
 * holds. Null: the last one wraps up still, and `settleTalk` tells the end.
 */
export function endOfTalk(turn: Turn, call: Call, talk: UnsettledTalk): AttemptFact | null {
  const config = turn.world.directory.campaigns.get(talk.ended.campaignId);
  const { agentId } = talk.ended;
  const { notes } = turn.world.attempts.get(talk.ended.attemptId) ?? {};
  const own = notes?.find((note) => note.agentId === agentId);
  const noted = own ?? notes?.findLast((note) => hasServed(call, note.agentId));
  const { assignment } = turn.world.agents.get(agentId ?? '') ?? {};
  const isServing = assignment?.callId === call.callId && !assignment.wrapUpDone;
  if (!config || !isServing || !hasMeanings(config)) {
    return settled(turn, talk, noted);
  }
  assignment.unsettledTalk = { ...talk, ...(noted && { noted }) };
  return null;
}

const hasServed = ({ parties }: Call, agentId: string): boolean =>
  parties.some((one) => one.agentId === agentId && one.role === 'agent' && one.kind === 'talk');

const hasMeanings = ({ law }: CampaignConfig): boolean =>
  Object.keys(law.retry.dispositions).length > 0;

/** The agent is done with the call: the attempt that waited for that ends now. */
export function settleTalk(turn: Turn, agent: Agent, assignment: Assignment): void {
  heedAgent(turn, agent, assignment);
  const { unsettledTalk: talk, disposition, promise, clientId } = assignment;
  if (!talk) return;
  const own = disposition === undefined ? undefined : { disposition, ...(promise && { promise }) };
  tellEnd(turn, settled(turn, talk, own ?? talk.noted), clientId);
}

/** From this instant on the person may be called again, as far as nothing else is against it. */
export function tellEnd(turn: Turn, fact: AttemptFact, clientId: string): void {
  noteRecentEnd(turn, fact.attemptId, fact.result);
  emit(turn, fact, clientId);
}

function settled(
  turn: Turn,
  talk: UnsettledTalk,
  noted: Omit<TalkNote, 'agentId'> | undefined,
): AttemptFact {
  const { ended } = talk;
  const { disposition, promise } = noted ?? {};
  const config = turn.world.directory.campaigns.get(ended.campaignId);
  if (!config) {
    return { ...ended, next: { state: 'done', reason: disposition ?? 'connected' } };
  }
  const { number } = ended;
  const outcome = { number, result: 'connected', ...(disposition && { disposition }) } as const;
  const { retry } = config.law;
  const meaning = afterTalkOf(outcome, retry);
  if (meaning === 'machine') noteHeardMachine(turn, config, talk);
  // Under a result of its own the number is not called again, or counts as one with a machine.
  const result = meaning === 'wrong-number' || meaning === 'machine' ? meaning : ended.result;
  const promised = promise ? { callback: promise } : {};
  const lead = { ...withResult(talk.lead, result), ...promised };
  const next = keepingWord(afterAttempt(lead, outcome, retry, turn.at), promise);
  return { ...ended, result, next };
}

/** The last attempt of the lead, under the result that the agent gave it. */
const withResult = (lead: HopperLead, result: string): HopperLead => ({
  ...lead,
  attempts: lead.attempts.map((past, index, { length }) =>
    index === length - 1 ? { ...past, result } : past,
  ),
});

/** Who was counted as a person was none: in the hour of the talk, so that no window sees half. */
function noteHeardMachine(turn: Turn, config: CampaignConfig, talk: UnsettledTalk): void {
  const { campaignId, answeredAt, connectMs = 0 } = talk.ended;
  const campaign = turn.world.campaigns.get(campaignId);
  if (!campaign || answeredAt === undefined || talk.byAgent) return;
  const at = answeredAt + connectMs;
  const isLate = connectMs > connectLimitMs(config, at);
  noteOutcome(campaign.ledger, at, isLate ? 'liveLate' : 'liveInTime', -1);
  noteOutcome(campaign.ledger, at, 'humansToAgents', -1);
  noteOutcome(campaign.ledger, at, 'machinesToAgents');
  turn.freshCampaigns.add(campaign);
}

/** The time is that of the next call; who makes it stays with the lead. */
function keepingWord(next: LeadNext, promise: LeadPromise | undefined): LeadNext {
  if (!promise || next.state !== 'waiting') return next;
  const { agentId } = promise;
  return { ...next, callback: agentId === undefined ? {} : { agentId } };
}

/** Why no call can be promised for then, with this disposition; null: it can. */
export function whyNotPromise(
  { world, at }: Turn,
  campaignId: string | undefined,
  { disposition, callback }: Pick<DispositionRequested, 'disposition' | 'callback'>,
): Refusal | null {
  if (!callback) return null;
  const config = world.directory.campaigns.get(campaignId ?? '');
  const meaning = config?.law.retry.dispositions[disposition];
  if (!config || meaning !== 'callback') {
    const detail = `${disposition} means no callback of a campaign's lead`;
    return { code: 'CALLBACK_NOT_MEANT', detail };
  }
  if (callback.at > at && callback.at < config.endsAt) return null;
  const detail = `it has to be to come, and before the end of ${config.campaignId}`;
  return { code: 'CALLBACK_TIME', detail };
}
