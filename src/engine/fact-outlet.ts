import type { Fact } from '../core/fact';
import type { Clock } from '../port/clock';
import { CodedError } from '../port/coded-error';
import type { Outbox, OutboxEntry } from '../port/stores';
import type { EngineLog } from './engine-log';
import { outboxEntries } from './outbox-entry';

/** So many entries may wait for an outbox that cannot take them; more is fatal. */
const UNTAKEN_MAX = 100_000;
const RETRY_MS = 1_000;

export type FactListener = (facts: readonly Fact[]) => void;

export interface FactOutletOptions {
  readonly outbox: Outbox | undefined;
  /** May grow and shrink while the engine runs. */
  readonly listeners: ReadonlySet<FactListener>;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly onFatal: (error: CodedError) => void;
}

/** Gives facts to the outbox, in order, and to the listeners. A listener's error stays its own. */
export class FactOutlet {
  private untaken: OutboxEntry[] = [];
  private untakenSeq = 0;
  private cancelRetry: () => void = () => undefined;

  constructor(private readonly options: FactOutletOptions) {}

  /** Entries that the outbox could not take yet; they come again after a restart. */
  get waiting(): number {
    return this.untaken.length;
  }

  emit(facts: readonly Fact[], seq: number): void {
    this.takeInto(outboxEntries(facts), seq);
    if (facts.length === 0) return;
    for (const listener of this.options.listeners) {
      try {
        listener(facts);
      } catch (error) {
        this.options.log.error({ seq, reason: String(error) }, 'a listener of facts failed');
      }
    }
  }

  stop(): void {
    this.cancelRetry();
  }

  private takeInto(entries: readonly OutboxEntry[], seq: number): void {
    const { outbox, onFatal, log, clock } = this.options;
    if (outbox === undefined) return;
    const all = this.untaken.length === 0 ? entries : [...this.untaken, ...entries];
    try {
      outbox.take(all, seq);
      this.untaken = [];
      this.cancelRetry();
    } catch (error) {
      this.untaken = [...all];
      this.untakenSeq = seq;
      log.error({ seq, reason: String(error) }, 'the outbox takes no records');
      if (all.length > UNTAKEN_MAX) return onFatal(outboxFailed(all.length));
      this.cancelRetry();
      this.cancelRetry = clock.schedule(clock.now() + RETRY_MS, () =>
        this.takeInto([], this.untakenSeq),
      );
    }
  }
}

function outboxFailed(entries: number): CodedError {
  return new CodedError(
    'OUTBOX_FAILED',
    `${entries} records wait for an outbox that does not take them`,
    'look at the disk of the outbox; after a restart the records come from the journal again',
  );
}
