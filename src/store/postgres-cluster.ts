import { createHash } from 'node:crypto';
import { chown, lstat, mkdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '../port/coded-error';
import type { PostgresBinaries } from './postgres-binaries';
import { ownName, runAs, type ServerUser } from './postgres-user';
import { DAEMON, JOBS, MIGRATOR, READER } from './roles';

/** A database cluster on the disk: `cluster` (PGDATA), `socket` and `postgres.log` in a folder. */
export interface Cluster {
  readonly folder: string;
  readonly data: string;
  readonly log: string;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
}

/** The one port of the socket's name; nothing listens on TCP. */
export const SOCKET_PORT = 5432;

/** Who may log in by the kernel's word that they are us. */
const LOGINS = ['postgres', MIGRATOR, DAEMON, JOBS, READER];

export const program = (cluster: Cluster, name: string): string =>
  join(cluster.binaries.folder, 'bin', name);

/**
 * Makes the cluster if there is none. It is made beside and renamed, so that a kill in the middle
 * leaves nothing that looks like one. Rejects with POSTGRES_VERSION_DIFFERS or POSTGRES_OTHER_USER.
 */
export async function ensureCluster(cluster: Cluster): Promise<void> {
  const version = await readFile(join(cluster.data, 'PG_VERSION'), 'utf8').catch(unlessMissing);
  if (version === null) return makeCluster(cluster);
  const [major] = cluster.binaries.version.split('.');
  if (version.trim() === major) return;
  throw new CodedError(
    'POSTGRES_VERSION_DIFFERS',
    `${cluster.data} was made by PostgreSQL ${version.trim()}, and ${major} is installed.`,
    'Dump it with the old version and load it into a new folder, or install the old package.',
  );
}

async function makeCluster(cluster: Cluster): Promise<void> {
  const draft = `${cluster.data}.draft`;
  await rm(draft, { recursive: true, force: true });
  const initdb = program(cluster, 'initdb');
  const locale = ['--no-locale', '--encoding=UTF8', ...(await builtinLocale(cluster, initdb))];
  const access = ['--username=postgres', '--auth=peer'];
  await runAs(cluster.user, initdb, ['-D', draft, '--no-sync', ...access, ...locale]);
  await runAs(cluster.user, initdb, ['-D', draft, '--sync-only']);
  await rename(draft, cluster.data);
}

/** From version 17 on PostgreSQL sorts by code point by itself, the same on every machine. */
async function builtinLocale(cluster: Cluster, initdb: string): Promise<string[]> {
  const { stdout } = await runAs(cluster.user, initdb, ['--version']);
  const major = Number(/\b(\d+)(\.|devel|beta)/.exec(stdout)?.[1] ?? 0);
  return major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
}

/** Where the socket lies: in the folder, or under /tmp where the path would be too long for it. */
export async function socketFolder(cluster: Cluster): Promise<string> {
  const near = join(cluster.folder, 'socket');
  const path = fitsSocket(near) ? near : `/tmp/leitstand-${digest(cluster.folder)}`;
  await mkdir(path, { mode: 0o700, recursive: true });
  const { uid, gid, isOther } = cluster.user;
  // Looked at before it is given away: a link that somebody planted would have its target given.
  const entry = await lstat(path);
  const isOurs = entry.uid === uid || entry.uid === process.getuid?.();
  if (entry.isDirectory() && isOurs) {
    if (isOther) await chown(path, uid, gid);
    return path;
  }
  throw new CodedError(
    'POSTGRES_DID_NOT_START',
    `${path}, the folder of the database's socket, belongs to somebody else.`,
    'Remove it, or choose a shorter data folder.',
  );
}

/** A socket's path has 107 bytes at most (sockaddr_un on Linux, with its closing zero). */
const fitsSocket = (folder: string): boolean =>
  Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}.lock`)) <= 107;

export const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Writes the server's whole configuration; `extra.conf` in the folder has the last word. */
export async function configure(cluster: Cluster, socket: string): Promise<void> {
  const name = ownName();
  const map = LOGINS.map((role) => `leitstand "${name}" ${role}`);
  await give(cluster, 'postgresql.conf', settings(cluster, socket).join('\n'));
  await give(cluster, 'pg_hba.conf', 'local all all peer map=leitstand');
  await give(cluster, 'pg_ident.conf', map.join('\n'));
}

const MIB = 2 ** 20;

/**
 * An eighth of the machine's memory, 64 MB to 1 GB, taken as it is used. What a claim of leads
 * changes stays in it, and is written to the disk by others and later.
 */
export const sharedBuffersMib = (memoryBytes: number): number =>
  Math.min(1024, Math.max(64, Math.floor(memoryBytes / 8 / MIB)));

/** Terse errors and no statements keep callers' numbers out of the server's log. */
const settings = (cluster: Cluster, socket: string): string[] => [
  '# Written anew at each start. Put your own settings into extra.conf beside the cluster.',
  "listen_addresses = ''",
  `port = ${SOCKET_PORT}`,
  `unix_socket_directories = ${quoted(`"${socket}"`)}`,
  'unix_socket_permissions = 0700',
  'max_connections = 60',
  `shared_buffers = ${sharedBuffersMib(totalmem())}MB`,
  'wal_buffers = 16MB',
  'min_wal_size = 32MB',
  'max_wal_size = 1GB',
  'max_parallel_workers_per_gather = 0',
  'jit = off',
  "timezone = 'UTC'",
  "log_timezone = 'UTC'",
  "log_line_prefix = '%m [%p] '",
  'log_error_verbosity = terse',
  'log_min_error_statement = panic',
  `include_if_exists = ${quoted(join(cluster.folder, 'extra.conf'))}`,
];

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function give(cluster: Cluster, name: string, text: string): Promise<void> {
  const path = join(cluster.data, name);
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  if (cluster.user.isOther) await chown(path, cluster.user.uid, cluster.user.gid);
}

/** A server that runs on the cluster now. */
export interface Postmaster {
  readonly pid: number;
  readonly socket: string;
  readonly isReady: boolean;
}

/**
 * What postmaster.pid says, if it is true: after a crash the number may belong to another process,
 * and only a server of this cluster works in its folder. A file that lies is removed.
 */
export async function livePostmaster(cluster: Cluster): Promise<Postmaster | null> {
  const path = join(cluster.data, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(unlessMissing);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (cwd === cluster.data) {
    return { pid, socket: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' };
  }
  if (cwd !== null) await rm(path, { force: true });
  return null;
}

export function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  if (error.code === 'EACCES') {
    throw new CodedError(
      'POSTGRES_OTHER_USER',
      `${error.path} belongs to another user than the one that leitstand runs as.`,
      'Run leitstand as the user that made the data folder, or choose another folder.',
    );
  }
  throw error;
}
