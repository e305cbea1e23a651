import {
  createPostgresBackend,
  DEFAULT_SCHEMA,
  type JobsOptions,
  type PgPool,
  type Processor,
  Queue,
  quoteSchemaName,
  runMigrations,
  Worker,
  withBackend,
} from 'bullmq';
import IORedis from 'ioredis';
import pg from 'pg';
import type { DatabaseAddress } from '../store/embedded-postgres';

/** Where BullMQ keeps its jobs: in PostgreSQL, in a schema of its own, or in Redis. */
export type JobsBackend =
  | { readonly kind: 'postgres'; readonly address: DatabaseAddress | string }
  | { readonly kind: 'redis'; readonly url: string };

/** What both backends' queues have in common, as far as we use it. */
export interface JobQueue {
  add(name: string, data: object, options: JobsOptions): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: RepeatAt, template: JobTemplate): Promise<unknown>;
  getJobScheduler(id: string): Promise<{ next?: number } | undefined>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface JobWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(
    event: 'failed',
    listener: (job: { attemptsMade: number } | undefined, error: Error) => void,
  ): unknown;
}

/** A cron line in the time of a zone (IANA name). */
export interface RepeatAt {
  readonly pattern: string;
  readonly tz: string;
}

export interface JobTemplate {
  readonly name: string;
  readonly data: object;
  readonly opts: JobsOptions;
}

/** Both ends of one queue of jobs. */
export interface JobLine {
  readonly queue: JobQueue;
  readonly worker: JobWorker;
  /** Whether the backend answered last, as far as is known. */
  isUp(): boolean;
  /** Calls the listener each time that a backend is back which may have forgotten everything. */
  onBack(listener: () => void): void;
  /** Resolves when this line will not mend itself: close it and open another, after a while. */
  readonly broken: Promise<Error>;
  /** Waits for the job that runs, then ends every connection. */
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 4;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Opens a queue with one worker that runs one job at a time. Rejects where PostgreSQL refuses; a
 * Redis that is away is waited for by what is asked of the queue. No colon in the name.
 */
export async function openJobLine(
  backend: JobsBackend,
  name: string,
  work: Processor,
): Promise<JobLine> {
  return backend.kind === 'postgres'
    ? onPostgres(backend.address, name, work)
    : onRedis(backend.url, name, work);
}

/**
 * A session whose loss is told by the query that it breaks. BullMQ listens to some of its sessions
 * some of the time, and an error event that nobody hears would end the process.
 */
class HeardClient extends pg.Client {
  override emit(event: string, ...told: unknown[]): boolean {
    if (event === 'error' && this.listenerCount('error') === 0) return false;
    return super.emit(event, ...told);
  }
}

/** All sessions are in BullMQ's own schema. */
function poolOf(address: DatabaseAddress | string, name: string): pg.Pool {
  const pool = new pg.Pool({
    ...(typeof address === 'string' ? { connectionString: address } : address),
    Client: HeardClient,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: `leitstand ${name}`,
    options: `-c search_path=${quoteSchemaName(DEFAULT_SCHEMA)}`,
  });
  pool.on('error', () => undefined);
  return pool;
}

/**
 * A worker that PostgreSQL has refused once may ask again at once and for ever, without leaving
 * the event loop a moment for anything else: BullMQ keeps the refusal of its first connection. So
 * nothing is asked of it before the schema is there, and the first error of a line ends it.
 */
async function onPostgres(
  address: DatabaseAddress | string,
  name: string,
  work: Processor,
): Promise<JobLine> {
  const pool = poolOf(address, name);
  try {
    const session = await pool.connect();
    await runMigrations(session, DEFAULT_SCHEMA).finally(() => session.release());
  } catch (error) {
    await pool.end();
    throw error;
  }
  const bound = withBackend(createPostgresBackend);
  // BullMQ takes a pool, and describes it a little otherwise than pg does.
  const connection = pool as unknown as PgPool;
  const queue = new bound.Queue(name, { connection });
  const worker = new bound.Worker(name, work, { connection });
  const broken = new Promise<Error>((resolve) => {
    queue.on('error', resolve);
    worker.on('error', resolve);
  });
  const close = async (): Promise<void> => {
    // A session that is lost already cannot be closed, and need not be.
    await worker.close().catch(() => undefined);
    await queue.close().catch(() => undefined);
    await pool.end();
  };
  let isUp = true;
  broken.then(() => {
    isUp = false;
  });
  return { queue, worker, broken, close, isUp: () => isUp, onBack: () => undefined };
}

/** A line on Redis comes back by itself, and tells of each try by an `error` event. */
function onRedis(url: string, name: string, work: Processor): JobLine {
  // BullMQ asks for null: a worker waits for Redis instead of giving its command up.
  const connection = new IORedis(url, { maxRetriesPerRequest: null });
  const queue = new Queue(name, { connection });
  const worker = new Worker(name, work, { connection });
  const close = async (): Promise<void> => {
    // Without Redis there is no job to wait for, and no answer that would ever come. A connection
    // is called ready until its loss was heard of, so Redis itself is asked.
    const lost = new Promise<false>((resolve) => {
      connection.once('close', () => resolve(false));
    });
    const answer = connection.status === 'ready' && connection.ping().then(Boolean, () => false);
    const isThere = await Promise.race([answer, lost]);
    const unlessLost = (closed: Promise<void>) => (isThere ? Promise.race([closed, lost]) : closed);
    await unlessLost(worker.close(!isThere));
    await unlessLost(queue.close());
    connection.disconnect();
  };
  const broken = new Promise<Error>(() => undefined);
  const isUp = (): boolean => connection.status === 'ready';
  const onBack = (listener: () => void): void => {
    let wasLost = false;
    connection.on('close', () => {
      wasLost = true;
    });
    connection.on('ready', () => {
      if (wasLost) listener();
      wasLost = false;
    });
  };
  return { queue, worker, broken, close, isUp, onBack };
}
