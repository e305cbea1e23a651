import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { CodedError } from '../port/coded-error';
import { grantRights, SCHEMA } from './roles';

/** The same place seen from src/store and from dist/store. */
const FOLDER = join(__dirname, '..', '..', 'migrations');

/** Any number, the same in every process that migrates. */
const LOCK_KEY = 5_483_926_473;

const config = {
  tableName: 'migrations',
  schemaName: SCHEMA,
  migrationSource: {
    getMigrations: async () => (await readdir(FOLDER)).filter((f) => f.endsWith('.sql')).sort(),
    getMigrationName: (file: string) => file.replace(/\.sql$/, ''),
    getMigration: async (file: string) => ({
      up: async (trx: Knex) => {
        const sql = await readFile(join(FOLDER, file), 'utf8');
        // knex takes a question mark for a parameter, even where there are none.
        await trx.raw(sql.replaceAll('?', '\\?'));
      },
      down: async () => {
        throw new Error('Migrations go forward only: restore a dump instead.');
      },
    }),
  },
};

/**
 * Brings the tables up to this version and grants the roles their rights; a second process waits.
 * Rejects with MIGRATION_FAILED; then nothing of the failing step has happened.
 */
export async function migrate(owner: Knex): Promise<void> {
  await owner.transaction(async (lock) => {
    await lock.raw('set local idle_in_transaction_session_timeout = 0');
    await lock.raw('select pg_advisory_xact_lock(?)', [LOCK_KEY]);
    try {
      await ensureSchema(owner);
      // We hold the lock, so a mark that says otherwise was left by a process that was killed.
      await owner.migrate.forceFreeMigrationsLock(config);
      await owner.migrate.latest(config);
      await grantRights(owner);
    } catch (error) {
      throw new CodedError(
        'MIGRATION_FAILED',
        `The database could not be brought up to this version: ${(error as Error).message}.`,
        'The database is as it was before the failing step. Its user must own schema leitstand.',
      );
    }
  });
}

async function ensureSchema(owner: Knex): Promise<void> {
  const found = await owner('pg_namespace').where({ nspname: SCHEMA }).first('oid');
  if (!found) await owner.raw('create schema ??', [SCHEMA]);
}
