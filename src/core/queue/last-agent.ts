import { type Call, customerNumber } from '../call/call';
import type { QueueConfig } from '../centre';
import type { Contact, Preference } from '../contact/contact';
import type { QueueNode } from '../ivr/flow';
import { expand } from '../ivr/variables';
import { setTimer, type Turn } from '../turn';
import type { World } from '../world';

/** Who talked with a caller last, and since when that conversation. */
export interface LastAgent {
  readonly agentId: string;
  readonly at: number;
}

/** Callers whose last agent is known; past it the one is forgotten who called longest ago. */
const CALLERS_MAX = 50_000;
/** How often all callers are gone through for those beyond the memory of their queues. */
const SWEEP_MS = 3_600_000;

/**
 * A caller's number is personal data: it is kept for clients with a sticky queue only, for as long
 * as their queues remember (the sweep comes up to an hour later, with the next conversation), and
 * stands in no fact. Callers without a number are nobody.
 */
export function rememberAgent(turn: Turn, call: Call, agentId: string): void {
  const { clientId } = call;
  const number = customerNumber(call);
  const { lastAgents, directory } = turn.world;
  if (directory.rememberMs(clientId) === 0 || !/\d/.test(number)) return;
  const key = keyOf(clientId, number);
  lastAgents.delete(key);
  lastAgents.set(key, { agentId, at: turn.at });
  for (const oldest of lastAgents.keys()) {
    if (lastAgents.size <= CALLERS_MAX) break;
    lastAgents.delete(oldest);
  }
  if (turn.at - turn.world.callersSweptAt >= SWEEP_MS) forgetCallers(turn.world);
}

/** Whom the last agent has sent on is not kept for that agent. */
export function forgetAgent(turn: Turn, call: Call): void {
  turn.world.lastAgents.delete(keyOf(call.clientId, customerNumber(call)));
}

/**
 * Forgets callers beyond the memory of their client's queues, and those of clients that have no
 * sticky queue any more. Clients remember for different times, so the old stand among the young.
 */
export function forgetCallers(world: World): void {
  world.callersSweptAt = world.at;
  for (const [key, { at }] of world.lastAgents) {
    const rememberMs = world.directory.rememberMs(clientIdOf(key));
    if (rememberMs === 0 || world.at - at > rememberMs) world.lastAgents.delete(key);
  }
}

/** An id of a client has no space in it. */
const keyOf = (clientId: string, ani: string): string => `${clientId} ${ani}`;
const clientIdOf = (key: string): string => key.slice(0, key.indexOf(' '));

interface Entry {
  readonly contact: Contact;
  readonly queue: QueueConfig;
  readonly node: QueueNode;
}

/** Before a contact waits: whom it should rather go to, and for how long to nobody else. */
export function preferAgent(turn: Turn, call: Call, { contact, queue, node }: Entry): void {
  const { sticky } = queue;
  const preferred = sticky && preferenceOf(turn, call, { node, rememberMs: sticky.rememberMs });
  if (!preferred) return;
  contact.preferred = preferred;
  if (sticky.holdMs === 0) return;
  preferred.heldUntil = turn.at + sticky.holdMs;
  setTimer(turn, { kind: 'sticky', contactId: contact.contactId }, preferred.heldUntil);
}

interface Wish {
  readonly node: QueueNode;
  readonly rememberMs: number;
}

/** The agent whom the flow named, if there is one of that name; else the last one. */
function preferenceOf(turn: Turn, call: Call, { node, rememberMs }: Wish): Preference | null {
  const { agents, lastAgents } = turn.world;
  const own = agents.get(expand(node.ownAgent ?? '', call.variables));
  if (own) return { agentId: own.agentId, why: 'own' };
  const last = lastAgents.get(keyOf(call.clientId, customerNumber(call)));
  if (!last || turn.at - last.at > rememberMs || !agents.has(last.agentId)) return null;
  return { agentId: last.agentId, why: 'last' };
}

/** The time for the preferred agent is over: from now on everybody may take it. */
export function endStickyHold(turn: Turn, contactId: string): void {
  const contact = turn.world.contacts.get(contactId);
  if (contact?.preferred?.heldUntil === undefined) return;
  delete contact.preferred.heldUntil;
  turn.world.index.refreshContact(contact);
  turn.freshContacts.add(contact);
}
