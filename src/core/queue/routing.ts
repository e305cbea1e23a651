import { type Agent, compareIdle } from '../agent/agent';
import { type Contact, comparePlaces } from '../contact/contact';
import type { Turn } from '../turn';
import type { World } from '../world';
import { compareUrgency, contactScoreMs, fallsIn, inTurn } from './call-order';
import { offerToChosen } from './choose-agent';
import { unmet } from './requirement';
import { releasedBy } from './reserve';
import { IS_OF_CONTACT, whyNot } from './why-not';

/**
 * Forms every pair that this step made possible: law 3 says that afterwards no waiting contact
 * and no idle agent are left who could be joined. Agents who became free come first, so that no
 * new contact overtakes one that waits; whom a contact gets is its own choice all the same. An
 * offer that is made opens no new pair, so one pass over what is fresh, and over what those who
 * are fresh released, is enough.
 */
export function route(turn: Turn): void {
  refreshHeld(turn);
  if (turn.freshAgents.size > 0) {
    const agents = new Set([...turn.freshAgents, ...releasedBy(turn.world, turn.freshAgents)]);
    serve(turn, [...agents].sort(compareIdle));
  }
  if (turn.freshContacts.size === 0) return;
  for (const contact of inTurn(turn.world, turn.freshContacts)) {
    if (contact.phase === 'waiting') offerToChosen(turn, contact);
  }
}

/** Whatever changed about an agent may be the end of a hold: others may take the contact now. */
function refreshHeld({ world, freshAgents, freshContacts }: Turn): void {
  for (const { agentId } of freshAgents) {
    for (const contact of world.index.held.for(agentId)) freshContacts.add(contact);
  }
}

/** An agent, and whom that agent would take. */
interface Free {
  readonly agent: Agent;
  contact: Contact | null;
}

/**
 * Serves whom these agents can serve until none is left for them, the first of all contacts first:
 * where several became free at once, one of them may be chosen for another one's contact.
 */
function serve(turn: Turn, agents: readonly Agent[]): void {
  const byScore = compareUrgency(turn.world, turn.at);
  let free = agents.map((agent): Free => ({ agent, contact: null }));
  for (;;) {
    let first: Contact | null = null;
    for (const one of free) {
      // An offer takes a contact and its agents away, and may leave others to a reserve.
      if (!one.contact || whyNot(turn.world, one.agent, one.contact)) {
        one.contact = contactFor(turn.world, one.agent);
      }
      if (one.contact && (!first || byScore(one.contact, first) < 0)) first = one.contact;
    }
    if (!first) return;
    for (const { contact } of free) {
      const isAhead = contact && turn.world.index.shareLine(contact, first);
      if (isAhead && comparePlaces(contact, first) < 0) first = contact;
    }
    if (offerToChosen(turn, first).length === 0) return;
    free = free.filter(({ contact }) => contact !== null);
  }
}

/** The contact to serve first among all lines that this agent may serve: the highest score. */
export function contactFor(world: World, agent: Agent): Contact | null {
  if (agent.status !== 'available' || agent.state !== 'idle') return null;
  let best: Contact | null = null;
  let bestMs = Number.NEGATIVE_INFINITY;
  for (const line of world.index.linesFor(agent)) {
    if (line.providerIds?.includes(agent.config.providerId) === false) continue;
    if (unmet(agent.config.skills, line.requirement)) continue;
    for (const contact of line.contacts) {
      const scoreMs = contactScoreMs(world, contact, world.at);
      const isLater = best !== null && (bestMs - scoreMs || comparePlaces(contact, best)) > 0;
      // Where the curve falls, one behind a contact that is kept for somebody may count for more.
      if (isLater && !fallsIn(world, contact)) break;
      const clause = whyNot(world, agent, contact)?.clause;
      if (!clause && !isLater) [best, bestMs] = [contact, scoreMs];
      // Whatever else forbids this one forbids the whole line.
      if (!clause || !IS_OF_CONTACT[clause]) break;
    }
  }
  return best;
}

/** Asks anew about contacts that were left to agents: some of those cannot be reached any more. */
export function refreshAllHeld(turn: Turn): void {
  for (const contact of turn.world.index.held.all()) turn.freshContacts.add(contact);
}

/** Asks anew about everybody and every line: after a switch came back, or with a new centre. */
export function refreshAll(turn: Turn): void {
  for (const contact of turn.world.contacts.values()) {
    if (contact.phase === 'waiting') turn.freshContacts.add(contact);
  }
  for (const agent of turn.world.agents.values()) {
    if (agent.line || agent.config.phone.line) turn.freshAgents.add(agent);
  }
}
