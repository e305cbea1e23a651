import type { AgentConfig } from '../centre';
import { isAlternatives, meets, type Requirement, type Skills } from './requirement';

/** Of an agent without a level of the queue's own, for a contact that asks for no skill. */
const LEVEL_MIDDLE = 5;

/** What is routed: in which queue, and what it asks. */
export interface Asking {
  readonly queueId: string;
  readonly requirement: Requirement;
}

/**
 * How good an agent is for a contact, 0 to 10: the level that the agent has for the queue; without
 * one the mean of the levels of the skills that are asked for, of alternatives the best that is
 * met; 5 where no skill is asked for.
 */
export function proficiency({ skills, queues }: AgentConfig, asking: Asking): number {
  const own = queues?.[asking.queueId];
  if (own !== undefined) return own;
  const levels = askedLevels(skills, asking.requirement);
  return levels.length === 0 ? LEVEL_MIDDLE : mean(levels);
}

const mean = (levels: readonly number[]): number =>
  levels.reduce((sum, level) => sum + level, 0) / levels.length;

function askedLevels(skills: Skills, requirement: Requirement): number[] {
  return requirement.flatMap((term) => {
    if (!isAlternatives(term)) return (term.levelMin ?? 0) < 1 ? [] : [skills[term.skill] ?? 0];
    const met = term.anyOf
      .filter((one) => meets(skills, one))
      .map((one) => askedLevels(skills, one))
      .filter((levels) => levels.length > 0);
    return met.reduce((best, one) => (mean(one) > mean(best) ? one : best), met[0] ?? []);
  });
}

/**
 * What the centre gives up for everybody else by taking this agent: the proficiency for this
 * contact, and the levels of all skills that it does not ask for. Low for a beginner and for
 * somebody who can do nothing else, high for a generalist.
 */
export function opportunity(config: AgentConfig, asking: Asking): number {
  const asked = new Set(skillsAsked(asking.requirement));
  const others = Object.entries(config.skills).filter(([skill]) => !asked.has(skill));
  const sum = others.reduce((total, [, level]) => total + level, 0);
  return proficiency(config, asking) + sum;
}

const skillsAsked = (requirement: Requirement): string[] =>
  requirement.flatMap((term) => {
    if (isAlternatives(term)) return term.anyOf.flatMap(skillsAsked);
    return (term.levelMin ?? 0) < 1 ? [] : [term.skill];
  });
