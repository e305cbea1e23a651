import type { AgentGroup, CallerClass, Scenario } from '../day/scenario';

const HOUR_MS = 3_600_000;
const WRAP_UP_MS = 20_000;

/**
 * Two skills, a group who has one of them and a group who has both: the N. Eight hours of steady
 * load, nine agents in ten busy, callers who give up after two and a half minutes on average.
 */
export function nDesign(): Scenario {
  const kind = (name: string, load: number, talkMs: number): CallerClass => ({
    name,
    arrivalsPerHour: [(load * HOUR_MS) / (talkMs + WRAP_UP_MS)],
    patience: { kind: 'exponential', meanMs: 150_000 },
    talk: { kind: 'lognormal', meanMs: talkMs, cv: 1 },
    requirement: [{ skill: name, levelMin: 1 }],
    priority: 0,
    serviceLevelMs: 20_000,
  });
  return {
    name: 'n-design',
    classes: [kind('sales', 13.5, 160_000), kind('support', 9, 220_000)],
    groups: [
      { name: 'sellers', agents: 12, skills: { sales: 8 } },
      { name: 'both', agents: 12, skills: { support: 8, sales: 5 } },
    ],
    durationMs: 8 * HOUR_MS,
    wrapUpMs: WRAP_UP_MS,
  };
}

/** Erlang in each hour from 8 to 20; the roster follows it, with shortfalls at 11, 16 and 18. */
const LOAD_BY_HOUR = [70, 86, 132, 148, 165, 168, 180, 184, 112, 98, 50, 38];
const SHIFTS: readonly { readonly share: number; readonly hours: readonly [number, number] }[] = [
  { share: 0.45, hours: [0, 8] },
  { share: 0.3, hours: [2, 10] },
  { share: 0.25, hours: [4, 12] },
];
const SKILLS = 20;
const AGENTS = 200;
/** One call in twelve asks for two skills at once. */
const PAIR_SHARE = 1 / 12;

/**
 * A day of 200 agents with 20 skills of very different demand: half of the agents have one skill, a
 * third two, the others four. Twenty kinds of callers ask for one skill, six for two at once; load
 * rises and falls as in an office, on average nine agents in ten are busy.
 */
export function twentySkills(): Scenario {
  const weights = Array.from({ length: SKILLS }, (_, index) => 1 / (index + 4));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / whole);
  const single = shares.map((share, index) => {
    const own = share * (1 - PAIR_SHARE);
    return kindOf(skillName(index), [skillName(index)], own, 150_000 + 9_000 * ((index * 7) % 20));
  });
  const pairs = Array.from({ length: 6 }, (_, index) => {
    const skills = [skillName(index), skillName(index + 1)];
    return kindOf(skills.join('-'), skills, PAIR_SHARE / 6, 240_000);
  });
  return {
    name: '20-skills',
    classes: [...single, ...pairs],
    groups: apportioned(AGENTS, shares).flatMap(groupsOf),
    durationMs: LOAD_BY_HOUR.length * HOUR_MS,
    wrapUpMs: WRAP_UP_MS,
  };
}

const skillName = (index: number): string => `skill-${index % SKILLS}`;

const kindOf = (
  name: string,
  skills: readonly string[],
  share: number,
  talkMs: number,
): CallerClass => ({
  name,
  arrivalsPerHour: LOAD_BY_HOUR.map((load) => (load * share * HOUR_MS) / (talkMs + WRAP_UP_MS)),
  patience: { kind: 'lognormal', meanMs: 240_000, cv: 1.2 },
  talk: { kind: 'lognormal', meanMs: talkMs, cv: 0.9 },
  requirement: skills.map((skill) => ({ skill, levelMin: 1 })),
  priority: 0,
  serviceLevelMs: 20_000,
});

/** Those whose first skill this is: single-skilled, with a second one, with three more. */
function groupsOf(agents: number, index: number): AgentGroup[] {
  const mixes: readonly (readonly [number, Readonly<Record<string, number>>])[] = [
    [0.5, {}],
    [0.33, { [skillName(index + 1)]: 6 }],
    [0.17, { [skillName(index + 1)]: 6, [skillName(index + 5)]: 5, [skillName(index + 9)]: 4 }],
  ];
  const cells = SHIFTS.flatMap(({ share, hours }) =>
    mixes.map(([mix, more]) => ({ share: share * mix, hours, more })),
  );
  const counts = apportioned(
    agents,
    cells.map(({ share }) => share),
  );
  return cells.map(({ hours, more }, cell) => ({
    name: `${skillName(index)}/${cell}`,
    agents: counts[cell] ?? 0,
    skills: { [skillName(index)]: 9, ...more },
    shift: [hours[0] * HOUR_MS, hours[1] * HOUR_MS] as const,
  }));
}

/** Whole numbers in proportion to shares, which sum up to 1: by the largest remainders. */
function apportioned(total: number, shares: readonly number[]): number[] {
  const counts = shares.map((share) => Math.floor(total * share));
  const left = total - counts.reduce((sum, value) => sum + value, 0);
  const remainder = (index: number): number => (total * (shares[index] ?? 0)) % 1;
  const order = shares.map((_, index) => index).sort((a, b) => remainder(b) - remainder(a));
  for (const index of order.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}
