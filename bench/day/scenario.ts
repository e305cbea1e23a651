import type { Requirement } from '../../src/core/queue/requirement';
import type { Distribution } from './chance';

/** Callers of one kind, who come to a queue of their own. */
export interface CallerClass {
  readonly name: string;
  /** In each of equally long stretches of the day, one after the other. */
  readonly arrivalsPerHour: readonly number[];
  readonly patience: Distribution;
  /** Talk; wrap-up comes on top. */
  readonly talk: Distribution;
  readonly requirement: Requirement;
  /** 0 to 9, higher first. */
  readonly priority: number;
  readonly serviceLevelMs: number;
}

export interface AgentGroup {
  readonly name: string;
  readonly agents: number;
  /** Proficiency by skill, 1 to 10. */
  readonly skills: Readonly<Record<string, number>>;
  /** When they are there, in ms of the day; absent: from the beginning, for ever. */
  readonly shift?: readonly [number, number];
}

/** A day of a contact centre: who comes, who is there. How they are matched is not said here. */
export interface Scenario {
  readonly name: string;
  readonly classes: readonly CallerClass[];
  readonly groups: readonly AgentGroup[];
  /** How long callers come; the day ends when the last one has gone. */
  readonly durationMs: number;
  readonly wrapUpMs: number;
  /** Callers who came in this stretch are counted. Absent: all. */
  readonly counted?: readonly [number, number];
}

export interface Worker {
  readonly index: number;
  readonly agentId: string;
  readonly group: AgentGroup;
}

const WORKERS = new WeakMap<Scenario, readonly Worker[]>();

/** The agents one by one, in the order of their groups; the same ones for each who asks. */
export function workersOf(scenario: Scenario): readonly Worker[] {
  const known = WORKERS.get(scenario);
  if (known) return known;
  const workers = scenario.groups
    .flatMap((group) => Array.from({ length: group.agents }, () => group))
    .map((group, index) => ({ index, agentId: `a${String(index).padStart(4, '0')}`, group }));
  WORKERS.set(scenario, workers);
  return workers;
}
