import type { Knex } from 'knex';
import type { Clock } from '../../port/clock';
import type { Notify } from '../notice';
import type { AppendSealed } from '../record-writer';
import { orStoreDown } from '../store-error';
import type { LogHeads } from './head-note';
import { ALL_LOGS, enterScope } from './log-head';
import { Sequencer } from './sequencer';
import { SigningKeys } from './signing-keys';
import { SubjectBoxes } from './subject-boxes';

export interface LedgerDeskOptions {
  readonly db: Knex;
  /** Of the signing key and the pepper; made when absent. */
  readonly folder: string;
  /** A log's origin is `<origin>/<log>`. */
  readonly origin: string;
  readonly clock: Clock;
  readonly notify: Notify;
  readonly heads: LogHeads;
}

const CHECKPOINT_EVERY_MS = 60_000;

interface Unsigned {
  readonly log: string;
  readonly noted_size: number;
}

/** The daemon's part of the ledger: appends, signs heads from time to time, and turns keys. */
export class LedgerDesk {
  readonly append: AppendSealed;
  private readonly sequencer: Sequencer;
  private isClosed = false;
  private cancelTimer: () => void = () => undefined;
  private passing: Promise<void> = Promise.resolve();
  /** What the last pass could not sign, by log: the size of the checkpoint before. */
  private unsigned: ReadonlyMap<string, number> = new Map();

  private constructor(
    private readonly options: LedgerDeskOptions,
    private readonly keys: SigningKeys,
    readonly boxes: SubjectBoxes,
  ) {
    this.sequencer = new Sequencer({ ...options, keys, boxes });
    this.append = (transaction, entries) =>
      this.sequencer.append(transaction, entries, options.clock.now());
  }

  /** Rejects with LEDGER_SECRET_EXPOSED, LEDGER_SECRET_DAMAGED, or the system's error. */
  static async open(options: LedgerDeskOptions): Promise<LedgerDesk> {
    const { folder } = options;
    return new LedgerDesk(options, await SigningKeys.open(folder), await SubjectBoxes.open(folder));
  }

  /** From now on each log that has grown is signed once a minute. */
  start(): void {
    const { clock } = this.options;
    this.cancelTimer = clock.schedule(clock.now() + CHECKPOINT_EVERY_MS, () => {
      this.passing = this.checkpoint()
        // SQL is away, of which the outbox tells; the next pass signs what this one did not.
        .catch(() => undefined)
        .finally(() => {
          if (!this.isClosed) this.start();
        });
    });
  }

  /** Signs what is not signed yet. Rejects with STORE_DOWN. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.cancelTimer();
    await this.passing;
    await this.checkpoint();
  }

  /** Signs the head of each log that has grown since its last one. Rejects with STORE_DOWN. */
  async checkpoint(): Promise<void> {
    const { db, clock } = this.options;
    const grown = await orStoreDown(db.transaction(grownLogs));
    const left = new Map<string, number>();
    for (const { log, noted_size: notedSize } of grown) {
      const isSigned = await orStoreDown(
        db.transaction((transaction) => this.sequencer.checkpoint(transaction, log, clock.now())),
      );
      if (isSigned) continue;
      left.set(log, notedSize);
      // Another daemon may hold the key: a whole minute without its signature says that none does.
      if (this.unsigned.get(log) === notedSize) this.reportUnsigned(log);
    }
    this.unsigned = left;
  }

  /**
   * Makes another signing key and turns every log to it; returns the logs. What is killed half way
   * is finished by the next rotation, and each log is signed by its own key meanwhile. Rejects
   * with STORE_DOWN or the system's error.
   */
  async rotate(): Promise<readonly string[]> {
    const { db, clock } = this.options;
    const logs: string[] = await orStoreDown(db.transaction(allLogs));
    await this.keys.add();
    for (const log of logs) {
      await orStoreDown(
        db.transaction((transaction) => this.sequencer.changeKey(transaction, log, clock.now())),
      );
    }
    await this.keys.forget();
    return logs;
  }

  private reportUnsigned(log: string): void {
    this.options.notify({
      code: 'LEDGER_UNSIGNED',
      severity: 'alarm',
      message: 'Nobody signs this log: its key is not in the signing-key file of any daemon.',
      detail: { log },
    });
  }
}

async function grownLogs(transaction: Knex): Promise<Unsigned[]> {
  await enterScope(transaction, ALL_LOGS);
  return transaction('ledger_heads')
    .whereRaw('size > noted_size')
    .orderBy('log')
    .select('log', 'noted_size');
}

async function allLogs(transaction: Knex): Promise<string[]> {
  await enterScope(transaction, ALL_LOGS);
  return transaction('ledger_heads').orderBy('log').pluck('log');
}
