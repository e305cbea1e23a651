import type { Agent } from '../agent/agent';
import { unreachable } from '../agent/reach';
import type { Call } from '../call/call';
import type { GuestRole } from '../call/guest';
import type { World } from '../world';
import { agentBusy, type Clause, keptForLine, type WhyNot } from './why-not';

/** What is asked only of who serves a contact of a queue. */
type ForServing =
  | 'contact-not-waiting'
  | 'not-for-queue'
  | 'provider'
  | 'requirement'
  | 'sticky-hold';

/** Every reason for which an agent cannot become a further party of a call. A closed list. */
export type JoinClause = Exclude<Clause, ForServing> | 'supervision';

export interface WhyNotJoin extends Omit<WhyNot, 'clause'> {
  readonly clause: JoinClause;
}

/**
 * Why this agent cannot be rung for this call now, by name and beside the queue: the first clause
 * that forbids it, or null. What the contact asks of an agent is not asked: a colleague is meant
 * as the person. A supervisor may be on break, and needs no contract but that of `supervises`.
 * Total and without side effects.
 */
export function whyNotJoin(
  world: World,
  agent: Agent,
  call: Call,
  role: GuestRole,
): WhyNotJoin | null {
  const busy = whyBusy(world, agent, role) ?? whyNotEntitled(world, agent, call, role);
  return busy ?? (unreachable(world, agent, call) as WhyNotJoin | null);
}

function whyBusy(world: World, agent: Agent, role: GuestRole): WhyNotJoin | null {
  const wanted = role === 'supervisor' ? { ...agent, status: 'available' as const } : agent;
  const kept = role === 'supervisor' ? null : keptForLine(agent, {});
  return (agentBusy(world, wanted) ?? kept) as WhyNotJoin | null;
}

function whyNotEntitled(
  { directory }: World,
  { config }: Agent,
  call: Call,
  role: GuestRole,
): WhyNotJoin | null {
  if (role !== 'supervisor') {
    const campaign = directory.campaigns.get(call.attempt?.campaignId ?? '');
    const isNamed = campaign?.providerIds?.includes(config.providerId) ?? true;
    if (isNamed && directory.mayServe(config.providerId, call.clientId)) return null;
    return { clause: 'entitlement', detail: `${config.providerId} for ${call.clientId}` };
  }
  const { providerIds, clientIds } = config.supervises ?? { providerIds: [], clientIds: [] };
  const providerId = directory.agents.get(call.agentId ?? '')?.providerId;
  const isOverAgent = providerId !== undefined && providerIds.includes(providerId);
  if (isOverAgent || clientIds.includes(call.clientId)) return null;
  return { clause: 'supervision', detail: `${config.agentId} for ${call.clientId}` };
}
