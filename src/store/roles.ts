import type { Knex } from 'knex';

/** Everything of ours lies in this schema, so that a database can be shared. */
export const SCHEMA = 'leitstand';

/** Owns every table; nobody logs in as it. */
export const OWNER = 'leitstand_owner';
/** Runs the migrations, acting as the owner. */
export const MIGRATOR = 'leitstand_migrator';
/** What the running engine is: it adds records and cannot change or remove one. */
export const DAEMON = 'leitstand_daemon';
/** BullMQ's own schema, and nothing of ours. */
export const JOBS = 'leitstand_jobs';
/** Reports: reads all but the tokens and the keys of those whom records are about. */
export const READER = 'leitstand_reader';

/** Written once, never changed: a second truth would need a second record. */
const RECORD_TABLES = [
  'calls',
  'segments',
  'party_intervals',
  'supplements',
  'centre_versions',
  'retention_runs',
  'list_upkeep_runs',
  'dial_list_changes',
  'attempts',
  'lead_imports',
  // Who asked not to be called is not forgotten.
  'suppressions',
  'refusals',
  'consents',
];
const CENTRE_TABLES = [
  'clients',
  'providers',
  'skills',
  'agents',
  'queues',
  'flows',
  'numbers',
  'calendars',
];
/** Leaves, what they are hashes of, and who vouches for them. */
const LEDGER_TABLES = [
  'ledger_leaves',
  'ledger_nodes',
  'ledger_entries',
  'ledger_disclosures',
  'ledger_checkpoints',
  'ledger_keys',
  'ledger_anchors',
  'subject_keys',
];
/** What is called moves on, and is never removed from here. */
const LEAD_TABLES = ['dial_lists', 'leads', 'hopper_batches'];
/** Found or made; a lane, a number and a key stay what they are. */
const LANE_TABLES = ['lead_lanes', 'lead_numbers', 'lead_keys'];
/** Pairs that come and go with a centre; a report never asks who had a skill once. */
const LINK_TABLES = ['provider_clients', 'agent_skills', 'queue_skills'];

const SECRET = ['tokens', 'subject_keys'];

const RIGHTS: readonly { readonly tables: readonly string[]; readonly daemon: string }[] = [
  { tables: RECORD_TABLES, daemon: 'select, insert' },
  { tables: LEDGER_TABLES, daemon: 'select, insert' },
  { tables: ['ledger_heads'], daemon: 'select, insert, update' },
  { tables: CENTRE_TABLES, daemon: 'select, insert, update' },
  { tables: LEAD_TABLES, daemon: 'select, insert, update' },
  { tables: LANE_TABLES, daemon: 'select, insert' },
  { tables: LINK_TABLES, daemon: 'select, insert, update, delete' },
  { tables: ['settings'], daemon: 'select, insert, update, delete' },
  { tables: ['tokens'], daemon: 'select, insert, update' },
  { tables: ['migrations'], daemon: 'select' },
];

/** Creates what is missing of roles and database; wants a superuser's session. Repeatable. */
export async function provision(superuser: Knex, database: string): Promise<void> {
  const name = superuser.ref(database);
  await ensureRole(superuser, OWNER, 'nologin');
  for (const role of [MIGRATOR, DAEMON, JOBS, READER]) await ensureRole(superuser, role, 'login');
  await superuser.raw(`grant ${OWNER} to ${MIGRATOR}`);
  const found = await superuser('pg_database').where({ datname: database }).first('oid');
  if (!found) {
    await superuser.raw(`create database ? owner ${OWNER} template template0 encoding 'UTF8'`, [
      name,
    ]);
  }
  await superuser.raw('revoke all on database ? from public', [name]);
  await superuser.raw(`grant connect on database ? to ${MIGRATOR}, ${DAEMON}, ${READER}`, [name]);
  await superuser.raw(`grant connect, create on database ? to ${JOBS}`, [name]);
  await superuser.raw(`alter role ${MIGRATOR} in database ? set role = '${OWNER}'`, [name]);
}

async function ensureRole(superuser: Knex, role: string, login: string): Promise<void> {
  const found = await superuser('pg_roles').where({ rolname: role }).first('rolname');
  if (!found) await superuser.raw(`create role ${role} ${login}`);
}

/** Rights on the tables, for those of the roles that this server has. Repeatable. */
export async function grantRights(owner: Knex): Promise<void> {
  const rows: { rolname: string }[] = await owner('pg_roles')
    .whereIn('rolname', [DAEMON, READER])
    .select('rolname');
  const roles = new Set(rows.map((row) => row.rolname));
  if (roles.has(READER)) await grantReader(owner);
  if (!roles.has(DAEMON)) return;
  await owner.raw(`grant usage on schema ${SCHEMA} to ${DAEMON}`);
  for (const { tables, daemon } of RIGHTS) {
    await owner.raw(`grant ${daemon} on ${tables.map(qualified).join(', ')} to ${DAEMON}`);
  }
  // An import mints the ids of its leads before it writes them.
  await owner.raw(`grant usage on sequence ${qualified('leads_lead_id_seq')} to ${DAEMON}`);
  await owner.raw(`grant execute on function ${qualified('ledger_make_room')} to ${DAEMON}`);
}

async function grantReader(owner: Knex): Promise<void> {
  const tables = RIGHTS.flatMap((right) => right.tables).filter((one) => !SECRET.includes(one));
  await owner.raw(`grant usage on schema ${SCHEMA} to ${READER}`);
  await owner.raw(`grant select on ${tables.map(qualified).join(', ')} to ${READER}`);
}

const qualified = (table: string): string => `${SCHEMA}.${table}`;
