import { type Agent, compareIdle } from '../agent/agent';
import { agentDayAt, occupancy } from '../agent/agent-day';
import { ratedMean } from '../agent/rating';
import type { Contact } from '../contact/contact';
import type { World } from '../world';
import type { AgentRule } from './agent-rule';
import { drawOf } from './draw';
import { opportunity, proficiency } from './proficiency';

/** Where a queue says nothing. Every other chain ends with it as well, and then with the id. */
const CHAIN_DEFAULT: readonly AgentRule[] = ['longest-idle'];

/** What a rule looks at. */
interface Look {
  readonly world: World;
  readonly agent: Agent;
  readonly contact: Contact;
}

interface Rule {
  readonly figure: (look: Look) => number;
  readonly first: 'lowest' | 'highest';
}

/**
 * One figure a rule, total and without side effects.
 *
 * | rule             | figure                                                               |
 * | ---------------- | -------------------------------------------------------------------- |
 * | longest-idle     | ms without anything to do; kept by a failed offer that is not theirs |
 * | most-proficient  | `proficiency` for this contact                                       |
 * | least-proficient | `opportunity`: what is given up for others by taking this one        |
 * | least-occupied   | `occupancy` since the day began                                      |
 * | fewest-calls     | conversations since the day began                                    |
 * | round-robin      | steps by id from the agent whom the queue offered a contact last     |
 * | weighted-random  | `drawOf`: a race that each wins with a chance like the proficiency   |
 * | top-down         | place in the centre file                                             |
 * | best-rated       | `ratedMean` of callers' marks                                        |
 * | sticky           | 1: the caller's own or last agent                                    |
 */
const RULES: Readonly<Record<AgentRule, Rule>> = {
  'longest-idle': {
    figure: ({ world, agent }) => world.at - agent.idleSince,
    first: 'highest',
  },
  'most-proficient': {
    figure: ({ agent, contact }) => proficiency(agent.config, contact),
    first: 'highest',
  },
  'least-proficient': {
    figure: ({ agent, contact }) => opportunity(agent.config, contact),
    first: 'lowest',
  },
  'least-occupied': {
    figure: ({ world, agent }) => occupancy(agentDayAt(agent, world.at)),
    first: 'lowest',
  },
  'fewest-calls': {
    figure: ({ world, agent }) => agentDayAt(agent, world.at).calls,
    first: 'lowest',
  },
  'round-robin': {
    figure: ({ world, agent, contact }) =>
      world.directory.stepsAfter(world.cursors.get(contact.queueId), agent.agentId),
    first: 'lowest',
  },
  'weighted-random': {
    figure: ({ world, agent, contact }) => {
      const ids = `${world.nonce} ${contact.contactId} ${agent.agentId}`;
      return drawOf(ids, proficiency(agent.config, contact));
    },
    first: 'lowest',
  },
  'top-down': {
    figure: ({ world, agent }) => world.directory.placeOf(agent.agentId),
    first: 'lowest',
  },
  'best-rated': {
    figure: ({ world, agent }) => ratedMean(agent.ratings, world.ratings),
    first: 'highest',
  },
  sticky: {
    figure: ({ agent, contact }) => +(contact.preferred?.agentId === agent.agentId),
    first: 'highest',
  },
};

/** The rules by which a contact's queue chooses, the first one first. */
export const chainFor = (world: World, contact: Contact): readonly AgentRule[] =>
  world.directory.queues.get(contact.queueId)?.chooseAgent ?? CHAIN_DEFAULT;

/** An agent with the figure of each rule of a chain. */
export interface Scored {
  readonly agent: Agent;
  readonly figures: readonly number[];
}

export const scored = (world: World, contact: Contact, agent: Agent): Scored => ({
  agent,
  figures: chainFor(world, contact).map((rule) => RULES[rule].figure({ world, agent, contact })),
});

/** Whom a chain takes first: rule by rule, then who is idle for longer, then the smaller id. */
export function compareScored(chain: readonly AgentRule[]): (a: Scored, b: Scored) => number {
  return (a, b) => {
    const place = decidingRule(a, b);
    const rule = chain[place];
    if (rule === undefined) return compareIdle(a.agent, b.agent);
    const difference = (a.figures[place] ?? 0) - (b.figures[place] ?? 0);
    return RULES[rule].first === 'lowest' ? difference : -difference;
  };
}

/** The place in the chain of the first rule by which two agents differ; else its length. */
function decidingRule(a: Scored, b: Scored): number {
  const place = a.figures.findIndex((figure, index) => figure !== b.figures[index]);
  return place < 0 ? a.figures.length : place;
}

/** Whether agents in the order of their idling need no further look. */
export const isByIdling = (chain: readonly AgentRule[]): boolean =>
  chain.length === 1 && chain[0] === 'longest-idle';
