import { isAlternatives, type Requirement, type RequirementTerm } from './requirement';

/** Skills of which nobody who meets a requirement is without all. */
export interface NecessarySkills {
  readonly skills: readonly string[];
  /** What looking at all of them costs. */
  readonly cost: number;
}

/**
 * The cheapest such skills, or null where somebody without any skill may meet the requirement: of
 * terms that are all asked for one is enough to look at, of alternatives each counts. Bounds from
 * above find nobody; they are left to `whyNot`.
 */
export function necessarySkills(
  requirement: Requirement,
  costOf: (skill: string) => number,
): NecessarySkills | null {
  let cheapest: NecessarySkills | null = null;
  for (const term of requirement) {
    const found = ofTerm(term, costOf);
    if (found && (!cheapest || found.cost < cheapest.cost)) cheapest = found;
  }
  return cheapest;
}

function ofTerm(term: RequirementTerm, costOf: (skill: string) => number): NecessarySkills | null {
  if (!isAlternatives(term)) {
    if ((term.levelMin ?? 0) < 1) return null;
    return { skills: [term.skill], cost: costOf(term.skill) };
  }
  const skills: string[] = [];
  let cost = 0;
  for (const alternative of term.anyOf) {
    const found = necessarySkills(alternative, costOf);
    if (!found) return null;
    for (const skill of found.skills) {
      if (skills.includes(skill)) continue;
      skills.push(skill);
      cost += costOf(skill);
    }
  }
  return { skills, cost };
}
