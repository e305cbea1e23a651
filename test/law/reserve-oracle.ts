import type { AgentConfig, QueueConfig } from '../../src/core/centre';
import type { Contact } from '../../src/core/contact/contact';
import type { World } from '../../src/core/world';
import { hasItsLine, isFree, mayDo } from './pair-oracle';

function belongs(world: World, agent: AgentConfig, queue: QueueConfig): boolean {
  const provider = world.centre.providers.find((p) => p.providerId === agent.providerId);
  return (
    (provider?.clientIds.includes(queue.clientId) ?? false) &&
    (agent.queues?.[queue.queueId] ?? 10) > 0 &&
    (queue.providerIds ?? [agent.providerId]).includes(agent.providerId) &&
    mayDo(agent.skills, queue.requirement)
  );
}

/** Idle agents of a queue whose phones could ring now, this one left out. */
function othersReady(world: World, agentId: string, queue: QueueConfig): number {
  return world.centre.agents.filter((config) => {
    const agent = world.agents.get(config.agentId);
    const { switchId, device, trunk = device, line } = config.phone;
    const home = world.switches.get(switchId);
    const isThere = home?.state === 'up' && !home.unreachable.has(trunk);
    if (!agent || config.agentId === agentId || !isThere) return false;
    if (!hasItsLine(world, config.agentId, line === 'nailed-up', device)) return false;
    return isFree(world, agent) && belongs(world, config, queue);
  }).length;
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
    return othersReady(world, agentId, queue) + besides + 1 <= reserve;
  });
  return found?.queueId ?? null;
}
