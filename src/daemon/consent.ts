import type { HopperChange } from '../core/dialer/hopper-change';
import type { Cause } from '../core/input';
import type { NewConsent, SqlConsentStore } from '../store/consent-store';
import { type HopperChangeParts, tellHopperAndSql } from './hopper-change';

export interface ConsentOptions extends HopperChangeParts {
  readonly store: Pick<SqlConsentStore, 'add'>;
}

/**
 * Writes down that consent was given or withdrawn, for the core and for SQL. Rejects with
 * STORE_DOWN, and may be repeated.
 */
export async function recordConsent(options: ConsentOptions, given: NewConsent): Promise<void> {
  const { actor, reason } = given;
  const cause: Cause = { actor, reason };
  await tellHopperAndSql(options, { body: inputOf(given), cause }, () => options.store.add(given));
}

function inputOf({ clientId, numbers, status, at, ...entry }: NewConsent): HopperChange {
  const { source, channel, textVersion, kind = '', evidence = '', expiresAt } = entry;
  const proof = {
    source,
    ...(channel !== undefined && { channel }),
    ...(textVersion !== undefined && { textVersion }),
  };
  const change = { type: 'consent.changed', clientId, numbers, proof } as const;
  if (status === 'withdrawn') return { ...change, status, at };
  const consent = { kind, givenAt: at, evidence, ...(expiresAt !== undefined && { expiresAt }) };
  return { ...change, status, consent };
}
