import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DaemonConfig } from '../config/schema';
import { expiredSegments, removeSegments } from '../engine/retention';
import { type Perishable, RetentionJob } from '../jobs/retention';
import type { RoutineSetting } from '../jobs/routine';
import type { DiskOutbox } from '../store/outbox';
import { SqlRetentionStore } from '../store/retention-store';
import type { Database } from './database';

export interface RetentionParts {
  readonly config: DaemonConfig;
  readonly database: Database;
  readonly outbox: DiskOutbox;
}

/** The nightly removal of what grows old on this machine's disk. */
export function makeRetention(setting: RoutineSetting, parts: RetentionParts): RetentionJob {
  const book = new SqlRetentionStore(parts.database.sessions);
  return new RetentionJob({
    ...setting,
    keepDays: parts.config.journal.retentionDays,
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
