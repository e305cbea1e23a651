import type { Agent } from '../agent/agent';
import type { Contact } from '../contact/contact';
import type { Turn } from '../turn';
import type { World } from '../world';

/** Looks on while a step decides, for `leitstand why`. It must change nothing of what it sees. */
export interface RoutingWatch {
  /** All that the input brought is in the world; no pair is formed yet. */
  beforeRouting(turn: Turn): void;
  /** This pair is about to be formed: both are still free. */
  beforeOffer(world: World, contact: Contact, agent: Agent): void;
}
