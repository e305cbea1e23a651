import type { Agent } from '../agent/agent';
import { isReady } from '../agent/reach';
import type { QueueConfig } from '../centre';
import type { World } from '../world';

/**
 * A queue's reserve keeps so many idle agents for its own contacts: while no more than those are
 * left, others have the clause `reserve`. Two reserves that want the same agent must not keep it
 * from both: the queue that stands first in the centre file may take from those after it.
 */
export function reservingQueue(world: World, agent: Agent, queueId: string): QueueConfig | null {
  if (!world.directory.hasReserves) return null;
  return (
    world.directory
      .reservesOf(agent.config)
      .find(
        (queue) =>
          world.directory.isKeptFrom(queue.queueId, queueId) && isScarce(world, queue, () => true),
      ) ?? null
  );
}

/** Whether of the queue's idle agents who count no more are left than it keeps for itself. */
function isScarce(world: World, queue: QueueConfig, counts: (agent: Agent) => boolean): boolean {
  const { reserve = 0, queueId } = queue;
  let left = 0;
  for (const agent of world.index.idleInReserve(queueId)) {
    if (!isReady(world, agent) || !counts(agent)) continue;
    left += 1;
    if (left > reserve) return false;
  }
  return true;
}

/**
 * Idle agents of reserves that were too small before these agents came and are large enough now:
 * what was kept from others may be theirs. Everything else that makes a reserve larger asks anew
 * about all contacts; offers only make it smaller, and so form no new pair.
 */
export function releasedBy(world: World, fresh: ReadonlySet<Agent>): Set<Agent> {
  const released = new Set<Agent>();
  if (!world.directory.hasReserves) return released;
  const queues = new Set([...fresh].flatMap(({ config }) => world.directory.reservesOf(config)));
  for (const queue of queues) {
    const isOpen = !isScarce(world, queue, () => true);
    if (!isOpen || !isScarce(world, queue, (agent) => !fresh.has(agent))) continue;
    for (const agent of world.index.idleInReserve(queue.queueId)) released.add(agent);
  }
  return released;
}

/** An agent with nothing to do, and the queues that may need that agent. */
export interface IdleAgent {
  readonly agentId: string;
  readonly queueIds: readonly string[];
}

/**
 * Inbound first, dialing gets what is left: whom a dialer may take so that each queue keeps as many
 * idle agents as it needs. `needs`: by queue, its reserve and the contacts that wait in it. One
 * agent counts for each queue that he or she may serve. Who serves fewest queues goes first, so
 * that no queue gives up an agent whom another could have spared; never more than there are to
 * spare, at times fewer, since the most that could be taken is not worth the search (set packing).
 * Of equals the first in `idle` goes first, and the answer has the order of `idle`.
 */
export function leftForDialing(
  idle: readonly IdleAgent[],
  needs: ReadonlyMap<string, number>,
): readonly string[] {
  const spare = new Map([...needs].map(([queueId, need]) => [queueId, -need]));
  const bound = idle.map(({ agentId, queueIds }) => ({
    agentId,
    queueIds: queueIds.filter((queueId) => needs.has(queueId)),
  }));
  for (const queueId of bound.flatMap(({ queueIds }) => queueIds)) {
    spare.set(queueId, (spare.get(queueId) ?? 0) + 1);
  }
  const taken = new Set<string>();
  const fewestFirst = [...bound].sort((a, b) => a.queueIds.length - b.queueIds.length);
  for (const { agentId, queueIds } of fewestFirst) {
    if (queueIds.some((queueId) => (spare.get(queueId) ?? 0) < 1)) continue;
    for (const queueId of queueIds) spare.set(queueId, (spare.get(queueId) ?? 0) - 1);
    taken.add(agentId);
  }
  return idle.map(({ agentId }) => agentId).filter((agentId) => taken.has(agentId));
}

/** The same of the world as it is: who could be dialed for now, longest idle first. */
export function idleForDialing(world: World): readonly string[] {
  const needs = needsOf(world);
  const idle = [...world.index.idleFor([])].filter((agent) => isReady(world, agent));
  const queues = world.centre.queues.filter(({ queueId }) => needs.has(queueId));
  return leftForDialing(
    idle.map(({ agentId, config }) => ({
      agentId,
      queueIds: queues
        .filter((queue) => world.directory.belongsTo(config, queue))
        .map(({ queueId }) => queueId),
    })),
    needs,
  );
}

function needsOf({ centre, contacts }: World): Map<string, number> {
  const needs = new Map<string, number>();
  for (const { queueId, reserve = 0 } of centre.queues)
    if (reserve > 0) needs.set(queueId, reserve);
  for (const { queueId, phase } of contacts.values()) {
    if (phase === 'waiting') needs.set(queueId, (needs.get(queueId) ?? 0) + 1);
  }
  return needs;
}
