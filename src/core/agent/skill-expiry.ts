import type { AgentConfig } from '../centre';
import type { Skills } from '../queue/requirement';
import { clearTimer, emit, setTimer, type Turn } from '../turn';
import type { Agent } from './agent';

/** What an agent can do at an instant (ms, UTC), of what the agent can do now. */
export function skillsAt({ skills, skillsUntil }: AgentConfig, at: number): Skills {
  if (!skillsUntil) return skills;
  return Object.fromEntries(
    Object.entries(skills).filter(([skill]) => (skillsUntil[skill] ?? Infinity) > at),
  );
}

/** The agent as the centre has it, without the skills whose time is over. */
function configAt(config: AgentConfig, at: number): AgentConfig {
  const { skillsUntil, ...rest } = config;
  if (!skillsUntil) return config;
  const still = Object.entries(skillsUntil).filter(([, until]) => until > at);
  const skills = skillsAt(config, at);
  return { ...rest, skills, ...(still.length > 0 && { skillsUntil: Object.fromEntries(still) }) };
}

/** Gives the agent what a new centre says; whatever else is derived is made anew after it. */
export function configure(turn: Turn, agent: Agent, config: AgentConfig): void {
  agent.config = configAt(config, turn.at);
  awaitExpiry(turn, agent);
}

/** The one timer of an agent's skills: for the next of them that expires. */
function awaitExpiry(turn: Turn, { agentId, config }: Agent): void {
  const instants = Object.values(config.skillsUntil ?? {});
  const purpose = { kind: 'skills', agentId } as const;
  if (instants.length > 0) setTimer(turn, purpose, Math.min(...instants));
  else clearTimer(turn, purpose);
}

/**
 * Takes away the skills whose time is over. A call that goes on is not touched; who was banned for
 * having the skill is eligible now.
 */
export function expireSkills(turn: Turn, agent: Agent): void {
  const { world, at } = turn;
  const { agentId, config } = agent;
  const { skillsUntil = {}, providerId } = config;
  const skills = Object.keys(skillsUntil).filter((skill) => (skillsUntil[skill] ?? at) <= at);
  if (skills.length > 0) {
    const left = world.agentCount.dropAgent(agentId);
    agent.config = configAt(config, at);
    world.index.refreshAgent(agent);
    const found = world.agentCount.refreshAgent(agent);
    turn.freshAgents.add(agent);
    for (const queueId of [...left, ...found]) turn.freshStaff.add(queueId);
    emit(turn, { type: 'agent.skills-expired', agentId, providerId, skills });
  }
  awaitExpiry(turn, agent);
}

/** Those that came due while the engine was away, before anybody is routed. */
export function expireAllSkills(turn: Turn): void {
  for (const agent of turn.world.agents.values()) {
    if (agent.config.skillsUntil) expireSkills(turn, agent);
  }
}
