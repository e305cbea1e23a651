import type { AgentConfig, Centre, QueueConfig } from '../../core/centre';
import { meets } from '../../core/queue/requirement';
import { problemAt } from '../shape-problem';
import type { Known } from './known';
import type { Reading } from './section';

/** A reserve as large as the queue's staff is a wall: its agents never serve another queue. */
export function checkReserves(reading: Reading, centre: Centre, known: Known): void {
  // Agents that could not be read are missing here, not in the centre.
  if (centre.agents.length !== known.get('agent')?.size) return;
  const clients = new Map(centre.providers.map((p) => [p.providerId, p.clientIds]));
  for (const queue of centre.queues) {
    const { queueId, reserve = 0 } = queue;
    if (reserve === 0) continue;
    const staff = centre.agents.filter(
      (agent) => clients.get(agent.providerId)?.includes(queue.clientId) && isFit(agent, queue),
    );
    if (staff.length > reserve || staff.length === 0) continue;
    reading.take(
      problemAt(reading.spot('queues', queueId), ['reserve'], {
        severity: 'warning',
        code: 'RESERVE_WHOLE',
        reason: `only ${staff.length} agents can serve "${queueId}": its reserve keeps them all`,
        remedy: 'they never serve another queue; a smaller reserve lets them',
      }),
    );
  }
}

const isFit = ({ queues, skills, providerId }: AgentConfig, queue: QueueConfig): boolean =>
  queues?.[queue.queueId] !== 0 &&
  (queue.providerIds?.includes(providerId) ?? true) &&
  meets(skills, queue.requirement);
