import type { QueueConfig } from '../centre';
import type { World } from '../world';
import { newQueueWaits } from './wait-class';
import { type ErrorSums, noErrors, RECENT_CHECKS, recentSums } from './wait-error';
import { estimateWait } from './wait-estimate';

/**
 * What a queue tells whoever joins now with the lowest priority, and how good its estimates were:
 * today (UTC), apart for those who were connected and those who left, and over the last checks.
 */
export function waitEstimateView(world: World, queue: QueueConfig, at: number) {
  const waits = world.waits.get(queue.queueId) ?? newQueueWaits();
  const found = waits.errors;
  const { day: _day, ...today } = found && found.day === noErrors(at).day ? found : noErrors(at);
  const recent: ErrorSums & { readonly window: number } = {
    window: RECENT_CHECKS,
    ...recentSums(waits),
  };
  return { now: estimateNow(world, queue, at), today, recent };
}

function estimateNow(world: World, { queueId, clientId }: QueueConfig, at: number) {
  const { estimate } = estimateWait(
    world,
    {
      contactId: '',
      clientId,
      queueId,
      asked: NOTHING,
      priority: 0,
      phase: 'new',
      waitingSince: at,
    },
    at,
  );
  if (!estimate) return null;
  const { inputs, ...told } = estimate;
  return { ...told, ahead: inputs.ahead, agents: inputs.agents };
}

/** One list for all, since requirements are remembered by it. */
const NOTHING = [] as const;
