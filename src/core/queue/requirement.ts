/** One thing that a contact asks of an agent: this skill at this proficiency or better. */
export interface SkillRequirement {
  readonly skill: string;
  /** 1 to 10. */
  readonly levelMin: number;
}

/** Several requirements, all to be met. Empty: any entitled agent will do. */
export type Requirement = readonly SkillRequirement[];

/** The first requirement that these skills do not meet, or null. */
export const unmet = (
  skills: Readonly<Record<string, number>>,
  requirement: Requirement,
): SkillRequirement | null => requirement.find((r) => (skills[r.skill] ?? 0) < r.levelMin) ?? null;

/** Both requirements at once: per skill the higher level, ordered by skill name. */
export function combine(a: Requirement, b: Requirement): Requirement {
  const levels = new Map<string, number>();
  for (const r of [...a, ...b]) {
    levels.set(r.skill, Math.max(r.levelMin, levels.get(r.skill) ?? 0));
  }
  return [...levels]
    .map(([skill, levelMin]) => ({ skill, levelMin }))
    .sort((x, y) => (x.skill < y.skill ? -1 : 1));
}

/** A text that is equal for equal requirements; contacts that share it wait in one line. */
export const requirementKey = (requirement: Requirement): string =>
  requirement.map((r) => `${r.skill}>=${r.levelMin}`).join('&');
