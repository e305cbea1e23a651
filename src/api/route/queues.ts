import { z } from 'zod';
import { meets } from '../../core/queue/requirement';
import type { AgentView, Engine, QueueView } from '../../engine/facade';
import type { Role } from '../../port/stores';
import { queueView } from '../queue-schema';
import { INSIDERS, type Route, route } from '../route';
import { isInsider, seesAgent, type Viewer } from '../scope';
import { switchView } from '../view-schema';

const QUEUE_ROLES: readonly Role[] = [...INSIDERS, 'client', 'provider'];

const listQueues = route({
  method: 'get',
  path: '/v1/queues',
  operationId: 'listQueues',
  summary: 'Queues now: who waits, how long, and who could answer',
  roles: QUEUE_ROLES,
  success: {
    status: 200,
    description: 'queues that the token may see',
    schema: z.object({ queues: z.array(queueView) }),
  },
  handle: ({ viewer }, { engine }) => ({ body: { queues: queuesFor(viewer, engine) } }),
});

/** What counts the calls of all providers is not for one of them. */
type Counted = 'today' | 'waitEstimate';
type ShownQueue = Omit<QueueView, Counted> & Partial<Pick<QueueView, Counted>>;

function queuesFor(viewer: Viewer, engine: Engine): readonly ShownQueue[] {
  const queues = engine.queues();
  if (isInsider(viewer)) return queues;
  if (viewer.role === 'client') return queues.filter((q) => q.clientId === viewer.clientId);
  const { providers } = engine.centre();
  const provider = providers.find((entry) => entry.providerId === viewer.providerId);
  const clients = new Set(provider?.clientIds ?? []);
  const own = engine.agents().filter((agent) => seesAgent(viewer, agent));
  return queues
    .filter((queue) => clients.has(queue.clientId))
    .map(({ today: _, waitEstimate: _estimate, ...queue }) => ({
      ...queue,
      agents: countAgents(own, engine, queue),
    }));
}

/** The provider's own agents who could serve the queue; how many others have is not shown. */
function countAgents(
  own: readonly AgentView[],
  engine: Engine,
  { queueId }: Pick<QueueView, 'queueId'>,
): QueueView['agents'] {
  const queue = engine.centre().queues.find((entry) => entry.queueId === queueId);
  const counts = { idle: 0, busy: 0, onBreak: 0 };
  for (const agent of own) {
    if (agent.status === 'logged-out') continue;
    if (!meets(agent.skills, queue?.requirement ?? [])) continue;
    if (agent.status === 'on-break') counts.onBreak += 1;
    else if (agent.state === 'idle') counts.idle += 1;
    else counts.busy += 1;
  }
  return counts;
}

const listSwitches = route({
  method: 'get',
  path: '/v1/switches',
  operationId: 'listSwitches',
  summary: 'Telephone switches and whether they are up',
  roles: INSIDERS,
  success: {
    status: 200,
    description: 'all switches',
    schema: z.object({ switches: z.array(switchView) }),
  },
  handle: (_, { engine }) => ({ body: { switches: engine.switches() } }),
});

export const queueRoutes: readonly Route[] = [listQueues, listSwitches];
