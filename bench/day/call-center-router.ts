import { type BaselineQueue, BaselineRouter, rankOf } from './baseline-router';
import type { Caller } from './callers';
import type { CallerClass, Scenario, Worker } from './scenario';

export interface CallCenterSetting {
  readonly strategy: 'longest-idle-agent' | 'top-down' | 'round-robin';
  /** tier-rule-wait-second; absent: tier-rules-apply is false, levels are an order alone. */
  readonly tierWaitSeconds?: number;
  /** cc_base_score that a caller of each priority gets, in seconds; as shipped none. */
  readonly priorityScoreS?: number;
}

/**
 * FreeSWITCH's mod_callcenter, as its documentation and its dispatch loop (mod_callcenter.c,
 * `members_callback` and `agents_callback`) have it. All members of all queues stand in one order:
 * the score, seconds waited + base score (the skill score is 0, never written). For each in turn
 * the agents of its queue are gone through: by tier level first, then by the strategy. With tier
 * rules a member reaches level L only after L * `tier-rule-wait-second` (`wait-multiply-level`).
 *
 * Kinder than life: the loop runs at once instead of every 100 ms; tier level 0 is the skill that
 * an agent is best at, 1 the second best and so on, as an administrator would set it by hand.
 */
export class CallCenterRouter extends BaselineRouter {
  private readonly levels: readonly ReadonlyMap<Worker, number>[];
  private readonly lastOffered = new Map<Worker, number>();
  private readonly lastOf = new Map<BaselineQueue, Worker>();
  private offers = 0;

  constructor(
    scenario: Scenario,
    private readonly setting: CallCenterSetting,
  ) {
    super(scenario);
    this.levels = this.queues.map(
      ({ kind, members }) => new Map(members.map((worker) => [worker, rankOf(worker, kind)])),
    );
  }

  protected thresholdsMs(kind: CallerClass): readonly number[] {
    const { tierWaitSeconds } = this.setting;
    if (tierWaitSeconds === undefined) return [];
    const index = this.queues.findIndex((queue) => queue.kind === kind);
    const levels = new Set(this.levels[index]?.values());
    return [...levels].filter((level) => level > 0).map((level) => level * tierWaitSeconds * 1_000);
  }

  whyNot(): string | null {
    return this.setting.tierWaitSeconds === undefined ? null : 'tier-rule-wait-second';
  }

  /** Idling counts from the last offer (`last_offered_call`), so the end changes nothing. */
  protected ended(): void {
    return;
  }

  protected match(): void {
    for (const caller of this.inOrder()) {
      if (this.idle.size === 0) return;
      const worker = this.agentFor(caller);
      if (!worker) continue;
      this.offers += 1;
      this.lastOffered.set(worker, this.offers);
      this.lastOf.set(this.queueOf(caller), worker);
      this.join(caller, worker);
    }
  }

  /** By score, which counts whole seconds; equal ones in the order in which they came. */
  private inOrder(): Caller[] {
    const { priorityScoreS = 0 } = this.setting;
    const score = ({ at, kind }: Caller): number =>
      Math.floor((this.at - at) / 1_000) + kind.priority * priorityScoreS;
    return this.queues
      .flatMap(({ waiting }) => [...waiting])
      .sort((a, b) => score(b) - score(a) || a.index - b.index);
  }

  private agentFor(caller: Caller): Worker | null {
    const queue = this.queueOf(caller);
    let best: Worker | null = null;
    for (const worker of queue.members) {
      if (!this.idle.has(worker) || !this.isReached(caller, worker)) continue;
      if (!best || this.isBefore(queue, caller, [worker, best])) best = worker;
    }
    return best;
  }

  private isReached(caller: Caller, worker: Worker): boolean {
    const { tierWaitSeconds } = this.setting;
    if (tierWaitSeconds === undefined) return true;
    const level = this.levelOf(caller, worker);
    return Math.floor((this.at - caller.at) / 1_000) >= level * tierWaitSeconds;
  }

  private levelOf(caller: Caller, worker: Worker): number {
    return this.levels[caller.classIndex]?.get(worker) ?? 0;
  }

  private isBefore(queue: BaselineQueue, caller: Caller, pair: [Worker, Worker]): boolean {
    const [a, b] = pair.map((worker) => this.keyOf(queue, caller, worker)) as [number[], number[]];
    const place = a.findIndex((value, index) => value !== b[index]);
    return place >= 0 && (a[place] ?? 0) < (b[place] ?? 0);
  }

  /** What the SQL of the strategy orders by. */
  private keyOf(queue: BaselineQueue, caller: Caller, worker: Worker): number[] {
    const level = this.levelOf(caller, worker);
    const last = this.lastOffered.get(worker) ?? 0;
    switch (this.setting.strategy) {
      case 'longest-idle-agent':
        return [level, last, worker.index];
      case 'top-down':
        return [level, worker.index, last];
      case 'round-robin': {
        const before = this.lastOf.get(queue);
        const isNext =
          before !== undefined &&
          worker.index > before.index &&
          level === this.levelOf(caller, before);
        return [isNext ? 1 : 2, level, worker.index, last];
      }
    }
  }
}
