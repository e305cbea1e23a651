import type { MediaUri } from '../../port/switch-command';
import type { WaitPrediction } from '../queue/wait-estimate';

const MINUTE_MS = 60_000;
/** Above so many minutes they are counted by fives, and in the end not at all. */
const SINGLE_MAX = 10;
const FIVES_MAX = 30;

/**
 * The expected wait as people say it: in minutes, always rounded up. Nothing where nobody knows,
 * or where the queue has not learnt anything yet and the figure would be its configuration.
 */
export function sayWait({ estimate }: WaitPrediction): MediaUri[] {
  if (!estimate || estimate.method === 'expected-handle-time') return [];
  const minutes = roundedMinutes(estimate.medianMs);
  if (minutes > FIVES_MAX) return ['sound:leitstand/wait-long'];
  if (minutes <= 1) return ['sound:leitstand/wait-one-minute'];
  return ['sound:leitstand/wait-about', `number:${minutes}`, 'sound:leitstand/minutes'];
}

function roundedMinutes(waitMs: number): number {
  const minutes = Math.ceil(waitMs / MINUTE_MS);
  return minutes <= SINGLE_MAX ? minutes : Math.ceil(minutes / 5) * 5;
}
