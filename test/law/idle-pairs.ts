import type { World } from '../../src/core/world';
import { isFree, isKept, mayServe } from './pair-oracle';
import { reservedFor } from './reserve-oracle';

/** Law 3, one way: after a step nobody waits whom somebody who is free could serve. */
export function idlePairs(world: World): string[] {
  const waiting = [...world.contacts.values()].filter((c) => c.phase === 'waiting');
  if (waiting.length === 0) return [];
  return [...world.agents.values()]
    .filter((agent) => isFree(world, agent))
    .flatMap(({ agentId }) =>
      waiting
        .filter((contact) => mayServe(world, agentId, contact))
        .filter((contact) => !isKept(world, agentId, contact))
        .filter((contact) => reservedFor(world, agentId, contact) === null)
        .map(({ contactId }) => `${contactId} waits and ${agentId} could take it`),
    );
}
