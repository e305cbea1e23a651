import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonConfig } from '../config/schema';
import { expiredSegments, removeSegments } from '../engine/retention';
import type { JobsBackend } from '../jobs/job-line';
import { type Perishable, RetentionJob } from '../jobs/retention';
import type { Clock } from '../port/clock';
import type { Notify } from '../store/notice';
import type { DiskOutbox } from '../store/outbox';
import { SqlRetentionStore } from '../store/retention-store';
import type { Database } from './database';

export interface RetentionParts {
  readonly config: DaemonConfig;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly database: Database;
  readonly outbox: DiskOutbox;
}

/** The nightly removal, with its jobs in Redis where one is named, else in PostgreSQL. */
export function makeRetention(parts: RetentionParts): RetentionJob {
  const { config, clock, notify, database } = parts;
  const { url } = config.redis;
  const backend: JobsBackend =
    url === undefined
      ? { kind: 'postgres', address: database.jobsAddress() }
      : { kind: 'redis', url };
  const book = new SqlRetentionStore(database.sessions);
  return new RetentionJob({
    backend,
    engineId: config.engineId,
    clock,
    notify,
    keepDays: config.journal.retentionDays,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    perishables: [journalOf(parts), outboxOf(parts)],
    record: (run) => book.add(run),
  });
}

/** Segments that a snapshot and the outbox have left behind; the engine decides which. */
const journalOf = ({ config, outbox }: RetentionParts): Perishable => ({
  kind: 'journal',
  remove: async (before) => {
    const directory = join(config.dataDir, 'journal');
    const expired = expiredSegments(directory, { before, syncedSeq: outbox.syncedSeq() });
    const bytes = expired.reduce((sum, { path }) => sum + statSync(path).size, 0);
    removeSegments(directory, expired);
    return { files: expired.length, bytes };
  },
});

const outboxOf = ({ outbox }: RetentionParts): Perishable => ({
  kind: 'outbox',
  remove: (before) => outbox.removeDelivered(before),
});
