import type { Agent } from '../core/agent/agent';
import type { Contact } from '../core/contact/contact';
import type { AgentStanding, CensusGroup, Score } from '../core/queue/census';
import type { World } from '../core/world';
import type { WhyChosen, WhyMoment } from './facade/why-view';

/** Who is about to be offered a contact: by which rule, with which figures, before whom. */
export function choiceOf(world: World, agent: Agent, groups: readonly CensusGroup[]): WhyChosen {
  const eligible = groups.find(({ clause }) => clause === null);
  const [first, next] = eligible?.agents ?? [];
  const scores = first?.scores ?? [];
  return {
    agentId: agent.agentId,
    providerId: agent.config.providerId,
    strategy: strategyOf(scores, first, next),
    idleMs: world.at - agent.idleSince,
    eligible: eligible?.count ?? 0,
    scores: scores.map(({ rule, figure }, place) => {
      const other = next?.scores?.[place]?.figure;
      return { rule, figure, ...(other !== undefined && { next: other }) };
    }),
  };
}

/** Whom a sticky queue would rather give a contact to. */
export function preferredAgent(
  world: World,
  contact: Contact | undefined,
): Pick<WhyMoment, 'preferredAgent'> {
  const { preferred } = contact ?? {};
  const agent = world.agents.get(preferred?.agentId ?? '');
  if (!preferred || !agent) return {};
  return { preferredAgent: { ...preferred, providerId: agent.config.providerId } };
}

/** A chain ends with the longer idling and then the id; without a rival its first rule is told. */
function strategyOf(
  scores: readonly Score[],
  first: AgentStanding | undefined,
  next: AgentStanding | undefined,
): WhyChosen['strategy'] {
  if (!next) return scores[0]?.rule ?? 'longest-idle';
  const rule = scores.find(({ figure }, place) => figure !== next.scores?.[place]?.figure)?.rule;
  return rule ?? (first?.idleMs === next.idleMs ? 'agent-id' : 'longest-idle');
}
