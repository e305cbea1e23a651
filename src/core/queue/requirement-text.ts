import {
  isAlternatives,
  type Requirement,
  type RequirementTerm,
  type SkillRequirement,
  type Skills,
} from './requirement';

/** As people write it: `german >= 3 & !trainee & (billing | contracts)`; empty: asks nothing. */
export const requirementText = (requirement: Requirement): string =>
  requirement.map((term) => termText(term, requirement.length > 1)).join(' & ');

function termText(term: RequirementTerm, isJoined: boolean): string {
  if (!isAlternatives(term)) return boundText(term);
  const text = term.anyOf.map(requirementText).join(' | ');
  return isJoined ? `(${text})` : text;
}

function boundText({ skill, levelMin, levelMax }: SkillRequirement): string {
  if (levelMin !== undefined && levelMin === levelMax) return `${skill} = ${levelMin}`;
  const least = levelMin === 1 ? skill : `${skill} >= ${levelMin}`;
  if (levelMax === undefined) return least;
  const most = levelMax > 0 ? `${skill} <= ${levelMax}` : noneText(skill, levelMax);
  return levelMin === undefined ? most : `${least} & ${most}`;
}

const noneText = (skill: string, levelMax: number): string =>
  levelMax === 0 ? `!${skill}` : `${skill} < 0`;

/** What an agent has of a term that is not met: `german 2, asks german >= 3`. */
export function lackText(skills: Skills, term: RequirementTerm): string {
  const named = [...new Set(skillsIn([term]))];
  const had = named.map((skill) => `${skill} ${skills[skill] ?? 0}`).join(', ');
  return `${had}, asks ${requirementText([term])}`;
}

const skillsIn = (requirement: Requirement): string[] =>
  requirement.flatMap((term) => (isAlternatives(term) ? term.anyOf.flatMap(skillsIn) : term.skill));
