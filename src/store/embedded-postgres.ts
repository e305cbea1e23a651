import { chown, mkdir, open, realpath, rename, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Notify } from './notice';
import { findBinaries, type PostgresBinaries, usableBinaries } from './postgres-binaries';
import {
  type Cluster,
  configure,
  digest,
  ensureCluster,
  livePostmaster,
  program,
  SOCKET_PORT,
  socketFolder,
} from './postgres-cluster';
import { canReach, runAs, type ServerUser, serverUser } from './postgres-user';

export interface EmbeddedPostgresOptions {
  /** A folder of its own; made when absent. */
  readonly folder: string;
  readonly clock: Clock;
  readonly notify: Notify;
  /** Where root's cluster and programs go when the server's user cannot enter `folder`. */
  readonly reachableRoot?: string;
  /** Another server than the one that npm installed. */
  readonly binaries?: PostgresBinaries;
}

/** How to reach a database as a role: what knex and BullMQ call their connection. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
}

const REACHABLE_ROOT = '/var/lib/leitstand';
const WATCH_EVERY_MS = 2000;
const LOG_BYTES_MAX = 8 * 1024 * 1024;
const LOG_TAIL_BYTES = 2000;

/**
 * The PostgreSQL that comes with npm, on a unix socket and nowhere else. It outlives a daemon that
 * is killed, and the next one takes it over; one that dies by itself is started again.
 */
export class EmbeddedPostgres {
  private readonly options: EmbeddedPostgresOptions;
  private cluster: Cluster | null = null;
  private socket = '';
  private cancelWatch: (() => void) | null = null;
  private isStopping = false;
  private looking: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedPostgresOptions) {
    this.options = options;
  }

  /**
   * Starts the server, or takes over the one that runs already. Rejects with
   * POSTGRES_NOT_INSTALLED, POSTGRES_NO_USER, POSTGRES_OTHER_USER, POSTGRES_VERSION_DIFFERS or
   * POSTGRES_DID_NOT_START, the last with the end of the server's log.
   */
  async start(): Promise<void> {
    this.isStopping = false;
    this.cluster ??= await this.place();
    await ensureCluster(this.cluster);
    await this.run(this.cluster);
    this.watch(this.cluster);
  }

  /** How to reach one of the server's databases as a role of ours. */
  address(user: string, database = 'leitstand'): DatabaseAddress {
    return { host: this.socket, port: SOCKET_PORT, database, user };
  }

  /** Ends the sessions, writes everything out and stops; nothing happens if it does not run. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.cancelWatch?.();
    await this.looking;
    const cluster = this.cluster;
    if (cluster && (await livePostmaster(cluster))) await stopServer(cluster);
  }

  private async place(): Promise<Cluster> {
    const wanted = resolve(this.options.folder);
    await mkdir(wanted, { recursive: true });
    const made = await stat(join(wanted, 'cluster')).catch(() => null);
    const user = await serverUser(made?.uid);
    const root = this.options.reachableRoot ?? REACHABLE_ROOT;
    const folder = await realpath(await this.enterable(wanted, user, root));
    const found = this.options.binaries ?? (await findBinaries());
    const binaries = this.options.binaries
      ? found
      : await usableBinaries(found, user, user.isOther ? root : folder);
    const data = join(folder, 'cluster');
    return { folder, data, log: join(folder, 'postgres.log'), binaries, user };
  }

  private async enterable(wanted: string, user: ServerUser, root: string): Promise<string> {
    if (!user.isOther) return wanted;
    await chown(wanted, user.uid, user.gid);
    if (await canReach(user, '-w', wanted)) return wanted;
    const folder = join(root, `postgres-${digest(wanted)}`);
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await chown(folder, user.uid, user.gid);
    this.options.notify({
      code: 'POSTGRES_ELSEWHERE',
      severity: 'warning',
      message: 'The database does not lie in the data folder: PostgreSQL refuses to run as root.',
      detail: { wanted, folder, serverUid: user.uid },
    });
    if (await canReach(user, '-w', folder)) return folder;
    throw new CodedError(
      'POSTGRES_OTHER_USER',
      `User id ${user.uid}, as which PostgreSQL runs, may enter neither ${wanted} nor ${folder}.`,
      'Choose a data folder that others may pass through, for example below /srv.',
    );
  }

  private async run(cluster: Cluster): Promise<void> {
    const live = await livePostmaster(cluster);
    if (live?.isReady && live.socket !== '') {
      this.socket = live.socket;
      await configure(cluster, live.socket);
      await runAs(cluster.user, program(cluster, 'pg_ctl'), ['reload', '-D', cluster.data]);
      return;
    }
    if (live) await stopServer(cluster);
    this.socket = await socketFolder(cluster);
    await configure(cluster, this.socket);
    await startServer(cluster);
  }

  /** A server that the system killed comes back without anybody's help. */
  private watch(cluster: Cluster): void {
    const { clock, notify } = this.options;
    const look = async (): Promise<void> => {
      if (!this.isStopping && !(await livePostmaster(cluster))) {
        await this.run(cluster);
        notify({
          code: 'POSTGRES_RESTARTED',
          severity: 'alarm',
          message: 'PostgreSQL was gone and has been started again.',
        });
      }
    };
    const again = (): void => {
      if (this.isStopping) return;
      this.cancelWatch = clock.schedule(clock.now() + WATCH_EVERY_MS, () => {
        const failed = ({ message }: Error): void =>
          notify({ code: 'POSTGRES_DID_NOT_START', severity: 'alarm', message });
        this.looking = look().catch(failed).then(again);
      });
    };
    again();
  }
}

/** Its output goes to a file, not to us: it has to go on when we are gone. */
async function startServer(cluster: Cluster): Promise<void> {
  await rotate(cluster.log);
  const args = ['start', '-w', '-t', '120', '-s', '-D', cluster.data, '-l', cluster.log];
  try {
    await runAs(cluster.user, program(cluster, 'pg_ctl'), args);
  } catch (error) {
    throw new CodedError(
      'POSTGRES_DID_NOT_START',
      `PostgreSQL did not start on ${cluster.data}. The end of ${cluster.log}:\n` +
        ((await tail(cluster.log)) || String(error)),
      'Mend what the log says; a second server on the folder and a full disk are common.',
    );
  }
}

async function stopServer(cluster: Cluster): Promise<void> {
  const stop = ['stop', '-w', '-s', '-D', cluster.data];
  const pgCtl = program(cluster, 'pg_ctl');
  try {
    await runAs(cluster.user, pgCtl, [...stop, '-t', '60', '-m', 'fast']);
  } catch {
    if (!(await livePostmaster(cluster))) return;
    await runAs(cluster.user, pgCtl, [...stop, '-t', '20', '-m', 'immediate']);
  }
}

async function rotate(log: string): Promise<void> {
  const file = await stat(log).catch(() => null);
  if (file && file.size > LOG_BYTES_MAX) await rename(log, `${log}.1`);
}

async function tail(log: string): Promise<string> {
  const file = await open(log, 'r').catch(() => null);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await file.read({ position: start, length: LOG_TAIL_BYTES });
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}
