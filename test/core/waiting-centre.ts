import type { Centre, QueueConfig } from '../../src/core/centre';
import type { Flow, QueueNode } from '../../src/core/ivr/flow';
import { CENTRE } from './scenario';

/** The small centre, with what its queue and the way into it have in addition. */
export function waitingCentre(
  extra: Partial<QueueConfig>,
  exits: Partial<QueueNode> = {},
  nodes: Flow['nodes'] = {},
): Centre {
  const withExits = (flow: Flow): Flow => ({
    ...flow,
    nodes: Object.fromEntries(
      Object.entries({ ...flow.nodes, ...nodes }).map(([name, node]) => [
        name,
        node.type === 'queue' ? { ...node, ...exits } : node,
      ]),
    ),
  });
  return {
    ...CENTRE,
    queues: CENTRE.queues.map((queue) => ({ ...queue, waitingMax: 10, ...extra })),
    flows: CENTRE.flows.map(withExits),
  };
}
