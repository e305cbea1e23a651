/** An agent who was not there, for the question what would have been otherwise. */
export interface ExtraAgent {
  readonly agentId: string;
  /** Proficiency by skill, 1 to 10. */
  readonly skills: Readonly<Record<string, number>>;
}

/** How people write one. */
export const EXTRA_AGENT_FORM = 'name:skill=level,skill=level; levels are 1 to 10';

/** Reads `eve:german=7,sales=5`; null where it is not written so. */
export function parseExtraAgent(text: string): ExtraAgent | null {
  const [, agentId, list] = /^([\w.-]{1,64}):(.{1,500})$/.exec(text) ?? [];
  if (agentId === undefined || list === undefined) return null;
  const skills: Record<string, number> = {};
  for (const part of list.split(',')) {
    const [, skill, digits] = /^([\w.-]+)=(\d{1,2})$/.exec(part) ?? [];
    const level = Number(digits);
    if (skill === undefined || level < 1 || level > 10) return null;
    skills[skill] = level;
  }
  return { agentId, skills };
}

/** The same the other way round. */
export const extraAgentText = ({ agentId, skills }: ExtraAgent): string =>
  `${agentId}:${Object.entries(skills)
    .map(([skill, level]) => `${skill}=${level}`)
    .join(',')}`;
