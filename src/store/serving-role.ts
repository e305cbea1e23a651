import type { Knex } from 'knex';
import { CodedError } from '../port/coded-error';
import { DAEMON, SCHEMA } from './roles';

/**
 * Makes the daemon's role on a server of somebody else's, where the login may make roles, so that
 * a single login is enough. Elsewhere nothing happens.
 */
export async function lendDaemonRole(login: Knex): Promise<void> {
  const { rows } = await login.raw(
    `select rolsuper or rolcreaterole as may,
       exists (select from pg_roles where rolname = :role) as there
     from pg_roles where rolname = current_user`,
    { role: DAEMON },
  );
  if (!rows[0]?.may || rows[0].there) return;
  // Both or none: a role that is there already is not lent a second time.
  await login.transaction(async (transaction) => {
    await transaction.raw(`create role ${DAEMON} nologin`);
    await transaction.raw(`grant ${DAEMON} to current_user`);
  });
}

/** The URL with which the login acts as the daemon's role, if it may; else as it is. */
export async function servingUrl(login: Knex, url: string): Promise<string> {
  const { rows } = await login.raw(
    `select exists (select from pg_roles where rolname = :role
       and pg_has_role(session_user, oid, 'member')) as may`,
    { role: DAEMON },
  );
  if (!rows[0]?.may) return url;
  const serving = new URL(url);
  const options = serving.searchParams.get('options') ?? '';
  serving.searchParams.set('options', `${options} -c role=${DAEMON}`.trim());
  return serving.href;
}

/**
 * Rejects with DATABASE_ROLE_TOO_STRONG where these sessions could change what is written once: as
 * superuser, past row security, or as the tables' owner.
 */
export async function refuseTooStrong(sessions: Knex): Promise<void> {
  const { rows } = await sessions.raw(
    `select current_user as name, r.rolsuper as super, r.rolbypassrls as bypass,
       pg_has_role(current_user, c.relowner, 'member') as owner
     from pg_roles as r, pg_class as c
     where r.rolname = current_user and c.oid = '${SCHEMA}.ledger_leaves'::regclass`,
  );
  const { name, ...found } = rows[0] ?? {};
  const faults = [
    ...(found.super ? ['is a superuser'] : []),
    ...(found.bypass ? ['is exempt from row security (BYPASSRLS)'] : []),
    ...(found.owner && !found.super ? ['owns the tables'] : []),
  ];
  if (faults.length === 0) return;
  throw new CodedError(
    'DATABASE_ROLE_TOO_STRONG',
    `The daemon would serve as ${name}, which ${faults.join(' and ')} and could change records.`,
    `Grant ${DAEMON} to the login of DATABASE_URL, or name one that has no more rights than it ` +
      'there and the owner in DATABASE_MIGRATOR_URL: see docs/database.md.',
  );
}
