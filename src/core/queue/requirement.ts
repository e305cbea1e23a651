/** How good an agent has to be at one skill: levels go from 1 to 10, and 0 is not to have it. */
export interface SkillRequirement {
  readonly skill: string;
  /** At least this. */
  readonly levelMin?: number;
  /** At most this; 0: who has the skill at all is not wanted. */
  readonly levelMax?: number;
}

/** One of them is enough. */
export interface Alternatives {
  readonly anyOf: readonly Requirement[];
}

export type RequirementTerm = SkillRequirement | Alternatives;

/**
 * What a contact asks of an agent: all of these terms. Empty: any entitled agent will do. A
 * negation is a bound from above, so that a tree has no third kind of knot.
 */
export type Requirement = readonly RequirementTerm[];

export type Skills = Readonly<Record<string, number>>;

const LEVEL_MAX = 10;

export const isAlternatives = (term: RequirementTerm): term is Alternatives => 'anyOf' in term;

export const meets = (skills: Skills, requirement: Requirement): boolean =>
  unmet(skills, requirement) === null;

/** The first term that these skills do not meet, or null. */
export const unmet = (skills: Skills, requirement: Requirement): RequirementTerm | null =>
  requirement.find((term) => !isMet(skills, term)) ?? null;

function isMet(skills: Skills, term: RequirementTerm): boolean {
  if (isAlternatives(term)) return term.anyOf.some((one) => meets(skills, one));
  const level = skills[term.skill] ?? 0;
  const { levelMin = 0, levelMax = level } = term;
  return level >= levelMin && level <= levelMax;
}

/**
 * Both requirements at once, in canonical form: one bound a skill, ordered by skill; then the
 * alternatives, none inside another and none twice, ordered by their key.
 */
export function combine(a: Requirement, b: Requirement): Requirement {
  const bounds = new Map<string, SkillRequirement>();
  const choices = new Map<string, Alternatives>();
  for (const term of [...a, ...b].flatMap(simplified)) {
    if (isAlternatives(term)) choices.set(requirementKey([term]), term);
    else bounds.set(term.skill, narrowed(term, bounds.get(term.skill)));
  }
  const terms = [...bounds.values()].filter(
    (t) => t.levelMin !== undefined || t.levelMax !== undefined,
  );
  return [...terms.sort((x, y) => (x.skill < y.skill ? -1 : 1)), ...inOrder(choices)];
}

const simplified = (term: RequirementTerm): Requirement =>
  isAlternatives(term) ? choice(term.anyOf) : [term];

/** Alternatives as terms: the one that is left, or nothing where one of them asks for nothing. */
function choice(anyOf: readonly Requirement[]): Requirement {
  const found = new Map<string, Requirement>();
  for (const one of anyOf.map((requirement) => combine(requirement, []))) {
    const [first] = one;
    const inner = one.length === 1 && first && isAlternatives(first) ? first.anyOf : [one];
    for (const alternative of inner) found.set(requirementKey(alternative), alternative);
  }
  const [only] = found.values();
  if (found.has('')) return [];
  return only && found.size === 1 ? only : [{ anyOf: inOrder(found) }];
}

/** The stricter of both bounds; one that every level keeps is left out. */
function narrowed(a: SkillRequirement, b: SkillRequirement | undefined): SkillRequirement {
  const levelMin = Math.max(a.levelMin ?? 0, b?.levelMin ?? 0);
  const levelMax = Math.min(a.levelMax ?? LEVEL_MAX, b?.levelMax ?? LEVEL_MAX);
  return {
    skill: a.skill,
    ...(levelMin > 0 && { levelMin }),
    ...(levelMax < LEVEL_MAX && { levelMax }),
  };
}

const inOrder = <T>(byKey: ReadonlyMap<string, T>): T[] =>
  [...byKey].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, value]) => value);

/** Requirements are never changed, and the same few come with every contact. */
const keys = new WeakMap<Requirement, string>();

/** A text that is equal for equal requirements; contacts that share it wait in one line. */
export function requirementKey(requirement: Requirement): string {
  const found = keys.get(requirement);
  if (found !== undefined) return found;
  const key = requirement.map(termKey).join('&');
  keys.set(requirement, key);
  return key;
}

function termKey(term: RequirementTerm): string {
  if (isAlternatives(term)) return `(${term.anyOf.map(requirementKey).join('|')})`;
  const { skill, levelMin, levelMax } = term;
  if (levelMax === undefined) return `${skill}>=${levelMin}`;
  const most = `${skill}<=${levelMax}`;
  return levelMin === undefined ? most : `${skill}>=${levelMin}&${most}`;
}
