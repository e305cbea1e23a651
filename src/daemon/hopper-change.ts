import type { Cause, InputBody } from '../core/input';
import type { Engine } from '../engine/facade';
import type { HopperRefill } from './hopper-refill';

export interface HopperChangeParts {
  readonly engine: Pick<Engine, 'submit'>;
  readonly hopper: Pick<HopperRefill, 'batches' | 'still'>;
}

/**
 * Tells the core and SQL of what keeps leads from being called, or lets them. The core is told
 * first: what stands in a hopper is held to it, be SQL there or not. Leads that were claimed just
 * before SQL knew, and came in after the core was told, are caught by telling it once more.
 * Rejects with what `write` rejects with, and may be repeated.
 */
export async function tellHopperAndSql<T>(
  { engine, hopper }: HopperChangeParts,
  { body, cause }: { readonly body: InputBody; readonly cause: Cause },
  write: () => Promise<T>,
): Promise<T> {
  const { batches } = hopper;
  await engine.submit(body, cause);
  const written = await write();
  await hopper.still();
  if (hopper.batches !== batches) await engine.submit(body, cause);
  return written;
}
