import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { DatabaseAddress } from './embedded-postgres';
import { SCHEMA } from './roles';

export interface DatabaseOptions {
  /**
   * A connection URL (`DATABASE_URL`), or the address of the embedded server; a function for one
   * that is not known yet: each new session asks it, and fails with what it throws.
   */
  readonly address: DatabaseAddress | string | (() => DatabaseAddress | string);
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly connectionsMax?: number;
}

/** A store waits for a connection, and for an answer, no longer than this. */
const CONNECT_TIMEOUT_MS = 5000;
const QUERY_TIMEOUT_MS = 30_000;

/** int8 as a number: our times, durations and counters stay far below 2^53. */
const INT8_OID = 20;
const types = {
  getTypeParser: (oid: number) => (oid === INT8_OID ? Number : pg.types.getTypeParser(oid)),
};

const silent = (): void => undefined;

/** A pool of sessions. Nothing is connected until the first query; end it with `destroy()`. */
export function openDatabase(options: DatabaseOptions): Knex {
  const { address, applicationName } = options;
  const connection = () =>
    sessionOf(typeof address === 'function' ? address() : address, applicationName);
  return knex({
    client: 'pg',
    connection: typeof address === 'function' ? connection : connection(),
    searchPath: [SCHEMA],
    // An error's text goes into logs: never with the values that were bound.
    compileSqlOnError: false,
    // Whatever goes wrong rejects the query, too; knex would write it to the console besides.
    log: { warn: silent, error: silent, deprecate: silent, debug: silent },
    acquireConnectionTimeout: CONNECT_TIMEOUT_MS,
    pool: { min: 0, max: options.connectionsMax ?? 8 },
  });
}

const sessionOf = (address: DatabaseAddress | string, applicationName: string) => ({
  ...(typeof address === 'string' ? { connectionString: address } : address),
  types,
  application_name: applicationName,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  query_timeout: QUERY_TIMEOUT_MS,
  keepAlive: true,
});
