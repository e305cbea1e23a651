import type { Knex } from 'knex';
import type { Clock } from '../../port/clock';
import { isCodedError } from '../../port/coded-error';
import type { Notify } from '../notice';
import type { AppendSealed } from '../record-writer';
import { faultText, orStoreDown } from '../store-error';
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
  /** Whose outbox `heads` is. */
  readonly engineId: string;
}

const CHECKPOINT_EVERY_MS = 60_000;
const NO_KEY = 'its key is not in the signing-key file of any daemon';

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
  private rotating: Promise<unknown> = Promise.resolve();
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
      const isKnown = this.unsigned.get(log) === notedSize;
      const signing = db.transaction((transaction) =>
        this.sequencer.checkpoint(transaction, log, clock.now()),
      );
      try {
        if (await orStoreDown(signing)) continue;
        // Another daemon may hold the key: a whole minute without its signature says none does.
        if (isKnown) this.reportUnsigned(log, NO_KEY);
      } catch (error) {
        if (isCodedError(error) && error.code === 'STORE_DOWN') throw error;
        // The others are signed all the same.
        if (!isKnown) this.reportUnsigned(log, faultText(error));
      }
      left.set(log, notedSize);
    }
    this.unsigned = left;
  }

  /**
   * Makes another signing key and turns every log to it; returns the logs. What is killed half way
   * is finished by the next rotation, and each log is signed by its own key meanwhile. One rotation
   * at a time: two would write each their own file of keys. Rejects with STORE_DOWN or the system's
   * error.
   */
  rotate(): Promise<readonly string[]> {
    const rotation = this.rotating.then(() => this.rotateAlone());
    this.rotating = rotation.catch(() => undefined);
    return rotation;
  }

  private async rotateAlone(): Promise<readonly string[]> {
    // No key is made while SQL is away.
    await orStoreDown(this.options.db.transaction(allLogs));
    await this.keys.add();
    const logs = await this.turnAll();
    // A log that was being opened when the key was made may have the one before.
    const late = (await this.turnAll()).filter((log) => !logs.includes(log));
    await this.keys.forget();
    return [...logs, ...late].sort();
  }

  private async turnAll(): Promise<readonly string[]> {
    const { db, clock } = this.options;
    const logs: string[] = await orStoreDown(db.transaction(allLogs));
    for (const log of logs) {
      await orStoreDown(
        db.transaction((transaction) => this.sequencer.changeKey(transaction, log, clock.now())),
      );
    }
    return logs;
  }

  private reportUnsigned(log: string, error: string): void {
    this.options.notify({
      code: 'LEDGER_UNSIGNED',
      severity: 'alarm',
      message: 'Nobody signs this log; the others are signed.',
      detail: { log, error },
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
