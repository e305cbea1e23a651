import type { QueueView } from '../engine/facade';
import { formatDuration } from './duration';

/** Answered within the queue's T, of those offered today: `answeredInTime / offered`. */
export function serviceLevel(queue: QueueView): string {
  const { offered, answeredInTime } = queue.today;
  return offered === 0 ? '-' : `${Math.round((100 * answeredInTime) / offered)}%`;
}

/** Mean wait of those answered today. */
export function meanWait(queue: QueueView): string {
  const { answered, waitMsSum } = queue.today;
  return answered === 0 ? '-' : formatDuration(Math.round(waitMsSum / answered));
}

/** Mean of the marks of callers and how many there were: `4.3 (12)`. */
export const meanRating = (count: number, sum: number): string =>
  count === 0 ? '-' : `${(sum / count).toFixed(1)} (${count})`;
