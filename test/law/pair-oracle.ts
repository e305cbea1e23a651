import type { Agent } from '../../src/core/agent/agent';
import type { Contact } from '../../src/core/contact/contact';
import type { Requirement, SkillRequirement } from '../../src/core/queue/requirement';
import type { World } from '../../src/core/world';

/** Every way to meet a requirement, each a list of bounds: the alternatives multiplied out. */
function waysToMeet(requirement: Requirement): readonly (readonly SkillRequirement[])[] {
  return requirement.reduce<readonly (readonly SkillRequirement[])[]>(
    (ways, term) => {
      const more = 'skill' in term ? [[term]] : term.anyOf.flatMap(waysToMeet);
      return ways.flatMap((way) => more.map((rest) => [...way, ...rest]));
    },
    [[]],
  );
}

/** Whether these skills meet a requirement, told in another way than the core does. */
export function mayDo(skills: Readonly<Record<string, number>>, requirement: Requirement): boolean {
  const isTooLow = (b: SkillRequirement) => b.levelMin && !(Number(skills[b.skill]) >= b.levelMin);
  const isTooHigh = (b: SkillRequirement) =>
    b.levelMax !== undefined && (b.skill in skills ? Number(skills[b.skill]) : 0) > b.levelMax;
  return waysToMeet(requirement).some((way) => !way.some((b) => isTooLow(b) || isTooHigh(b)));
}

/**
 * Whether this agent may work for this contact and can be reached for it, told a second time from
 * the centre and plain fields: a mistake in `whyNot`, its index or its look-ups is not in here.
 * Says nothing of whether the agent is free.
 */
export function mayServe(world: World, agentId: string, contact: Contact): boolean {
  const { centre } = world;
  const agent = centre.agents.find((a) => a.agentId === agentId);
  const queue = centre.queues.find((q) => q.queueId === contact.queueId);
  const call = world.calls.get(contact.callId);
  if (!agent || !queue || !call) return false;
  const provider = centre.providers.find((p) => p.providerId === agent.providerId);
  if (!provider?.clientIds.includes(call.clientId)) return false;
  if (Object.entries(agent.queues ?? {}).some(([id, at]) => id === queue.queueId && at < 1)) {
    return false;
  }
  if (!mayDo(agent.skills, [...queue.requirement, ...contact.asked])) return false;
  const { switchId, device } = agent.phone;
  const place = world.switches.get(switchId);
  if (place?.state !== 'up' || place.unreachable.has(device)) return false;
  if (call.switchId === switchId) return true;
  const near = world.switches.get(call.switchId);
  const line = centre.tieLines?.find(
    ({ fromSwitchId, toSwitchId }) => fromSwitchId === call.switchId && toSwitchId === switchId,
  );
  return near?.state === 'up' && line !== undefined && !near.unreachable.has(line.trunk);
}

/** Nothing to do, wanting work, and not spared for a moment after a failure of the switch. */
export const isFree = (world: World, agent: Agent): boolean =>
  agent.status === 'available' &&
  agent.state === 'idle' &&
  !agent.assignment &&
  !world.timers.has(`held-back:${agent.agentId}`);

/** Law 3, one way: after a step nobody waits whom somebody who is free could serve. */
export function idlePairs(world: World): string[] {
  const waiting = [...world.contacts.values()].filter((c) => c.phase === 'waiting');
  if (waiting.length === 0) return [];
  return [...world.agents.values()]
    .filter((agent) => isFree(world, agent))
    .flatMap(({ agentId }) =>
      waiting
        .filter((contact) => mayServe(world, agentId, contact))
        .map(({ contactId }) => `${contactId} waits and ${agentId} could take it`),
    );
}
