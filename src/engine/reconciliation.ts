import type { InputBody } from '../core/input';
import type { Clock } from '../port/clock';
import type { Switch } from '../port/switch';
import type { EngineLog } from './engine-log';

export interface ReconciliationLimits {
  /** How often each switch is asked what lives on it, against lost events. 0: only after gaps. */
  readonly everyMs: number;
  /** Commands younger than this may still be on their way to the switch. */
  readonly settleMs: number;
  /** How far before the gap the switch's own records are read. */
  readonly marginMs: number;
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
}

export const RECONCILIATION_LIMITS: ReconciliationLimits = {
  everyMs: 30_000,
  settleMs: 5_000,
  marginMs: 10_000,
  retryMinMs: 500,
  retryMaxMs: 10_000,
};

export interface ReconciliationOptions {
  readonly switches: readonly Switch[];
  readonly clock: Clock;
  readonly limits: ReconciliationLimits;
  /** Of the last input before this boot: what happened since then was not heard. */
  readonly gapFrom: number;
  /** Of the last input that was stepped. */
  readonly steppedAt: () => number;
  /** No periodic snapshots meanwhile: each is a large input. */
  readonly isSpare: () => boolean;
  readonly offer: (switchId: string, body: InputBody, reason: string) => void;
  readonly log: EngineLog;
}

/** What is going on with one switch. */
interface Link {
  readonly target: Switch;
  isUp: boolean;
  /** Counts the ups: an answer that belongs to an older one is dropped. */
  generation: number;
  isAsking: boolean;
  failures: number;
  /** `at` of the last gap's end, while that gap is not reconciled. */
  gapUntil: number | undefined;
  /** Back to here the switch was heard or asked. */
  heardUntil: number;
  cancel: () => void;
}

/** Asks each switch for a snapshot after each gap, and now and then; the answer is an input. */
export class Reconciliation {
  private readonly links = new Map<string, Link>();
  private isStopped = false;
  private asking = 0;

  constructor(private readonly options: ReconciliationOptions) {
    for (const target of options.switches)
      this.links.set(target.switchId, {
        target,
        isUp: false,
        generation: 0,
        isAsking: false,
        failures: 0,
        gapUntil: undefined,
        heardUntil: options.gapFrom,
        cancel: () => undefined,
      });
  }

  /** Snapshots that have been asked for and not answered. */
  get pending(): number {
    return this.asking;
  }

  /**
   * `switch.up` was stepped; `at` is its time. Commands of before the gap have arrived by now, or
   * never will.
   */
  up(switchId: string, at: number): void {
    const link = this.links.get(switchId);
    if (link === undefined) return;
    link.cancel();
    link.isUp = true;
    link.generation += 1;
    link.isAsking = false;
    link.failures = 0;
    link.gapUntil = at;
    this.ask(link);
  }

  down(switchId: string): void {
    const link = this.links.get(switchId);
    if (link === undefined) return;
    link.cancel();
    link.isUp = false;
    link.generation += 1;
  }

  stop(): void {
    this.isStopped = true;
    for (const link of this.links.values()) link.cancel();
  }

  private ask(link: Link): void {
    if (this.isStopped || !link.isUp || link.isAsking) return;
    const { limits, steppedAt, log } = this.options;
    const { generation } = link;
    const requestedAt = link.gapUntil ?? steppedAt() - limits.settleMs;
    const isCurrent = (): boolean => !this.isStopped && link.generation === generation;
    link.isAsking = true;
    this.asking += 1;
    const since = Math.max(0, link.heardUntil - limits.marginMs);
    // Async, so that a driver that throws is one that rejects.
    const answer = (async () => link.target.snapshot(since))();
    answer.then(
      (snapshot) => {
        this.asking -= 1;
        if (!isCurrent()) return;
        link.isAsking = false;
        link.failures = 0;
        link.heardUntil = Math.max(link.heardUntil, requestedAt);
        const reason = link.gapUntil === undefined ? 'periodic' : 'after a gap';
        link.gapUntil = undefined;
        const body: InputBody = { type: 'switch.snapshot', requestedAt, snapshot };
        this.options.offer(link.target.switchId, body, reason);
        this.askLater(link, limits.everyMs);
      },
      (error: unknown) => {
        this.asking -= 1;
        if (!isCurrent()) return;
        link.isAsking = false;
        link.failures += 1;
        const { switchId } = link.target;
        log.warn({ switchId, reason: String(error) }, 'the switch gave no snapshot');
        this.askLater(link, this.backoffMs(link.failures));
      },
    );
  }

  private askLater(link: Link, delayMs: number): void {
    if (delayMs === 0 || this.isStopped) return;
    const { clock, limits, isSpare } = this.options;
    link.cancel = clock.schedule(clock.now() + delayMs, () => {
      if (link.gapUntil === undefined && isSpare()) this.askLater(link, limits.everyMs);
      else this.ask(link);
    });
  }

  private backoffMs(failures: number): number {
    const { retryMinMs, retryMaxMs } = this.options.limits;
    return Math.min(retryMaxMs, retryMinMs * 2 ** (failures - 1));
  }
}
