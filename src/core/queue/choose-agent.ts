import type { Agent } from '../agent/agent';
import type { Contact } from '../contact/contact';
import type { Turn } from '../turn';
import type { World } from '../world';
import { chainFor, compareScored, isByIdling, scored } from './agent-choice';
import { makeOffers } from './offer';
import { unmet } from './requirement';
import { whyNot } from './why-not';

/**
 * Offers a waiting contact to whom its queue chooses, one or several at once, and returns whose
 * phones ring: none, where nobody may.
 */
export function offerToChosen(turn: Turn, contact: Contact): readonly Agent[] {
  const { world } = turn;
  const { ringMax = 1 } = world.directory.queues.get(contact.queueId) ?? {};
  // Who rings leaves others to a reserve: with several, those who come after them are asked too.
  const isAll = ringMax > 1 && world.directory.hasReserves;
  const chosen = agentsFor(world, contact, isAll ? world.agents.size : ringMax);
  if (chosen.length === 0) return chosen;
  const rung = makeOffers(turn, contact, chosen, ringMax);
  world.cursors.set(contact.queueId, rung.at(-1)?.agentId ?? '');
  return rung;
}

/** Those whom the contact's queue takes first among all whom nothing forbids, at most so many. */
function agentsFor(world: World, contact: Contact, count: number): readonly Agent[] {
  const chain = chainFor(world, contact);
  const eligible = eligibleFor(world, contact);
  if (isByIdling(chain)) return firstOf(eligible, count);
  if (chain[0] === 'sticky' && count === 1) {
    const preferred = world.agents.get(contact.preferred?.agentId ?? '');
    if (preferred && !whyNot(world, preferred, contact)) return [preferred];
    if (chain.length === 1) return firstOf(eligible, 1);
  }
  const compare = compareScored(chain);
  const candidates = [...eligible].map((agent) => scored(world, contact, agent));
  return candidates
    .sort(compare)
    .slice(0, count)
    .map(({ agent }) => agent);
}

/** Whom nothing forbids, longest idle first. */
function* eligibleFor(world: World, contact: Contact): Generator<Agent> {
  for (const agent of world.index.idleFor(contact.requirement)) {
    if (contact.providerIds?.includes(agent.config.providerId) === false) continue;
    if (unmet(agent.config.skills, contact.requirement)) continue;
    if (!whyNot(world, agent, contact)) yield agent;
  }
}

function firstOf(agents: Iterable<Agent>, count: number): readonly Agent[] {
  const first: Agent[] = [];
  for (const agent of agents) {
    first.push(agent);
    if (first.length >= count) break;
  }
  return first;
}
