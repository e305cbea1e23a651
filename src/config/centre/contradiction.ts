import {
  isAlternatives,
  type Requirement,
  type RequirementTerm,
  type SkillRequirement,
} from '../../core/queue/requirement';
import { requirementText } from '../../core/queue/requirement-text';
import type { Refusal } from '../shape-problem';

/** Which levels of each skill are still open on one way through the alternatives. */
type Levels = ReadonlyMap<string, { readonly least: number; readonly most: number }>;

const LEVEL_MAX = 10;
/** The search doubles with each pair of alternatives; past this it is given up. */
const STEPS_MAX = 20_000;

/**
 * REQUIREMENT_CONTRADICTORY when nobody could ever meet it, whatever skills people may get; else
 * null. Null also where it is too tangled to tell: a requirement that can be met is never refused.
 */
export function contradiction(requirement: Requirement): Refusal | null {
  const steps = { left: STEPS_MAX };
  if (canBeMet(requirement, new Map(), steps)) return null;
  const culprit = requirement.find((term) => !canBeMet([term], new Map(), steps));
  const text = requirementText(culprit ? [culprit] : requirement);
  return {
    code: 'REQUIREMENT_CONTRADICTORY',
    reason: `nobody could ever meet "${text}"`,
    remedy: 'levels go from 1 to 10, and one agent has to meet all that is joined by &',
  };
}

function canBeMet(open: Requirement, levels: Levels, steps: { left: number }): boolean {
  steps.left -= 1;
  if (steps.left < 0) return true;
  const bounds = open.filter((term): term is SkillRequirement => !isAlternatives(term));
  const narrowed = bounds.reduce<Levels | null>(
    (seen, bound) => seen && narrow(seen, bound),
    levels,
  );
  if (!narrowed) return false;
  const [choice, ...rest] = open.filter(isAlternatives);
  if (!choice) return true;
  const others: readonly RequirementTerm[] = rest;
  return choice.anyOf.some((one) => canBeMet([...one, ...others], narrowed, steps));
}

function narrow(levels: Levels, { skill, levelMin, levelMax }: SkillRequirement): Levels | null {
  const before = levels.get(skill);
  const least = Math.max(levelMin ?? 0, before?.least ?? 0);
  const most = Math.min(levelMax ?? LEVEL_MAX, before?.most ?? LEVEL_MAX);
  return least > most ? null : new Map(levels).set(skill, { least, most });
}
