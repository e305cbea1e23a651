import { known } from '../assert';
import { type Call, moveCall } from '../call/call';
import { hangUpCall } from '../call/ending';
import { send } from '../command';
import type { Contact } from '../contact/contact';
import { moveContact } from '../contact/move-contact';
import { enterFlow } from '../ivr/interpreter';
import { beginStages, relax } from '../queue/relax';
import { requirementKey } from '../queue/requirement';
import { emit, setTimer, type Turn } from '../turn';
import { setWaitTimer } from '../waiting/closing';
import { type Attempt, moveAttempt } from './attempt';
import {
  attemptAt,
  configOf,
  connectDueAt,
  noteDropped,
  releaseReserved,
} from './attempt-progress';
import type { CampaignConfig } from './campaign-config';
import { count } from './counts';
import { noteOutcome } from './outcome-ledger';
import { observe } from './pacing';

/** The called party answered: a person who needs an agent now, unless it may be a machine. */
export function attemptAnswered(turn: Turn, call: Call): void {
  const found = attemptAt(turn.world, call.attempt?.attemptId);
  if (!found) return hangUpCall(turn, call, { reason: 'failure', cause: 'normal' });
  // Somebody hung it up while the answer was on its way: its end is told soon.
  if (call.phase !== 'dialing') return;
  const { attempt, campaign } = found;
  attempt.answeredAt = call.answeredAt ?? turn.at;
  count(campaign, 'answered', turn.at);
  turn.freshCampaigns.add(campaign);
  const config = configOf(turn.world, attempt);
  const dueAt = connectDueAt(turn.world, attempt);
  // Found answered after an outage: whoever listens now hears somebody who has waited already.
  if (!config?.machineDetection || turn.at >= dueAt) return awaitAgent(turn, call, attempt);
  moveAttempt(turn.world, attempt, 'listening');
  send(turn, call.switchId, { type: 'detect-machine', legId: call.legId });
}

/**
 * What listening for a machine came to; `unsure` counts as a person, who must not be lost. Whoever
 * was listened to beyond the connect limit gets an agent who is free now, or is dropped at once.
 */
export function noteMachine(turn: Turn, call: Call, result: 'human' | 'machine' | 'unsure'): void {
  const found = attemptAt(turn.world, call.attempt?.attemptId);
  if (found?.attempt.phase !== 'listening' || call.phase !== 'dialing') return;
  const { attempt, campaign } = found;
  if (result !== 'machine') return awaitAgent(turn, call, attempt);
  moveAttempt(turn.world, attempt, 'machine');
  observe(campaign.memory, { kind: 'machine', at: turn.at, line: attempt.attemptId });
  noteOutcome(campaign.ledger, turn.at, 'machinesDetected');
  call.settled = 'machine';
  releaseReserved(turn, attempt);
  turn.freshCampaigns.add(campaign);
  const flowId = configOf(turn.world, attempt)?.machineFlowId;
  if (flowId === undefined) return hangUpCall(turn, call, { reason: 'flow', cause: 'normal' });
  enterFlow(turn, call, `${flowId}@${turn.world.centreVersion}`);
}

/** A person is there: the contact stands in the campaign's queue until the connect limit. */
function awaitAgent(turn: Turn, call: Call, attempt: Attempt): void {
  const { world, at } = turn;
  const config = configOf(world, attempt);
  const queue = config && world.directory.queues.get(config.queueId);
  const campaign = known(world.campaigns.get(attempt.campaignId), attempt.campaignId);
  const contact = known(world.contacts.get(call.contactId), `contact ${call.contactId}`);
  moveAttempt(world, attempt, 'waiting');
  observe(campaign.memory, { kind: 'answered', at, line: attempt.attemptId });
  turn.freshCampaigns.add(campaign);
  const flow = world.flows.get(`${config?.dropFlowId}@${world.centreVersion}`);
  if (!config || !queue || !flow) {
    noteDropped(turn, contact);
    return hangUpCall(turn, call, { reason: 'failure', cause: 'normal' });
  }
  call.flowKey = `${flow.flowId}@${world.centreVersion}`;
  call.flowId = flow.flowId;
  call.queueId = queue.queueId;
  call.queuedAt ??= at;
  prepare(turn, contact, config, flow.start);
  leaveToChooser(turn, contact, attempt);
  moveCall(call, 'queued', at);
  moveContact(turn, contact, 'waiting');
  contact.waitEndsAt = connectDueAt(world, attempt);
  setWaitTimer(turn, contact);
  const { contactId, callId, queueId, priority } = contact;
  const requirement = requirementKey(contact.requirement);
  const waiting = world.index.waitingIn(queueId);
  const body = { contactId, callId, queueId, requirement, priority, waiting };
  emit(turn, { type: 'contact.queued', ...body }, call.clientId);
  relax(turn, contact);
}

/** Whatever keeps the queue from serving it leads to the drop action. */
function prepare(turn: Turn, contact: Contact, config: CampaignConfig, exit: string): void {
  contact.queueId = config.queueId;
  contact.asked = NOTHING;
  contact.priority = config.priority;
  contact.queuedAt = turn.at;
  contact.waitingSince = turn.at;
  contact.expired = false;
  contact.onTimeout = exit;
  contact.onFull = exit;
  beginStages(turn.world, contact);
}

const NOTHING: Contact['asked'] = [];

/**
 * Who chose the lead, or promised it the call, talks with it, however long others are idle. For
 * half of the time that is left: rather than be dropped, it is anybody's after that.
 */
function leaveToChooser(turn: Turn, contact: Contact, attempt: Attempt): void {
  const { lead, byAgent, reservedAgentId: agentId } = attempt;
  if (agentId === undefined || (!byAgent && lead.callback?.agentId !== agentId)) return;
  if (turn.world.agents.get(agentId)?.reservedFor !== attempt.attemptId) return;
  const leftMs = Math.max(0, connectDueAt(turn.world, attempt) - turn.at);
  const heldUntil = turn.at + Math.floor(leftMs / 2);
  contact.preferred = { agentId, why: 'own', heldUntil };
  setTimer(turn, { kind: 'sticky', contactId: contact.contactId }, heldUntil);
}
