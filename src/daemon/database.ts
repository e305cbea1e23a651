import { join } from 'node:path';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { HealthProbe } from '../api/parts';
import type { DaemonConfig } from '../config/schema';
import type { Clock } from '../port/clock';
import { CodedError, isCodedError } from '../port/coded-error';
import { openDatabase } from '../store/database';
import { type DatabaseAddress, EmbeddedPostgres } from '../store/embedded-postgres';
import { migrate } from '../store/migrate';
import type { Notify } from '../store/notice';
import { DAEMON, JOBS, MIGRATOR, provision } from '../store/roles';
import { lendDaemonRole, refuseTooStrong, servingUrl } from '../store/serving-role';
import { within } from './undo';

const DATABASE = 'leitstand';
const RETRY_MS = 5000;
const CLOSE_MAX_MS = 1500;
/** A server that is told to stop does so, be it that we do not see it. */
const SERVER_STOP_MAX_MS = 8000;

export interface DatabaseOptions {
  readonly config: DaemonConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly notify: Notify;
}

type Address = DatabaseAddress | string;

/** How each part of the daemon reaches SQL: one role each, where the server has them. */
interface Addresses {
  readonly daemon: Address;
  readonly jobs: Address;
}

/**
 * The daemon's SQL, embedded or given. It is brought up beside the calls and never waited for:
 * until it is there, and whenever it is away, reports wait and calls go on.
 */
export class Database {
  /** The daemon's own sessions; a query fails at once while the server is not there. */
  readonly sessions: Knex;
  private readonly server: EmbeddedPostgres | undefined;
  private addresses: Addresses | undefined;
  private isReady = false;
  private reason = 'it is being started';
  private cancelRetry: () => void = () => undefined;
  private isStopping = false;
  private attempt: Promise<void> = Promise.resolve();
  private first: Promise<void> | undefined;
  private readonly whenReady: (() => void)[] = [];

  constructor(private readonly options: DatabaseOptions) {
    const { config, clock, notify } = options;
    const { url, poolMax } = config.database;
    if (url === undefined) {
      const folder = join(config.dataDir, 'postgres');
      this.server = new EmbeddedPostgres({ folder, clock, notify });
    }
    this.sessions = open(() => this.known().daemon, poolMax);
  }

  /** Begins to bring it up, again and again until it is. */
  start(): void {
    this.attempt = this.bringUp().catch((error: unknown) => this.retryAfter(error));
    this.first ??= this.attempt;
  }

  /** Resolves when the first attempt to bring it up is over, whatever came of it. */
  async tried(): Promise<void> {
    await this.first;
  }

  /** Calls the listener once, as soon as the tables of this version are there. */
  onReady(listener: () => void): void {
    if (this.isReady) listener();
    else this.whenReady.push(listener);
  }

  /** Where BullMQ keeps its jobs, as a role that sees nothing else. Throws STORE_DOWN. */
  jobsAddress(): Address {
    return this.known().jobs;
  }

  /** How the daemon's own sessions reach it, for a thread beside. Throws STORE_DOWN. */
  daemonAddress(): Address {
    return this.known().daemon;
  }

  readonly probe: HealthProbe = {
    name: 'sql',
    check: async () => {
      if (!this.isReady) return { ok: false, detail: this.reason };
      await this.sessions.raw('select 1');
      return { ok: true };
    },
  };

  async stop(): Promise<void> {
    this.isStopping = true;
    this.cancelRetry();
    await this.attempt;
    const { clock } = this.options;
    await within(clock, CLOSE_MAX_MS, this.sessions.destroy()).catch(() => undefined);
    if (this.server) await within(clock, SERVER_STOP_MAX_MS, this.server.stop());
  }

  private known(): Addresses {
    if (this.addresses !== undefined) return this.addresses;
    throw new CodedError(
      'STORE_DOWN',
      `The database is not there yet: ${this.reason}.`,
      'Calls go on and records wait on the disk. Look at the database and at /readyz.',
    );
  }

  private async bringUp(): Promise<void> {
    const { server } = this;
    const { url = '', migratorUrl = url } = this.options.config.database;
    const addresses = server ? await startEmbedded(server) : await prepareGiven(url, migratorUrl);
    await using(addresses.daemon, refuseTooStrong);
    this.addresses = addresses;
    this.isReady = true;
    this.options.log.info({ embedded: server !== undefined }, 'the database is there');
    for (const listener of this.whenReady.splice(0)) listener();
  }

  private retryAfter(error: unknown): void {
    const { clock, log } = this.options;
    const text = error instanceof Error ? error.message : String(error);
    this.reason = text.split('\n')[0] ?? '';
    const code = isCodedError(error) ? error.code : undefined;
    if (code === 'DATABASE_ROLE_TOO_STRONG') log.error({ code, reason: text }, 'SQL is not used');
    else log.warn({ code, reason: text }, 'the database is not there');
    if (this.isStopping) return;
    this.cancelRetry = clock.schedule(clock.now() + RETRY_MS, () => this.start());
  }
}

async function startEmbedded(server: EmbeddedPostgres): Promise<Addresses> {
  await server.start();
  await using(server.address('postgres', 'postgres'), (superuser) =>
    provision(superuser, DATABASE),
  );
  await using(server.address(MIGRATOR, DATABASE), migrate);
  return { daemon: server.address(DAEMON, DATABASE), jobs: server.address(JOBS, DATABASE) };
}

/** The login's own rights are for its jobs; what it does as the daemon, it does in that role. */
async function prepareGiven(url: string, migratorUrl: string): Promise<Addresses> {
  await using(migratorUrl, lendDaemonRole);
  await using(migratorUrl, migrate);
  return { daemon: await using(url, (login) => servingUrl(login, url)), jobs: url };
}

/** Sessions for this work alone. */
function using<T>(address: Address, work: (sessions: Knex) => Promise<T>): Promise<T> {
  const sessions = open(address, 2);
  return work(sessions).finally(() => sessions.destroy());
}

const open = (address: Address | (() => Address), connectionsMax: number): Knex =>
  openDatabase({ address, applicationName: 'leitstand', connectionsMax });
