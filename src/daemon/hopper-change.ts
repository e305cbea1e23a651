import type { HopperChange } from '../core/dialer/hopper-change';
import type { Cause } from '../core/input';
import type { Engine } from '../engine/facade';
import type { HopperRefill } from './hopper-refill';

export interface HopperChangeParts {
  readonly engine: Pick<Engine, 'submit'>;
  readonly hopper: Pick<HopperRefill, 'during'>;
}

/**
 * Tells the core and SQL of what keeps leads from being called, or lets them. The core is told
 * first: what stands in a hopper is held to it, be SQL there or not. Leads that were claimed just
 * before SQL knew come to the core as if it had. Rejects with what `write` rejects with, and may be
 * repeated.
 */
export const tellHopperAndSql = <T>(
  { engine, hopper }: HopperChangeParts,
  { body, cause }: { readonly body: HopperChange; readonly cause: Cause },
  write: () => Promise<T>,
): Promise<T> =>
  hopper.during(body, async () => {
    await engine.submit(body, cause);
    return write();
  });
