import type { AgentConfig, Centre, QueueConfig } from '../../core/centre';
import type { Flow, QueueNode } from '../../core/ivr/flow';
import { combine, meets, type Requirement } from '../../core/queue/requirement';
import { requirementText } from '../../core/queue/requirement-text';
import { problemAt, type Refusal } from '../shape-problem';
import { contradiction } from './contradiction';
import type { Known } from './known';
import type { Reading } from './section';

/**
 * What the queues, and the flows beside them, ask of agents: an error where nobody could ever meet
 * it, a warning where none of the agents that there are does.
 */
export function checkRequirements(reading: Reading, centre: Centre, known: Known): void {
  const staff = isWhole(centre, known) ? new Staff(centre) : undefined;
  const queues = new Map<string, QueueConfig>();
  const unserved = new Set<string>();
  for (const queue of centre.queues) {
    const place = ['queues', queue.queueId];
    const refusal = contradiction(queue.requirement);
    if (refusal) {
      takeContradiction(reading, place, refusal);
      continue;
    }
    queues.set(queue.queueId, queue);
    if (staff && !staff.canServe(queue)) {
      unserved.add(queue.queueId);
      const fault = unservable(queue.queueId, queue.requirement);
      reading.take(problemAt(reading.spot(...place), [], fault));
    }
  }
  for (const flow of centre.flows) checkFlow(reading, flow, { staff, queues, unserved });
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

/** The flow may ask for more than its queue does. */
function checkFlow(reading: Reading, flow: Flow, service: Service): void {
  for (const [name, node] of Object.entries(flow.nodes)) {
    if (node.type !== 'queue' || node.skills.length === 0) continue;
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
  if (!queue || !staff || unserved.has(queue.queueId)) return;
  const requirement = combine(queue.requirement, node.skills);
  if (staff.canServe({ ...queue, requirement })) return;
  const fault = unservable(queue.queueId, requirement);
  reading.take(problemAt(reading.spot(...place), [keyAt(reading, place)], fault));
}

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
  severity: 'warning' as const,
  code: 'QUEUE_UNSERVABLE',
  reason: `no agent could ever serve "${queueId}": it asks for ${askedText(asked)}`,
  remedy: "it takes an agent who meets this and whose provider works for the queue's client",
  onKey: true,
});

const askedText = (asked: Requirement): string => requirementText(asked) || 'no skill';

/** Who may work for whom. */
class Staff {
  private readonly byClient = new Map<string, AgentConfig[]>();

  constructor(centre: Centre) {
    const clients = new Map(centre.providers.map((p) => [p.providerId, p.clientIds]));
    for (const agent of centre.agents) {
      for (const clientId of clients.get(agent.providerId) ?? []) {
        const agents = this.byClient.get(clientId);
        if (agents) agents.push(agent);
        else this.byClient.set(clientId, [agent]);
      }
    }
  }

  canServe({ clientId, queueId, requirement }: QueueConfig): boolean {
    const agents = this.byClient.get(clientId) ?? [];
    return agents.some(
      ({ skills, queues }) => queues?.[queueId] !== 0 && meets(skills, requirement),
    );
  }
}
