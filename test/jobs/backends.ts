import type { JobsBackend } from '../../src/jobs/job-line';
import { TestPostgres } from '../store/postgres';
import { TestRedis } from './redis';

/** Where the jobs live: each behaves the same to a user. */
export const BACKENDS = {
  'the embedded PostgreSQL': () => onPostgres('embedded'),
  'an ordinary PostgreSQL': () => onPostgres('ordinary'),
  Redis: onRedis,
};

export interface Place {
  readonly backend: () => Promise<JobsBackend>;
  readonly leave: () => Promise<void>;
  readonly away: () => Promise<void>;
  readonly back: () => Promise<void>;
}

async function onPostgres(kind: 'embedded' | 'ordinary'): Promise<Place> {
  const postgres = await TestPostgres.start(kind);
  return {
    backend: async () => ({
      kind: 'postgres',
      address: (await postgres.database()).address('jobs'),
    }),
    leave: () => postgres.close(),
    away: () => postgres.server.stop(),
    back: () => postgres.server.start(),
  };
}

async function onRedis(): Promise<Place> {
  const redis = await TestRedis.start();
  return {
    backend: async () => ({ kind: 'redis', url: redis.url }),
    leave: () => redis.close(),
    away: () => redis.end(),
    back: () => redis.begin(),
  };
}
