import type { Clock } from '../port/clock';
import type { Notify } from './notice';
import type { OutboxFiles, Position } from './outbox-files';
import type { DeliveredEntry } from './outbox-line';
import type { Quarantine } from './quarantine';
import { faultText, isRowFault } from './store-error';

export interface OutboxDeliveryOptions {
  readonly files: OutboxFiles;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  readonly notify: Notify;
  /** All of them in one transaction; entries that are there already are passed over. */
  readonly deliver: (entries: readonly DeliveredEntry[]) => Promise<void>;
  readonly saveCursor: (position: Position) => Promise<void>;
  /** Where to go on. */
  readonly from: Position;
  readonly backlog: { readonly entries: number; readonly oldestAt?: number };
  readonly batchRowsMax: number;
  readonly batchWaitMs: number;
}

const BACKOFF_MS = { first: 100, max: 10_000 };
/** An attempt that hangs longer when we close is left alone: SQL takes it once or not at all. */
const CLOSE_WAIT_MS = 3000;

/** Thrown into the loop to end it between two attempts. */
class Closing extends Error {}

/**
 * Reads the outbox's files from the cursor on and brings the entries to SQL, in order and in
 * batches. While SQL is away it waits longer and longer, up to ten seconds; a batch that SQL
 * refuses is halved until the one entry is found that it never takes.
 */
export class OutboxDelivery {
  private waiting: number;
  private oldestAt: number | undefined;
  private position: Position;
  private isAway = false;
  private isClosed = false;
  private wake: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: OutboxDeliveryOptions) {
    this.waiting = options.backlog.entries;
    this.oldestAt = options.backlog.oldestAt;
    this.position = options.from;
  }

  /** Everything before it has been delivered. */
  get cursor(): Position {
    return this.position;
  }

  start(): void {
    this.running = this.run();
  }

  /** So many more entries are safe in the files. */
  add(entries: number): void {
    this.waiting += entries;
    this.wake();
  }

  backlog(): { readonly entries: number; readonly oldestAt?: number } {
    const { oldestAt } = this;
    const entries = Math.max(0, this.waiting);
    return entries === 0 || oldestAt === undefined ? { entries } : { entries, oldestAt };
  }

  /** Resolves when no attempt is under way, or soon; what waits stays on the disk. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.wake();
    const { clock } = this.options;
    let cancel = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = clock.schedule(clock.now() + CLOSE_WAIT_MS, resolve);
    });
    await Promise.race([this.running, late]);
    cancel();
  }

  private async run(): Promise<void> {
    try {
      for (;;) {
        await this.gather();
        await this.insist(() => this.next());
      }
    } catch (error) {
      if (!(error instanceof Closing)) throw error;
    }
  }

  /** Waits for a first entry, and then a little for more of them. */
  private async gather(): Promise<void> {
    while (this.waiting <= 0) await this.pause();
    const { clock, batchRowsMax, batchWaitMs } = this.options;
    const until = clock.now() + batchWaitMs;
    while (this.waiting < batchRowsMax && clock.now() < until) {
      await this.pause(until - clock.now());
    }
    this.endIfClosed();
  }

  /** What is read may be ahead of what was added, so `waiting` may be negative for a moment. */
  private async next(): Promise<void> {
    const { files, quarantine, saveCursor, batchRowsMax } = this.options;
    const expected = this.waiting;
    const { entries, next, damaged } = await files.read(this.position, batchRowsMax);
    this.oldestAt = entries[0]?.at;
    for (const line of damaged) await quarantine.setAsideLine(line);
    if (entries.length > 0) await this.bring(entries);
    this.position = next;
    this.waiting -= entries.length === 0 ? expected : entries.length;
    this.oldestAt = this.waiting > 0 ? entries.at(-1)?.at : undefined;
    await saveCursor(next);
  }

  private async bring(entries: readonly DeliveredEntry[]): Promise<void> {
    try {
      await this.insist(() => this.options.deliver(entries));
    } catch (error) {
      if (error instanceof Closing) throw error;
      const [only] = entries;
      if (entries.length === 1 && only) return this.setAside(only, error);
      const half = Math.ceil(entries.length / 2);
      await this.bring(entries.slice(0, half));
      await this.bring(entries.slice(half));
    }
  }

  /** No table takes it; its log can have it all the same, and is without a gap. */
  private async setAside(entry: DeliveredEntry, fault: unknown): Promise<void> {
    await this.options.quarantine.setAside(entry, fault);
    if (!entry.sealed) return;
    const body = { type: 'fact.told', fact: entry.body.type, entry: 'gap', says: {} } as const;
    try {
      await this.insist(() => this.options.deliver([{ ...entry, body }]));
    } catch (error) {
      if (error instanceof Closing) throw error;
    }
  }

  /** Tries until it succeeds; only a fault of the row itself comes through. */
  private async insist(attempt: () => Promise<void>): Promise<void> {
    for (let backoffMs = BACKOFF_MS.first; ; ) {
      this.endIfClosed();
      try {
        await attempt();
        return this.reportBack();
      } catch (error) {
        if (error instanceof Closing || isRowFault(error)) throw error;
        this.reportAway(error);
        await this.pauseFor(backoffMs);
        backoffMs = Math.min(backoffMs * 2, BACKOFF_MS.max);
      }
    }
  }

  private reportAway(error: unknown): void {
    if (this.isAway) return;
    this.isAway = true;
    this.options.notify({
      code: 'OUTBOX_SQL_AWAY',
      severity: 'alarm',
      message: 'The database takes no records; they wait on the disk.',
      detail: { error: faultText(error), waiting: this.waiting },
    });
  }

  private reportBack(): void {
    if (!this.isAway) return;
    this.isAway = false;
    this.options.notify({
      code: 'OUTBOX_SQL_BACK',
      severity: 'info',
      message: 'The database takes records again.',
      detail: { waiting: this.waiting },
    });
  }

  private endIfClosed(): void {
    if (this.isClosed) throw new Closing();
  }

  /** A pause that new entries do not shorten. */
  private async pauseFor(forMs: number): Promise<void> {
    const { clock } = this.options;
    const until = clock.now() + forMs;
    while (clock.now() < until) await this.pause(until - clock.now());
  }

  /** Until something is added, the time is over, or the end. */
  private async pause(forMs?: number): Promise<void> {
    this.endIfClosed();
    const { clock } = this.options;
    let cancel: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (forMs !== undefined) cancel = clock.schedule(clock.now() + forMs, resolve);
    });
    cancel?.();
    this.endIfClosed();
  }
}
