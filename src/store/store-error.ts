import { CodedError, isCodedError } from '../port/coded-error';

/** SQLSTATE classes of a row that no server will ever take: bad data, a constraint, a limit. */
const ROW_FAULTS = ['22', '23', '54'];

const sqlState = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

/**
 * Whether the row itself is at fault. All else, a lost link, a full disk, a missing table, a role
 * without rights, a read-only standby, may pass: it is no reason to set a record aside.
 */
export const isRowFault = (error: unknown): boolean =>
  error instanceof RowFault ||
  // What ends the session, a role that is gone, is about no row, whatever its class.
  (!isFatal(error) &&
    sqlState(error).length === 5 &&
    ROW_FAULTS.includes(sqlState(error).slice(0, 2)));

const isFatal = (error: unknown): boolean =>
  (error as { severity?: unknown } | null)?.severity === 'FATAL';

/** An entry that cannot even be put into rows. */
export class RowFault extends Error {}

/** What went wrong, without the row's values: those are in `detail`, which stays behind. */
export function faultText(error: unknown): string {
  const state = sqlState(error);
  const message = error instanceof Error ? error.message.split(' - ').at(-1) : String(error);
  return state ? `${state} ${message}` : `${message}`;
}

/** SQLSTATE of a query that was wrong, as opposed to a server that was not there. */
const isRefusal = (error: unknown): boolean => /^(0A|2[0-7]|42|44)...$/.test(sqlState(error));

/** Runs a query; a server that is away becomes STORE_DOWN. */
export async function orStoreDown<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    if (isRefusal(error) || isCodedError(error)) throw error;
    throw new CodedError(
      'STORE_DOWN',
      `The database does not answer: ${faultText(error)}.`,
      'Calls go on and records wait on the disk. Look at the database and at /readyz.',
    );
  }
}
