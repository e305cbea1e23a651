import { join } from 'node:path';
import type { DaemonConfig } from '../config/schema';
import type { Clock } from '../port/clock';
import { LedgerDesk, type LedgerDeskOptions } from '../store/ledger/ledger-desk';
import type { Database } from './database';

/** Names the logs of an installation that was not told another name. */
const LOCAL = 'leitstand.local';

export interface LedgerParts extends Pick<LedgerDeskOptions, 'notify' | 'heads'> {
  readonly database: Database;
}

/**
 * The ledger's desk on the daemon's own sessions. Rejects with LEDGER_SECRET_EXPOSED,
 * LEDGER_SECRET_DAMAGED, or the system's error.
 */
export const openLedger = (
  { config, clock }: { readonly config: DaemonConfig; readonly clock: Clock },
  { database, notify, heads }: LedgerParts,
): Promise<LedgerDesk> =>
  LedgerDesk.open({
    db: database.sessions,
    folder: join(config.dataDir, 'ledger'),
    engineId: config.engineId,
    origin: config.ledger.origin ?? `${LOCAL}/${config.engineId}`,
    ...{ clock, notify, heads },
  });
