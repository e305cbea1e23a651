import type { QueueConfig } from '../centre';
import { keepNote, whyNotPromise } from '../dialer/talk-outcome';
import type { DispositionRequested, WrapUpExtendRequested } from '../input';
import { clearTimer, emit, refuse, setTimer, type Turn } from '../turn';
import type { Agent, Assignment } from './agent';
import { changeAgent, freeIfDone } from './assignment';

/** The conversation is over; wrap-up begins, whether or not the leg is gone yet. */
export function beginWrapUp(turn: Turn, agent: Agent): void {
  const { assignment } = agent;
  if (!assignment || assignment.wrapUpAt !== undefined) return;
  assignment.wrapUpAt = turn.at;
  changeAgent(turn, agent, { state: 'wrap-up' });
  const until = turn.at + assignment.wrapUpMs;
  setTimer(turn, { kind: 'wrap-up', agentId: agent.agentId }, until);
}

/** By the timer, or because the agent is done earlier. */
export function endWrapUp(turn: Turn, agent: Agent): void {
  const { assignment, agentId } = agent;
  if (agent.state !== 'wrap-up' || !assignment || assignment.wrapUpDone) return;
  assignment.wrapUpDone = true;
  clearTimer(turn, { kind: 'wrap-up', agentId });
  supplementWrapUp(turn, agentId, assignment);
  if (queueOf(turn, assignment)?.dispositionRequired && assignment.disposition === undefined) {
    const { callId, queueId, clientId } = assignment;
    emit(turn, { type: 'disposition.missing', callId, queueId, agentId }, clientId);
  }
  freeIfDone(turn, agent, turn.at);
}

function supplementWrapUp(turn: Turn, agentId: string, assignment: Assignment): void {
  const { callId, clientId, wrapUpAt } = assignment;
  if (wrapUpAt === undefined) return;
  const supplement = { kind: 'wrap-up', agentId, startedAt: wrapUpAt, endedAt: turn.at } as const;
  emit(turn, { type: 'record.supplemented', callId, supplement }, clientId);
}

/** The agent is done earlier; a disposition that the queue asks for has to be given before. */
export function requestWrapUpEnd(turn: Turn, agent: Agent): void {
  const { assignment } = agent;
  if (agent.state !== 'wrap-up' || !assignment) return refuseState(turn, agent);
  const queue = queueOf(turn, assignment);
  if (queue?.dispositionRequired && assignment.disposition === undefined) {
    const detail = `one of ${(queue.dispositions ?? []).join(', ')}`;
    return refuse(turn, { code: 'DISPOSITION_REQUIRED', detail });
  }
  endWrapUp(turn, agent);
}

/** Moves the end of the wrap-up, by what was asked or by what the queue still allows. */
export function extendWrapUp(turn: Turn, agent: Agent, request: WrapUpExtendRequested): void {
  const { assignment, agentId } = agent;
  const timer = turn.world.timers.get(`wrap-up:${agentId}`);
  if (agent.state !== 'wrap-up' || !assignment || !timer) return refuseState(turn, agent);
  const { wrapUpMaxMs = 0 } = queueOf(turn, assignment) ?? {};
  const latest = (assignment.wrapUpAt ?? turn.at) + wrapUpMaxMs;
  if (latest <= timer.at) {
    const detail = `queue ${assignment.queueId} allows ${wrapUpMaxMs} ms in all`;
    return refuse(turn, { code: 'WRAP_UP_MAX', detail });
  }
  const until = Math.min(latest, timer.at + request.byMs);
  setTimer(turn, { kind: 'wrap-up', agentId }, until);
  const { callId, clientId } = assignment;
  emit(turn, { type: 'wrap-up.extended', agentId, callId, until }, clientId);
}

/** Notes how the call came out; the record gets it as a supplement. */
export function noteDisposition(turn: Turn, agent: Agent, request: DispositionRequested): void {
  const { assignment, agentId } = agent;
  const isHeard = agent.state !== 'idle' && agent.state !== 'offered';
  if (!assignment || !isHeard) return refuse(turn, { code: 'NO_CALL', detail: agentId });
  const { disposition } = request;
  const allowed = queueOf(turn, assignment)?.dispositions ?? [];
  if (!allowed.includes(disposition)) {
    const known = allowed.length > 0 ? `known: ${allowed.join(', ')}` : 'the queue has none';
    const detail = `${disposition} in queue ${assignment.queueId}; ${known}`;
    return refuse(turn, { code: 'DISPOSITION_UNKNOWN', detail });
  }
  const { callId, clientId, dialed } = assignment;
  const refusal = whyNotPromise(turn, dialed?.campaignId, request);
  if (refusal) return refuse(turn, refusal);
  const { at, sameAgent } = request.callback ?? {};
  const promise = at === undefined ? undefined : { at, ...(sameAgent && { agentId }) };
  assignment.disposition = disposition;
  assignment.promise = promise;
  keepNote(turn, callId, { agentId, disposition, ...(promise && { promise }) });
  const { disposed: replaces } = assignment;
  assignment.disposed = { epoch: turn.input.epoch, seq: turn.input.seq, fact: turn.facts.length };
  const supplement = {
    ...({ kind: 'disposition', agentId, disposition, at: turn.at } as const),
    ...(replaces && { replaces }),
  };
  emit(turn, { type: 'record.supplemented', callId, supplement }, clientId);
}

const queueOf = (turn: Turn, { queueId }: Assignment): QueueConfig | undefined =>
  turn.world.directory.queues.get(queueId);

const refuseState = (turn: Turn, { agentId, state }: Agent): void =>
  refuse(turn, { code: 'AGENT_NOT_IN_WRAP_UP', detail: `${agentId} is ${state}` });
