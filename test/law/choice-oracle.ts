import type { Agent } from '../../src/core/agent/agent';
import type { Contact } from '../../src/core/contact/contact';
import type { AgentRule } from '../../src/core/queue/agent-rule';
import { drawOf } from '../../src/core/queue/draw';
import { opportunity, proficiency } from '../../src/core/queue/proficiency';
import type { World } from '../../src/core/world';
import type { WorkLog } from './work-log';

/** What is known of the past beside the world. */
export interface Past {
  /** What each agent did today, told from the facts alone. */
  readonly work: WorkLog;
  /** Whom each queue offered a contact last, before the offer that is judged. */
  readonly lastOffered: ReadonlyMap<string, string>;
}

/** Whether `other` should have been offered the contact rather than `chosen`, and by which rule. */
export function passedOver(
  world: World,
  contact: Contact,
  { chosen, other }: { chosen: Agent; other: Agent },
  past: Past,
): string | null {
  const queue = world.centre.queues.find((q) => q.queueId === contact.queueId);
  for (const rule of [...(queue?.chooseAgent ?? []), 'longest-idle'] as const) {
    const value = (agent: Agent): number => rankBy[rule]({ world, contact, agent, past });
    const [theirs, ours] = [value(other), value(chosen)];
    if (theirs < ours) return rule;
    if (theirs > ours) return null;
  }
  return other.agentId < chosen.agentId ? 'id' : null;
}

interface Asked {
  readonly world: World;
  readonly contact: Contact;
  readonly agent: Agent;
  readonly past: Past;
}

/** The smallest comes first. Told in another way than the core does, where there is another. */
const rankBy: Readonly<Record<AgentRule, (asked: Asked) => number>> = {
  'longest-idle': ({ agent }) => agent.idleSince,
  'most-proficient': ({ agent, contact }) => -proficiency(agent.config, contact),
  'least-proficient': ({ agent, contact }) => opportunity(agent.config, contact),
  'least-occupied': ({ agent, past }) => past.work.occupancy(agent.agentId),
  'fewest-calls': ({ agent, past }) => past.work.calls(agent.agentId),
  'round-robin': ({ world, agent, contact, past }) => {
    const last = past.lastOffered.get(contact.queueId) ?? '';
    const ids = world.centre.agents.map(({ agentId }) => agentId).sort();
    const round = [...ids.filter((id) => id > last), ...ids.filter((id) => id <= last)];
    return round.indexOf(agent.agentId);
  },
  'weighted-random': ({ world, agent, contact }) =>
    drawOf(
      `${world.nonce} ${contact.contactId} ${agent.agentId}`,
      proficiency(agent.config, contact),
    ),
  'top-down': ({ world, agent }) =>
    world.centre.agents.findIndex(({ agentId }) => agentId === agent.agentId),
  sticky: ({ contact, agent }) => (contact.preferred?.agentId === agent.agentId ? 0 : 1),
  'best-rated': ({ world, agent }) => {
    const { count, sum } = agent.ratings ?? { count: 0, sum: 0 };
    const mean = world.ratings.count > 0 ? world.ratings.sum / world.ratings.count : 3;
    return -((sum + 10 * mean) / (count + 10));
  },
};
