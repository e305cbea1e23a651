import { type Agent, compareIdle } from '../agent/agent';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { unmet } from './requirement';
import { type Clause, whyNot } from './why-not';

/** How one agent stood towards a contact at one instant. */
export interface AgentStanding {
  readonly agentId: string;
  readonly providerId: string;
  /** What `whyNot` said beside its clause: the reason of a break, the skill that lacks. */
  readonly detail?: string;
  /** When the clause would end by itself (ms, UTC). */
  readonly expiresAt?: number;
  /** Of an eligible agent: how long it had been idle. */
  readonly idleMs?: number;
}

/** All agents for whom `whyNot` said the same. */
export interface CensusGroup {
  /** null: eligible. */
  readonly clause: Clause | null;
  readonly count: number;
  /** How many of them are entitled and skilled: who could serve, were it not for the clause. */
  readonly fitting: number;
  /** The first of them; eligible ones in the order in which routing takes them. */
  readonly agents: readonly AgentStanding[];
}

export interface CensusBounds {
  /** How many agents a group lists. */
  readonly agentsMax: number;
  /** Agents of this provider are listed first where no order of routing says otherwise. */
  readonly firstProviderId?: string;
}

interface Standing {
  readonly agent: Agent;
  readonly isFit: boolean;
  readonly detail?: string;
  readonly expiresAt?: number;
}

/** The order in which groups are told: who could soonest, first. */
const RANK: Readonly<Record<Clause, number>> = {
  'contact-not-waiting': 1,
  'contact-switch-down': 2,
  'held-back': 3,
  state: 4,
  status: 5,
  'phone-unreachable': 6,
  'tie-line-unreachable': 7,
  'agent-switch-down': 8,
  'other-switch': 9,
  requirement: 10,
  entitlement: 11,
};

/** Asks `whyNot` about every agent of the centre. Changes nothing; as long as the centre is big. */
export function takeCensus(world: World, contact: Contact, bounds: CensusBounds): CensusGroup[] {
  const groups = new Map<Clause | null, Standing[]>();
  for (const agent of world.agents.values()) {
    const found = whyNot(world, agent, contact);
    const { clause = null, ...rest } = found ?? {};
    const standing = { agent, isFit: isFit(world, agent, contact), ...rest };
    const group = groups.get(clause);
    if (group) group.push(standing);
    else groups.set(clause, [standing]);
  }
  return [...groups]
    .sort(([a], [b]) => (a === null ? 0 : RANK[a]) - (b === null ? 0 : RANK[b]))
    .map(([clause, standings]) => groupOf(world, clause, standings, bounds));
}

const isFit = (world: World, { config }: Agent, contact: Contact): boolean =>
  world.directory.mayServe(config.providerId, contact.clientId) &&
  unmet(config.skills, contact.requirement) === null;

function groupOf(
  world: World,
  clause: Clause | null,
  standings: Standing[],
  { agentsMax, firstProviderId }: CensusBounds,
): CensusGroup {
  const isFirst = ({ agent }: Standing) => +(agent.config.providerId === firstProviderId);
  const order = (a: Standing, b: Standing): number =>
    clause === null
      ? compareIdle(a.agent, b.agent)
      : +b.isFit - +a.isFit ||
        isFirst(b) - isFirst(a) ||
        (a.agent.agentId < b.agent.agentId ? -1 : 1);
  return {
    clause,
    count: standings.length,
    fitting: standings.filter((standing) => standing.isFit).length,
    agents: standings
      .sort(order)
      .slice(0, agentsMax)
      .map(({ agent, detail, expiresAt }) => ({
        agentId: agent.agentId,
        providerId: agent.config.providerId,
        ...(detail !== undefined && { detail }),
        ...(expiresAt !== undefined && { expiresAt }),
        ...(clause === null && { idleMs: world.at - agent.idleSince }),
      })),
  };
}
