import { combine, isAlternatives, type Requirement, type SkillRequirement } from './requirement';

/**
 * One timed step of a relaxation: what a contact that has waited for so long asks less. Within a
 * step its parts apply in the order in which they stand here, and each goes on from what the steps
 * before left.
 */
export interface RelaxStep {
  /** Counted from the contact's place in the queue. */
  readonly afterMs: number;
  /** Takes the place of what the queue asks; what the flow asked beside it stays. */
  readonly requirement?: Requirement;
  /** What the flow asked is not asked any more. */
  readonly dropAsked?: boolean;
  /** Of these skills no more than this level is asked, by the queue or by the flow. */
  readonly lower?: Readonly<Record<string, number>>;
  /** Skills that are neither asked nor banned any more, by the queue or by the flow. */
  readonly drop?: readonly string[];
  /** Whoever meets what this queue asks at first is eligible as well. */
  readonly alsoQueueId?: string;
  /** Providers that may serve the contact beside those that could so far. */
  readonly addProviderIds?: readonly string[];
}

/** Whom a contact takes, from so long a wait on. */
export interface Stage {
  readonly afterMs: number;
  /** What queue and flow ask together. */
  readonly requirement: Requirement;
  /** Whose agents; absent: of every provider that may work for the client. */
  readonly providerIds?: readonly string[];
}

/** A queue as relaxation sees it. */
export interface Relaxed {
  readonly requirement: Requirement;
  readonly providerIds?: readonly string[];
  /** What another queue asks at first. */
  readonly requirementOf: (queueId: string) => Requirement;
}

/** Each stage of a wait, the first at 0 ms; there is one more than there are steps. */
export function stagesOf(
  queue: Relaxed,
  asked: Requirement,
  steps: readonly RelaxStep[],
): readonly Stage[] {
  const open = {
    own: queue.requirement,
    asked,
    ...(queue.providerIds && { providerIds: queue.providerIds }),
  };
  const stages: Stage[] = [stageAt(0, open)];
  for (const step of steps) {
    take(open, step, queue);
    stages.push(stageAt(step.afterMs, open));
  }
  return stages;
}

/** What is still asked, while the steps are taken one by one. */
interface Open {
  own: Requirement;
  asked: Requirement;
  providerIds?: readonly string[];
}

const stageAt = (afterMs: number, { own, asked, providerIds }: Open): Stage => ({
  afterMs,
  requirement: combine(own, asked),
  ...(providerIds && { providerIds }),
});

function take(open: Open, step: RelaxStep, queue: Relaxed): void {
  if (step.requirement) open.own = step.requirement;
  if (step.dropAsked) open.asked = [];
  const ease = (bound: SkillRequirement): Requirement => eased(bound, step);
  open.own = mapBounds(open.own, ease);
  open.asked = mapBounds(open.asked, ease);
  if (step.alsoQueueId !== undefined) {
    open.own = [{ anyOf: [open.own, queue.requirementOf(step.alsoQueueId)] }];
  }
  if (step.addProviderIds && open.providerIds) {
    open.providerIds = [...new Set([...open.providerIds, ...step.addProviderIds])].sort();
  }
}

function eased(bound: SkillRequirement, { lower, drop }: RelaxStep): Requirement {
  if (drop?.includes(bound.skill)) return [];
  const { levelMin = 0 } = bound;
  const level = lower && Object.hasOwn(lower, bound.skill) ? lower[bound.skill] : undefined;
  return level === undefined || levelMin <= level ? [bound] : [{ ...bound, levelMin: level }];
}

const mapBounds = (
  requirement: Requirement,
  ease: (bound: SkillRequirement) => Requirement,
): Requirement =>
  requirement.flatMap((term): Requirement => {
    if (!isAlternatives(term)) return ease(term);
    return [{ anyOf: term.anyOf.map((one) => mapBounds(one, ease)) }];
  });

/** How many steps a wait of this length has behind it: the index of its stage. */
export function stageAfter(stages: readonly Stage[], waitedMs: number): number {
  let index = 0;
  while (index + 1 < stages.length && (stages[index + 1] as Stage).afterMs <= waitedMs) index += 1;
  return index;
}
