import type { AgentConfig, QueueConfig } from '../../src/core/centre';
import type { Contact } from '../../src/core/contact/contact';
import type { World } from '../../src/core/world';
import { hasItsLine, isFree, mayDo, skillsNow } from './pair-oracle';

function belongs(world: World, agent: AgentConfig, queue: QueueConfig): boolean {
  const provider = world.centre.providers.find((p) => p.providerId === agent.providerId);
  return (
    (provider?.clientIds.includes(queue.clientId) ?? false) &&
    (agent.queues?.[queue.queueId] ?? 10) > 0 &&
    (queue.providerIds ?? [agent.providerId]).includes(agent.providerId) &&
    mayDo(skillsNow(world, agent), queue.requirement)
  );
}

/** Idle agents of a queue whose phones could ring now. */
export const readyIn = (world: World, queue: QueueConfig): string[] =>
  world.centre.agents
    .filter((config) => isReady(world, config) && belongs(world, config, queue))
    .map(({ agentId }) => agentId);

function isReady(world: World, { agentId, phone }: AgentConfig): boolean {
  const { switchId, device, trunk = device, line } = phone;
  const agent = world.agents.get(agentId);
  const home = world.switches.get(switchId);
  if (!agent || !isFree(world, agent)) return false;
  if (home?.state !== 'up' || home.unreachable.has(trunk)) return false;
  return hasItsLine(world, agentId, line === 'nailed-up', device);
}

/**
 * The queue that keeps this agent from a contact, if there is one; whether the agent is free is not
 * asked. `besides`: so many others were free a moment ago, when the agent was.
 */
export function reservedFor(
  world: World,
  agentId: string,
  contact: Contact,
  besides = 0,
): string | null {
  const { queues, agents } = world.centre;
  const config = agents.find((a) => a.agentId === agentId);
  const own = queues.findIndex((q) => q.queueId === contact.queueId);
  const found = queues.find((queue, place) => {
    const { reserve = 0 } = queue;
    const yields = (queues[own]?.reserve ?? 0) > 0 && own < place;
    if (!config || reserve === 0 || place === own || yields) return false;
    if (!belongs(world, config, queue)) return false;
    const others = readyIn(world, queue).filter((id) => id !== agentId).length;
    return others + besides + 1 <= reserve;
  });
  return found?.queueId ?? null;
}
