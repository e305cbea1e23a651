import { join } from 'node:path';
import type { DaemonConfig } from '../config/schema';
import type { Clock } from '../port/clock';
import type { LogHeads } from '../store/ledger/head-note';
import { LedgerDesk, type LedgerDeskOptions } from '../store/ledger/ledger-desk';
import type { Notify } from '../store/notice';
import { DiskOutbox, type OutboxOptions } from '../store/outbox';
import { writeRecords } from '../store/record-writer';
import type { Database } from './database';
import { type Undo, within } from './undo';

export interface RecordsOptions {
  readonly config: DaemonConfig;
  readonly clock: Clock;
}

/** An SQL server that takes queries and answers none must not hold up the end. */
export const SQL_CLOSE_MAX_MS = 1500;

/** Entries wait on the disk, and reach their logs and tables when SQL is there. */
export async function openRecords(
  options: RecordsOptions,
  undo: Undo,
  { database, notify }: { readonly database: Database; readonly notify: Notify },
): Promise<{ readonly ledger: LedgerDesk; readonly outbox: DiskOutbox }> {
  const { config, clock } = options;
  const { sessions } = database;
  // Appending needs the heads, and the outbox delivers from its opening on.
  let opened: DiskOutbox | undefined;
  const heads: LogHeads = () => opened?.heads() ?? new Map();
  const ledger = await openLedger(options, { database, notify, heads });
  undo.later('ledger', () => within(clock, SQL_CLOSE_MAX_MS, ledger.close()));
  ledger.start();
  // A database that is only being started is none that is away: that would be an alarm each time.
  const deliver: OutboxOptions['deliver'] = async (entries) => {
    await database.tried();
    await writeRecords(sessions, entries, ledger.append);
  };
  const folder = join(config.dataDir, 'outbox');
  const outbox = await DiskOutbox.open({ folder, clock, notify, deliver });
  opened = outbox;
  undo.later('outbox', () => within(clock, SQL_CLOSE_MAX_MS, outbox.close()));
  return { ledger, outbox };
}

/** Names the logs of an installation that was not told another name. */
const LOCAL = 'leitstand.local';

interface LedgerParts extends Pick<LedgerDeskOptions, 'notify' | 'heads'> {
  readonly database: Database;
}

/**
 * The ledger's desk on the daemon's own sessions. Rejects with LEDGER_SECRET_EXPOSED,
 * LEDGER_SECRET_DAMAGED, or the system's error.
 */
const openLedger = (
  { config, clock }: RecordsOptions,
  { database, notify, heads }: LedgerParts,
): Promise<LedgerDesk> =>
  LedgerDesk.open({
    db: database.sessions,
    folder: join(config.dataDir, 'ledger'),
    engineId: config.engineId,
    origin: config.ledger.origin ?? `${LOCAL}/${config.engineId}`,
    ...{ clock, notify, heads },
  });
