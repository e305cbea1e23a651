import type { QueueView, WaitErrorSums } from '../engine/facade';
import { formatDuration, formatWait } from './duration';

/** What who joins now will wait: `1m20s`; `-` where no agent could serve. */
export const estimateNow = ({ waitEstimate: { now } }: QueueView): string =>
  now === null ? '-' : formatWait(now.medianMs);

/** Waits inside the 80 % interval, of those checked. */
export const coverage = ({ checked, inside }: WaitErrorSums): string =>
  checked === 0 ? '-' : `${Math.round((100 * inside) / checked)}%`;

/** Mean of predicted - wait, with its sign: `+` says that too much was predicted. */
export function bias({ measured, errorMsSum }: WaitErrorSums): string {
  if (measured === 0) return '-';
  const meanMs = errorMsSum / measured;
  return `${meanMs < 0 ? '-' : '+'}${formatDuration(Math.abs(meanMs))}`;
}

/** Mean of |predicted - wait|. */
export const meanError = ({ measured, absErrorMsSum }: WaitErrorSums): string =>
  measured === 0 ? '-' : formatDuration(absErrorMsSum / measured);
