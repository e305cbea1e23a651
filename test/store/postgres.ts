import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { Knex } from 'knex';
import { openDatabase } from '../../src/store/database';
import { type DatabaseAddress, EmbeddedPostgres } from '../../src/store/embedded-postgres';
import { migrate } from '../../src/store/migrate';
import { runAs, serverUser } from '../../src/store/postgres-user';
import { DAEMON, JOBS, MIGRATOR, provision, READER } from '../../src/store/roles';
import { systemClock } from './clock';

/** Both servers that Leitstand runs on: npm's on a socket, and Debian's on TCP with passwords. */
export const SERVERS = ['embedded', 'ordinary'] as const;
export type ServerKind = (typeof SERVERS)[number];

export type TestRole = 'postgres' | 'daemon' | 'migrator' | 'jobs' | 'reader';

const ROLE_NAMES: Readonly<Record<TestRole, string>> = {
  postgres: 'postgres',
  daemon: DAEMON,
  migrator: MIGRATOR,
  jobs: JOBS,
  reader: READER,
};

/** A database of its own with all tables in it, and as many sessions on it as a test asks for. */
export interface TestDatabase {
  address(role?: TestRole): DatabaseAddress;
  /** The same as one text, for DATABASE_URL and command lines. */
  url(role?: TestRole): string;
  /** Ended with the server. */
  open(role?: TestRole): Knex;
}

interface RunningServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  address(user: string, database?: string): DatabaseAddress;
}

// A server takes its time where many share the machine.
jest.setTimeout(120_000);

const TEMPLATE = 'template_leitstand';
const PASSWORD = 'only-for-tests';

/**
 * A server for one test file: start it in beforeAll, close it in afterAll. A database costs some
 * ten milliseconds: it is a copy of one that has been migrated.
 */
export class TestPostgres {
  private readonly opened: Knex[] = [];
  private count = 0;

  private constructor(
    readonly kind: ServerKind,
    readonly folder: string,
    readonly server: RunningServer,
  ) {}

  static async start(kind: ServerKind = 'embedded'): Promise<TestPostgres> {
    const folder = await mkdtemp('/tmp/leitstand-test-');
    await chmod(folder, 0o755);
    const server = kind === 'embedded' ? await embedded(folder) : await ordinary(folder);
    const postgres = new TestPostgres(kind, folder, server);
    try {
      await server.start();
      await postgres.makeTemplate();
    } catch (error) {
      await postgres.close();
      throw error;
    }
    return postgres;
  }

  /** A fresh database with all tables; empty. */
  async database(): Promise<TestDatabase> {
    this.count += 1;
    const name = `test_${this.count}`;
    const superuser = this.session('postgres', 'postgres');
    await superuser.raw(`create database ${name} template ${TEMPLATE} owner leitstand_owner`);
    await provision(superuser, name);
    // One login for all, as DATABASE_URL has it: it owns the tables, and serves as the daemon.
    await superuser.raw(`grant ${DAEMON} to ${MIGRATOR}`);
    await this.end(superuser);
    const address = (role: TestRole = 'daemon') => this.server.address(ROLE_NAMES[role], name);
    const url = (role?: TestRole) => urlOf(address(role));
    return { address, url, open: (role: TestRole = 'daemon') => this.session(role, name) };
  }

  /** Ends all sessions, stops the server and removes its files. */
  async close(): Promise<void> {
    await Promise.all(this.opened.map((session) => session.destroy()));
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async makeTemplate(): Promise<void> {
    const superuser = this.session('postgres', 'postgres');
    await provision(superuser, TEMPLATE);
    for (const role of [DAEMON, MIGRATOR, JOBS, READER]) {
      await superuser.raw(`alter role ${role} password '${PASSWORD}'`);
    }
    await this.end(superuser);
    const migrator = this.session('migrator', TEMPLATE);
    await migrate(migrator);
    await this.end(migrator);
  }

  private session(role: TestRole, database: string): Knex {
    const address = this.server.address(ROLE_NAMES[role], database);
    const session = openDatabase({ address, applicationName: 'test' });
    this.opened.push(session);
    return session;
  }

  private async end(session: Knex): Promise<void> {
    this.opened.splice(this.opened.indexOf(session), 1);
    await session.destroy();
  }
}

const urlOf = ({ host, port, database, user, password }: DatabaseAddress): string =>
  host.startsWith('/')
    ? `postgres://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
    : `postgres://${user}:${password}@${host}:${port}/${database}`;

async function embedded(folder: string): Promise<RunningServer> {
  const own = join(folder, 'postgres');
  await mkdir(own);
  await writeFile(join(own, 'extra.conf'), 'fsync = off\n');
  return new EmbeddedPostgres({ folder: own, clock: systemClock, notify: () => undefined });
}

/** As an administrator sets one up: TCP, passwords, an own port; nothing of our launcher. */
async function ordinary(folder: string): Promise<RunningServer> {
  const prefix = await postgresPrefix();
  const user = await serverUser();
  if (user.isOther) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const secret = join(folder, 'password');
  await writeFile(secret, PASSWORD, { mode: 0o644 });
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`];
  const locale = ['--no-locale', '--encoding=UTF8'];
  await runAs(user, join(prefix, 'bin/initdb'), ['-D', data, '--no-sync', ...access, ...locale]);
  const port = await freePort();
  const settings = `-h 127.0.0.1 -p ${port} -k ${folder} -c fsync=off`;
  const control = (...args: string[]) =>
    runAs(user, join(prefix, 'bin/pg_ctl'), ['-w', '-s', '-D', data, ...args]);
  return {
    start: async () => {
      await control('start', '-l', join(folder, 'log'), '-o', settings);
    },
    stop: async () => {
      await control('stop', '-m', 'fast').catch(() => undefined);
    },
    address: (role, database = 'leitstand') => ({
      ...{ host: '127.0.0.1', port, database, user: role },
      password: PASSWORD,
    }),
  };
}

/** What `bin/parts` unpacked. */
async function postgresPrefix(): Promise<string> {
  const parts = resolve(__dirname, '../../bin/parts');
  return execFileSync(parts, ['postgres'], { encoding: 'utf8' }).trim();
}

/** A TCP port that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
