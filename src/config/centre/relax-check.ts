import type { Centre, QueueConfig } from '../../core/centre';
import { type RelaxStep, type Stage, stagesOf } from '../../core/queue/relaxation';
import type { Requirement } from '../../core/queue/requirement';
import { formatDuration } from '../duration';
import { problemAt, type Refusal } from '../shape-problem';
import { contradiction } from './contradiction';
import type { Reading } from './section';
import type { Staff } from './staff';

/** Steps at one place of the file, and all that is asked of the contacts who take them. */
export interface Relaxing {
  /** Of the queue or node: the steps are under its key `relax`. */
  readonly place: readonly string[];
  readonly queue: QueueConfig;
  readonly steps: readonly RelaxStep[];
  /** What the nodes ask beside the queue from which contacts come to these steps. */
  readonly asked: readonly Requirement[];
  readonly queues: ReadonlyMap<string, QueueConfig>;
}

/** What a contact of this queue asks at each stage of its wait. */
export function stagesIn({ queue, steps, queues }: Relaxing, asked: Requirement): readonly Stage[] {
  const requirementOf = (queueId: string) => queues.get(queueId)?.requirement ?? [];
  return stagesOf({ ...queue, requirementOf }, asked, steps);
}

/**
 * Errors: a step whose requirement nobody could ever meet, one that lends agents of another
 * client's queue. Warnings, since people may be hired later: a step that admits nobody new, one
 * that shuts out who was eligible, one that comes after the longest wait.
 */
export function checkSteps(reading: Reading, relaxing: Relaxing, staff: Staff | undefined): void {
  const ways = relaxing.asked.map((asked) => stagesIn(relaxing, asked));
  for (const [index, step] of relaxing.steps.entries()) {
    const take = (key: string | null, fault: Refusal, severity: 'error' | 'warning'): void => {
      const path = ['relax', index, ...(key === null ? [] : [key])];
      reading.take(problemAt(reading.spot(...relaxing.place), path, { ...fault, severity }));
    };
    const refusal = ways.map((stages) => contradictionAt(stages[index + 1])).find(Boolean);
    if (refusal) take(step.requirement ? 'requires' : null, { ...refusal, offset: 0 }, 'error');
    const lent = otherClient(relaxing, step);
    if (lent) take('alsoQueue', lent, 'error');
    if (step.afterMs >= relaxing.queue.waitMaxMs) take('after', tooLate(relaxing), 'warning');
    if (refusal || lent) continue;
    const fault = staff && effectOf(relaxing, ways, { index, staff });
    if (fault) take(null, fault, 'warning');
  }
}

const contradictionAt = (stage: Stage | undefined): Refusal | null =>
  stage ? contradiction(stage.requirement) : null;

function otherClient({ queue, queues }: Relaxing, { alsoQueueId }: RelaxStep): Refusal | null {
  const other = queues.get(alsoQueueId ?? '');
  if (!other || other.clientId === queue.clientId) return null;
  return {
    code: 'CLIENT_MISMATCH',
    reason: `"${queue.queueId}" is of "${queue.clientId}", the other queue of "${other.clientId}"`,
    remedy: 'a wait takes in agents of queues of its own client',
  };
}

const tooLate = ({ queue }: Relaxing): Refusal => ({
  code: 'RELAX_TOO_LATE',
  reason: `nobody waits so long: the longest wait is ${formatDuration(queue.waitMaxMs)}`,
  remedy: 'let the step come earlier, or raise waitMax of the queue',
});

interface AtStep {
  readonly index: number;
  readonly staff: Staff;
}

function effectOf(
  { queue, steps }: Relaxing,
  ways: readonly (readonly Stage[])[],
  { index, staff }: AtStep,
): Refusal | null {
  const pairs = ways.flatMap((stages) => {
    const [before, now] = [stages[index], stages[index + 1]];
    return before && now ? [{ before, now }] : [];
  });
  // Only a requirement that takes the place of another one can ask more than it.
  const mayNarrow = steps[index]?.requirement !== undefined;
  if (mayNarrow && pairs.some(({ before, now }) => staff.gains(queue, now, before))) {
    return {
      code: 'RELAX_NARROWS',
      reason: 'this step shuts out agents who were eligible before it',
      remedy: 'let it ask less than the stage before it, in every skill',
    };
  }
  if (pairs.some(({ before, now }) => staff.gains(queue, before, now))) return null;
  return {
    code: 'RELAX_ADMITS_NOBODY',
    reason: 'this step makes no agent eligible who was not so before it',
    remedy: 'ask less, or leave it until there are agents whom it admits',
  };
}

/** Providers that a queue names, at first or in a step, may work for its client. */
export function checkProviders(reading: Reading, { providers, queues, flows }: Centre): void {
  const clients = new Map(providers.map((one) => [one.providerId, one.clientIds]));
  const judge = (queue: QueueConfig, place: readonly string[], named: readonly Named[]): void => {
    for (const { path, ids } of named) {
      const stranger = ids?.find((id) => !clients.get(id)?.includes(queue.clientId));
      if (stranger === undefined) continue;
      const reason = `"${stranger}" does not work for "${queue.clientId}", whose queue this is`;
      const remedy = 'name the client among those of the provider, or leave the provider out';
      const fault = { code: 'CLIENT_MISMATCH', reason, remedy };
      reading.take(problemAt(reading.spot(...place), path, fault));
    }
  };
  const byId = new Map(queues.map((queue) => [queue.queueId, queue]));
  for (const queue of queues) {
    const first = { path: ['providers'], ids: queue.providerIds };
    judge(queue, ['queues', queue.queueId], [first, ...namedIn(queue.relax)]);
  }
  for (const { flowId, nodes } of flows) {
    for (const [name, node] of Object.entries(nodes)) {
      const queue = node.type === 'queue' ? byId.get(node.queueId) : undefined;
      if (node.type !== 'queue' || !queue) continue;
      judge(queue, ['flows', flowId, 'nodes', name], namedIn(node.relax));
    }
  }
}

/** Providers that are named at a place of an entry. */
interface Named {
  readonly path: readonly PropertyKey[];
  readonly ids: readonly string[] | undefined;
}

const namedIn = (steps: readonly RelaxStep[] = []): Named[] =>
  steps.map(({ addProviderIds: ids }, index) => ({ path: ['relax', index, 'addProviders'], ids }));
