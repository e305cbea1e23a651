import type { HopperChange } from '../core/dialer/hopper-change';
import type { Cause } from '../core/input';
import type { NewSuppressions, SqlSuppressionStore } from '../store/suppression-store';
import { type HopperChangeParts, tellHopperAndSql } from './hopper-change';

export interface DoNotCallOptions extends HopperChangeParts {
  readonly store: Pick<SqlSuppressionStore, 'add'>;
}

/**
 * Adds numbers to a do-not-call list, for the core and for SQL. Returns how many were not on the
 * list before; rejects with STORE_DOWN, and may be repeated.
 */
export async function addToDoNotCall(
  options: DoNotCallOptions,
  given: NewSuppressions,
): Promise<number> {
  const { scope, clientId, campaignId, numbers, actor, reason } = given;
  const cause: Cause = { actor, reason };
  const body: HopperChange = {
    ...{ type: 'suppression.added', scope, numbers },
    ...(clientId !== undefined && { clientId }),
    ...(campaignId !== undefined && { campaignId }),
  };
  return tellHopperAndSql(options, { body, cause }, () => options.store.add(given));
}
