import {
  createPostgresBackend,
  type JobsOptions,
  type Processor,
  Queue,
  Worker,
  withBackend,
} from 'bullmq';
import IORedis from 'ioredis';
import pg from 'pg';
import type { DatabaseAddress } from '../store/embedded-postgres';

/** Where BullMQ keeps its jobs: in PostgreSQL (`migrate` makes its schema), or in Redis. */
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
  /** Waits for the job that runs, then ends every connection. */
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 3;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * Opens a queue with one worker that runs one job at a time. Nothing rejects while the backend is
 * away: both come back by themselves and say so by their `error` events. No colon in the name.
 */
export function openJobLine(backend: JobsBackend, name: string, work: Processor): JobLine {
  return backend.kind === 'postgres'
    ? onPostgres(backend.address, name, work)
    : onRedis(backend.url, name, work);
}

/**
 * A session whose loss is told by the query that it breaks. BullMQ's pool listens to sessions that
 * rest and to none that it works with, and an error event that nobody hears ends the process.
 */
class HeardClient extends pg.Client {
  constructor(options?: pg.ClientConfig) {
    super(options);
    this.on('error', () => undefined);
  }
}

function onPostgres(address: DatabaseAddress | string, name: string, work: Processor): JobLine {
  const target = typeof address === 'string' ? { connectionString: address } : address;
  const connection = {
    ...target,
    migrate: true,
    Client: HeardClient,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: `leitstand ${name}`,
  };
  const bound = withBackend(createPostgresBackend);
  const queue = new bound.Queue(name, { connection });
  const worker = new bound.Worker(name, work, { connection });
  const close = async (): Promise<void> => {
    await worker.close();
    await queue.close();
  };
  return { queue, worker, close };
}

function onRedis(url: string, name: string, work: Processor): JobLine {
  // BullMQ asks for null: a worker waits for Redis instead of giving its command up.
  const connection = new IORedis(url, { maxRetriesPerRequest: null });
  const queue = new Queue(name, { connection });
  const worker = new Worker(name, work, { connection });
  const close = async (): Promise<void> => {
    // Without Redis there is no job to wait for, and no answer that would ever come.
    await worker.close(connection.status !== 'ready');
    await queue.close();
    connection.disconnect();
  };
  return { queue, worker, close };
}
