import { isLedgerError } from '../../src/ledger/ledger-error';

/** The code with which the ledger refuses; any other error is the test's failure. */
export function refusalOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (isLedgerError(error)) return error.code;
    throw error;
  }
  return undefined;
}
