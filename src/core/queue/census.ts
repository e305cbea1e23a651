import type { Agent } from '../agent/agent';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import { chainFor, compareScored, type Scored, scored } from './agent-choice';
import type { AgentRule } from './agent-rule';
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
  /** … and by what its queue compared it, the first rule first. */
  readonly scores?: readonly Score[];
}

/** What a rule of choosing saw in an agent; its table tells what the figure is. */
export interface Score {
  readonly rule: AgentRule;
  readonly figure: number;
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
  readonly scored?: Scored;
  readonly isFit: boolean;
  readonly detail?: string;
  readonly expiresAt?: number;
}

/** The order in which groups are told: who could soonest, first. */
const RANK: Readonly<Record<Clause, number>> = {
  'contact-not-waiting': 1,
  'contact-switch-down': 2,
  'held-back': 3,
  'sticky-hold': 4,
  reserve: 5,
  'reserved-for-dialer': 5,
  state: 6,
  status: 7,
  'phone-unreachable': 8,
  'line-down': 8,
  'tie-line-unreachable': 9,
  'agent-switch-down': 10,
  'other-switch': 11,
  requirement: 12,
  'not-for-queue': 13,
  provider: 14,
  entitlement: 15,
};

/** Asks `whyNot` about every agent of the centre. Changes nothing; as long as the centre is big. */
export function takeCensus(world: World, contact: Contact, bounds: CensusBounds): CensusGroup[] {
  const groups = new Map<Clause | null, Standing[]>();
  for (const agent of world.agents.values()) {
    const found = whyNot(world, agent, contact);
    const { clause = null, ...rest } = found ?? {};
    const standing = {
      agent,
      isFit: isFit(world, agent, contact),
      ...(clause === null && { scored: scored(world, contact, agent) }),
      ...rest,
    };
    const group = groups.get(clause);
    if (group) group.push(standing);
    else groups.set(clause, [standing]);
  }
  return [...groups]
    .sort(([a], [b]) => (a === null ? 0 : RANK[a]) - (b === null ? 0 : RANK[b]))
    .map(([clause, standings]) => groupOf({ world, contact, bounds }, clause, standings));
}

const isFit = (world: World, { config }: Agent, contact: Contact): boolean =>
  world.directory.mayServe(config.providerId, contact.clientId) &&
  config.queues?.[contact.queueId] !== 0 &&
  (contact.providerIds?.includes(config.providerId) ?? true) &&
  unmet(config.skills, contact.requirement) === null;

interface Asked {
  readonly world: World;
  readonly contact: Contact;
  readonly bounds: CensusBounds;
}

function groupOf(asked: Asked, clause: Clause | null, standings: Standing[]): CensusGroup {
  const { world, contact, bounds } = asked;
  const chain = chainFor(world, contact);
  const byChain = compareScored(chain);
  const isFirst = ({ agent }: Standing) => +(agent.config.providerId === bounds.firstProviderId);
  const order = (a: Standing, b: Standing): number =>
    a.scored && b.scored
      ? byChain(a.scored, b.scored)
      : +b.isFit - +a.isFit ||
        isFirst(b) - isFirst(a) ||
        (a.agent.agentId < b.agent.agentId ? -1 : 1);
  return {
    clause,
    count: standings.length,
    fitting: standings.filter((standing) => standing.isFit).length,
    agents: standings
      .sort(order)
      .slice(0, bounds.agentsMax)
      .map((standing) => told(standing, chain, world.at)),
  };
}

function told(standing: Standing, chain: readonly AgentRule[], at: number): AgentStanding {
  const { agent, scored: found, detail, expiresAt } = standing;
  return {
    agentId: agent.agentId,
    providerId: agent.config.providerId,
    ...(detail !== undefined && { detail }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(found && {
      idleMs: at - agent.idleSince,
      scores: chain.map((rule, place) => ({ rule, figure: found.figures[place] ?? 0 })),
    }),
  };
}
