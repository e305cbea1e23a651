import type { Cause, InputBody } from '../core/input';
import type { Engine } from '../engine/facade';
import type { NewSuppressions, SqlSuppressionStore } from '../store/suppression-store';
import type { HopperRefill } from './hopper-refill';

export interface DoNotCallOptions {
  readonly engine: Pick<Engine, 'submit'>;
  readonly store: Pick<SqlSuppressionStore, 'add'>;
  readonly hopper: Pick<HopperRefill, 'batches' | 'still'>;
}

/**
 * Adds numbers to a do-not-call list, for the core and for SQL. The core is told first: what
 * stands in a hopper is not called any more, be SQL there or not. Leads that were claimed just
 * before SQL knew, and came in after the core was told, are caught by telling it once more.
 * Returns how many were not on the list before; rejects with STORE_DOWN, and may be repeated.
 */
export async function addToDoNotCall(
  { engine, store, hopper }: DoNotCallOptions,
  given: NewSuppressions,
): Promise<number> {
  const { scope, clientId, campaignId, numbers, actor, reason } = given;
  const cause: Cause = { actor, reason };
  const body: InputBody = {
    ...{ type: 'suppression.added', scope, numbers },
    ...(clientId !== undefined && { clientId }),
    ...(campaignId !== undefined && { campaignId }),
  };
  const { batches } = hopper;
  await engine.submit(body, cause);
  const added = await store.add(given);
  await hopper.still();
  if (hopper.batches !== batches) await engine.submit(body, cause);
  return added;
}
