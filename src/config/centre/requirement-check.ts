import type { Centre, QueueConfig } from '../../core/centre';
import type { Flow, QueueNode } from '../../core/ivr/flow';
import { combine, type Requirement } from '../../core/queue/requirement';
import { requirementText } from '../../core/queue/requirement-text';
import { formatDuration } from '../duration';
import { problemAt, type Refusal } from '../shape-problem';
import { contradiction } from './contradiction';
import type { Known } from './known';
import { checkSteps, type Relaxing, stagesIn } from './relax-check';
import type { Reading } from './section';
import { Staff } from './staff';

/**
 * What the queues, and the flows beside them, ask of agents at each stage of a wait: an error where
 * nobody could ever meet it, a warning where none of the agents that there are does.
 */
export function checkRequirements(reading: Reading, centre: Centre, known: Known): void {
  const staff = isWhole(centre, known) ? new Staff(centre) : undefined;
  const queues = new Map<string, QueueConfig>();
  const unserved = new Set<string>();
  for (const queue of centre.queues) {
    const refusal = contradiction(queue.requirement);
    if (refusal) takeContradiction(reading, ['queues', queue.queueId], refusal);
    else queues.set(queue.queueId, queue);
  }
  const service = { staff, queues, unserved };
  for (const queue of queues.values()) {
    const place = ['queues', queue.queueId];
    const asked = askedOf(centre, queue);
    const relaxing = { place, queue, steps: queue.relax ?? [], asked, queues };
    const isServed = !staff || checkService(reading, relaxing, { staff, asked: [] });
    if (!isServed) unserved.add(queue.queueId);
    checkSteps(reading, relaxing, isServed ? staff : undefined);
  }
  for (const flow of centre.flows) checkFlow(reading, flow, service);
}

/** What comes with the contacts that take the queue's own steps. */
function askedOf({ flows }: Centre, { queueId }: QueueConfig): readonly Requirement[] {
  const nodes = flows.flatMap((flow) => Object.values(flow.nodes));
  const found = nodes.flatMap((node) =>
    node.type === 'queue' && node.queueId === queueId && !node.relax ? [node.skills] : [],
  );
  return found.length > 0 ? found : [[]];
}

/** Agents that could not be read are missing here, not in the centre. */
const isWhole = (centre: Centre, known: Known): boolean =>
  centre.agents.length === known.get('agent')?.size &&
  centre.providers.length === known.get('provider')?.size;

interface Service {
  readonly staff: Staff | undefined;
  /** Those that do not contradict themselves. */
  readonly queues: ReadonlyMap<string, QueueConfig>;
  readonly unserved: ReadonlySet<string>;
}

/** The flow may ask for more than its queue does, and have steps of its own. */
function checkFlow(reading: Reading, flow: Flow, service: Service): void {
  for (const [name, node] of Object.entries(flow.nodes)) {
    if (node.type !== 'queue' || (node.skills.length === 0 && !node.relax)) continue;
    checkNode(reading, ['flows', flow.flowId, 'nodes', name], { node, ...service });
  }
}

interface Node extends Service {
  readonly node: QueueNode;
}

function checkNode(reading: Reading, place: string[], { node, ...service }: Node): void {
  const { staff, queues, unserved } = service;
  const queue = queues.get(node.queueId);
  const refusal = contradiction(combine(node.skills, queue?.requirement ?? []));
  if (refusal) return takeContradiction(reading, place, refusal);
  if (!queue) return;
  const steps = node.relax ?? queue.relax ?? [];
  const relaxing = { place, queue, steps, asked: [node.skills], queues };
  const isToBeTold = staff && !unserved.has(queue.queueId);
  const isServed = !isToBeTold || checkService(reading, relaxing, { staff, asked: node.skills });
  if (node.relax) checkSteps(reading, relaxing, isServed ? staff : undefined);
}

/** Warns where nobody could serve, or not before some step; false: nobody ever. */
function checkService(
  reading: Reading,
  relaxing: Relaxing,
  { staff, asked }: { readonly staff: Staff; readonly asked: Requirement },
): boolean {
  const { place, queue } = relaxing;
  const stages = stagesIn(relaxing, asked);
  const served = stages.findIndex((stage) => staff.canServe(queue, stage));
  if (served === 0) return true;
  const last = stages.at(-1)?.requirement ?? [];
  const fault =
    served > 0
      ? servedLate(queue.queueId, stages[served]?.afterMs ?? 0)
      : stages.length > 1
        ? reachesNobody(queue.queueId, last)
        : unservable(queue.queueId, last);
  const key = place[0] === 'flows' ? [keyAt(reading, place)] : [];
  reading.take(problemAt(reading.spot(...place), key, fault));
  return served > 0;
}

const WARNING = { severity: 'warning', onKey: true } as const;

const servedLate = (queueId: string, afterMs: number) => ({
  ...WARNING,
  code: 'QUEUE_SERVED_LATE',
  reason: `no agent could serve "${queueId}" before its step after ${formatDuration(afterMs)}`,
  remedy: 'every caller waits so long in vain: ask less at first, or let the step come earlier',
});

const reachesNobody = (queueId: string, asked: Requirement) => ({
  ...WARNING,
  code: 'RELAX_REACHES_NOBODY',
  reason: `no agent could ever serve "${queueId}": its last step asks for ${askedText(asked)}`,
  remedy: 'let a step ask less, or hire somebody who meets this',
});

function takeContradiction(reading: Reading, place: string[], refusal: Refusal): void {
  const key = keyAt(reading, place);
  reading.take(problemAt(reading.spot(...place), [key], { ...refusal, offset: 0 }));
}

/** Under which key the entry asks something. */
function keyAt(reading: Reading, place: readonly string[]): 'requires' | 'skills' {
  const written = place.reduce<unknown>(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part],
    reading.source.value,
  );
  return 'requires' in Object(written) ? 'requires' : 'skills';
}

const unservable = (queueId: string, asked: Requirement) => ({
  ...WARNING,
  code: 'QUEUE_UNSERVABLE',
  reason: `no agent could ever serve "${queueId}": it asks for ${askedText(asked)}`,
  remedy: "it takes an agent who meets this and whose provider works for the queue's client",
});

const askedText = (asked: Requirement): string => requirementText(asked) || 'no skill';
