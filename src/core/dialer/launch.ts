import { keepFor } from '../agent/keeping';
import { newCallState } from '../call/call';
import { newLeg } from '../call/leg-commands';
import { send } from '../command';
import { BLANK_CONTACT } from '../contact/contact';
import { mintId } from '../ids';
import { emit, type Turn } from '../turn';
import type { Attempt } from './attempt';
import { isByAgents } from './campaign';
import { count } from './counts';
import type { TakenLead, Work } from './dial';
import { noteOutcome } from './outcome-ledger';
import { observe } from './pacing';
import { noteRecent } from './recent-attempt';

/** Calls a lead: attempt, contact, call and leg begin together, and the switch is asked once. */
export function launch(turn: Turn, work: Work, taken: TakenLead): void {
  const { campaign, config } = work;
  const { agent } = taken;
  const attempt = newAttempt(turn, work, taken);
  if (agent) {
    attempt.reservedAgentId = agent.agentId;
    keepFor(turn.world, agent, attempt.attemptId);
  }
  const { attemptId, callId, lead, batch, number } = attempt;
  const { campaignId, clientId, switchId, trunk, callerNumber, ringTimeoutMs } = config;
  turn.world.attempts.set(attemptId, attempt);
  noteRecent(turn, attempt);
  turn.world.openLines.refresh(attempt);
  campaign.attemptIds.push(attemptId);
  campaign.launches.push(turn.at);
  while ((campaign.launches[0] ?? turn.at) <= turn.at - 1_000) campaign.launches.shift();
  // Calls that agents choose must not make room for drops.
  if (!attempt.byAgent) noteOutcome(campaign.ledger, turn.at, 'attempts');
  observe(campaign.memory, { kind: 'launched', at: turn.at, line: attemptId, listId: lead.listId });
  count(campaign, 'launched', turn.at);
  const { leadId, listId } = lead;
  const whose = { attemptId, campaignId, leadId, listId, batch, callId, number };
  const reserved = agent && { reservedAgentId: agent.agentId };
  emit(turn, { type: 'attempt.launched', ...whose, ...reserved }, clientId);
  const { legId, contactId } = begin(turn, work, attempt);
  const shown = { ani: callerNumber, dnis: number };
  emit(turn, { type: 'call.dialed', callId, contactId, legId, switchId, ...shown }, clientId);
  send(turn, switchId, {
    type: 'originate',
    legId,
    to: { kind: 'number', number, trunk },
    callerNumber,
    ringTimeoutMs,
  });
}

function newAttempt(
  { world, at }: Turn,
  { campaign }: Work,
  { lead: { lead, batch }, attemptId }: TakenLead,
): Attempt {
  const { campaignId, clientId } = campaign;
  return {
    attemptId: attemptId ?? mintId(world, 'attempt'),
    campaignId,
    clientId,
    lead,
    batch,
    number: lead.numbers[lead.nextNumber]?.number ?? '',
    callId: mintId(world, 'call'),
    phase: 'dialing',
    launchedAt: at,
    ...(isByAgents(campaign) && { byAgent: true }),
  };
}

function begin(turn: Turn, { config }: Work, { attemptId, callId, number, lead }: Attempt) {
  const { world, at } = turn;
  const { clientId, switchId, callerNumber, language } = config;
  const contactId = mintId(world, 'contact');
  const legId = mintId(world, 'leg');
  const contact = { ...BLANK_CONTACT, contactId, clientId, callId, switchId, attemptId };
  world.contacts.set(contactId, contact);
  const call = newCallState({
    callId,
    contactId,
    clientId,
    switchId,
    legId,
    direction: 'outbound',
    ani: callerNumber,
    dnis: number,
    language,
    phase: 'dialing',
    at,
    offeredAt: at,
  });
  const { campaignId, leadId, listId } = { ...config, ...lead };
  call.attempt = { attemptId, campaignId, listId, leadId };
  call.variables = { ...lead.fields };
  world.calls.set(callId, call);
  const owner = { kind: 'customer', callId } as const;
  newLeg(turn, { legId, switchId, owner, clientId, phase: 'dialing' });
  return { contactId, legId };
}
