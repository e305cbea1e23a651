import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Knex } from 'knex';
import { type TestDatabase, TestPostgres } from '../store/postgres';
import { leitstand } from './command-line';
import { DaemonHome, seen } from './daemon-home';

jest.setTimeout(240_000);

const CALLING = 'callsPerHour: 72000';
const CONFIG = `
log: { level: warn }
switches:
  - { switchId: main, kind: simulated, ${CALLING} }
`;
const CENTRE = `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
flows: { main: { client: acme, nodes: { bye: { type: hangup } } } }
numbers: { '49301': { client: acme, flow: main, language: de } }
`;
const SECOND_VERIFIER = resolve(__dirname, '../../docs/verifier/verify.py');
const TABLES = ['heads', 'leaves', 'nodes', 'entries', 'checkpoints', 'keys'];

let postgres: TestPostgres;
let database: TestDatabase;
let superuser: Knex;
let home: DaemonHome;
/** What the client was given once, and keeps. */
let key = '';
let token = '';
let earlySize = 0;
let size = 0;
let kept = '';
let exports = 0;

interface Log {
  readonly log: string;
  readonly size: number;
  readonly checkpoint?: { readonly size: number };
  readonly keys: readonly { readonly key: string }[];
}

const acme = async (): Promise<Log | undefined> => {
  const { logs } = await home.daemon.ask<{ logs: Log[] }>('GET', '/v1/ledger');
  return logs.find(({ log }) => log === 'acme');
};

/** A daemon that ends signs what there is. */
async function signedSize(): Promise<number> {
  const signed = superuser('leitstand.ledger_checkpoints').where({ log: 'acme' });
  const [newest] = await signed.max('size as size');
  return Number(newest?.size);
}

const grownBeyond = (leaves: number): Promise<Log> =>
  seen(`more than ${leaves} entries`, async () => {
    const log = await acme();
    return log && log.size > leaves ? log : undefined;
  });

const rewind = (name: string): Promise<void> =>
  asSuperuser(async (sql) => {
    for (const table of TABLES) {
      await sql.raw(`delete from leitstand.ledger_${table}`);
      await sql.raw(`insert into leitstand.ledger_${table} select * from ${name}.${table}`);
    }
  });

async function copyTo(name: string): Promise<void> {
  await superuser.raw(`create schema ${name}`);
  for (const table of TABLES) {
    await superuser.raw(`create table ${name}.${table} as table leitstand.ledger_${table}`);
  }
}

/** With all triggers off, as who owns the server can do it. */
const asSuperuser = (act: (sql: Knex) => Promise<unknown>): Promise<void> =>
  superuser.transaction(async (sql) => {
    await sql.raw('set local session_replication_role = replica');
    await act(sql);
  });

async function exported(): Promise<string> {
  exports += 1;
  const folder = join(home.folder, `bundle-${exports}`);
  const { url } = await home.daemon.connection();
  const range = ['--client', 'acme', '--to-folder', folder, '--checkpoint', kept];
  const ran = await leitstand('audit', 'export', ...range, '--url', url, '--token', token);
  expect(ran).toMatchObject({ code: 0 });
  return folder;
}

/** The first finding of both verifiers in what the daemon gives out now. */
async function named(): Promise<readonly [string, number, number] | 'good'> {
  const folder = await exported();
  const own = ['--key', key, '--checkpoint', kept];
  const ours = await leitstand('audit', 'verify', folder, ...own, '--json');
  const verdict = JSON.parse(ours.out);
  const [first] = verdict.findings;
  const second = spawnSync('python3', [SECOND_VERIFIER, folder, key, kept], { encoding: 'utf8' });
  if (second.error) throw new Error(`python3 does not start: ${second.error.message}`);
  const said = first === undefined ? 'GOOD' : `${first.code} ${first.leaf} ${first.until}`;
  expect(second.stdout.split('\n')[0]).toBe(said);
  expect(ours.code).toBe(first === undefined ? 0 : 5);
  const { url } = await home.daemon.connection();
  const there = ['--client', 'acme', ...own, '--url', url, '--token', token];
  const straight = await leitstand('audit', 'verify', ...there, '--json');
  expect(JSON.parse(straight.out).findings[0]).toEqual(first);
  return first === undefined ? 'good' : [first.code, first.leaf, first.until];
}

/** An engine's entry that others of its source follow. */
async function someCall(): Promise<{ readonly leaf: number; readonly data: string }> {
  const rows = await superuser('leitstand.ledger_entries')
    .where({ log: 'acme', type: 'call' })
    .orderBy('leaf_index')
    .select('leaf_index', 'data');
  const { leaf_index: leaf, data } = rows[Math.floor(rows.length / 2)];
  return { leaf: Number(leaf), data };
}

const entriesOf = (sql: Knex) => sql('leitstand.ledger_entries').where({ log: 'acme' });

beforeAll(async () => {
  postgres = await TestPostgres.start('ordinary');
  database = await postgres.database();
  superuser = database.open('postgres');
  home = new DaemonHome({ config: CONFIG, databaseUrl: database.url('migrator') });
  await home.daemon.start();
  await home.daemon.ask('POST', '/v1/centre', CENTRE);
  const given = { name: 'acme audits', role: 'client', clientId: 'acme' };
  token = (await home.daemon.ask<{ secret: string }>('POST', '/v1/tokens', given)).secret;
  key = (await grownBeyond(10)).keys[0]?.key ?? '';
  // The client stays with the key that it was given: the log says who signs from here on.
  await home.daemon.ask('POST', '/v1/ledger/rotate-key');
  await grownBeyond(20);
  await home.daemon.stop();
  await copyTo('early');
  earlySize = await signedSize();
  await home.daemon.start();
  await grownBeyond(earlySize + 20);
  await home.daemon.stop();
  const config = join(home.folder, 'leitstand.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace(CALLING, 'callsPerHour: 0'));
  await home.daemon.start();
  size = await signedSize();
  await copyTo('late');
  await seen('the log again', acme);
  const { url } = await home.daemon.connection();
  const note = await fetch(`${url}/v1/ledger/acme/checkpoint`, {
    headers: { authorization: `Bearer ${token}` },
  });
  kept = join(home.folder, 'kept.txt');
  writeFileSync(kept, await note.text());
}, 240_000);

afterAll(async () => {
  await home?.close();
  await postgres?.close();
});

describe('a client who exports its log over HTTP', () => {
  afterEach(() => rewind('late'));

  it('finds it good, whole, while nobody has touched it', async () => {
    expect(earlySize).toBeGreaterThan(20);
    expect(size).toBeGreaterThan(earlySize + 20);
    expect(await named()).toBe('good');
  });

  it('finds a duration that the superuser of the database has changed', async () => {
    const { leaf, data } = await someCall();
    const changed = data.replace(/("(?:endedAt|durationMs)":)(\d+)/, (_, name, ms) => {
      return `${name}${Number(ms) + 1}`;
    });
    expect(changed).not.toBe(data);
    await asSuperuser((sql) =>
      entriesOf(sql).where({ leaf_index: leaf }).update({ data: changed }),
    );
    expect(await named()).toEqual(['ENTRY_ALTERED', leaf, leaf + 1]);
  });

  it('finds a call that was deleted', async () => {
    const { leaf } = await someCall();
    await asSuperuser((sql) => entriesOf(sql).where({ leaf_index: leaf }).delete());
    const [code, from, until] = (await named()) as readonly [string, number, number];
    expect(code).toBe('ENTRY_MISSING');
    expect(from).toBeLessThanOrEqual(leaf);
    expect(until).toBeGreaterThan(leaf);
  });

  it('finds that the newest calls were cut off', async () => {
    await asSuperuser((sql) =>
      entriesOf(sql)
        .where('leaf_index', '>=', size - 3)
        .delete(),
    );
    expect(await named()).toEqual(['ENTRY_MISSING', size - 3, size]);
  });

  it('finds that an earlier state of all tables was put back', async () => {
    await rewind('early');
    expect(await named()).toEqual(['LOG_TRUNCATED', earlySize, size]);
  });
});
