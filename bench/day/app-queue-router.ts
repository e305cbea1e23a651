import { type BaselineQueue, BaselineRouter, rankOf } from './baseline-router';
import type { Caller } from './callers';
import type { CallerClass, Scenario, Worker } from './scenario';

export interface AppQueueSetting {
  readonly strategy: 'rrmemory' | 'leastrecent' | 'fewestcalls' | 'linear';
  /** Members get penalty 1 for the skill that they are best at, 2 for the next, …; else all 1. */
  readonly penalties?: boolean;
  /** queuerules: `penaltychange => S,+1` for each multiple of S, from QUEUE_MAX_PENALTY 1 on. */
  readonly penaltyChangeSeconds?: number;
  /** weight of the queue of a caller's priority. */
  readonly weights?: boolean;
  /** An agent takes the longest waiting caller of all queues that the agent is in. */
  readonly forceLongestWaitingCaller?: boolean;
}

/**
 * Asterisk's app_queue, as its documentation and app_queue.c have it. A caller stands in one queue
 * and is served by it alone: callers of a queue come in the order of joining (autofill = yes: as
 * many at once as members are free). For the caller whose turn it is each member who is free and
 * within the penalty limits gets a metric, penalty first and then the strategy's; the lowest is
 * rung. Between queues there is no order: each caller looks once a second, counted from the moment
 * of joining, and whoever looks first after a member became free has that member. `weight` alone
 * holds back a queue while one of more weight has as many callers as free members
 * (`compare_weights`), `force_longest_waiting_caller` makes it the longest wait of all queues.
 *
 * Kinder than life: who will look first is served at once, not at that look; calls of a member are
 * counted over all queues (shared_lastcall); no retry pause.
 */
export class AppQueueRouter extends BaselineRouter {
  private readonly penalties: readonly ReadonlyMap<Worker, number>[];
  private readonly lastCallAt = new Map<Worker, number>();
  private readonly calls = new Map<Worker, number>();
  private readonly lastOf = new Map<BaselineQueue, Worker>();

  constructor(
    scenario: Scenario,
    private readonly setting: AppQueueSetting,
  ) {
    super(scenario);
    this.penalties = this.queues.map(
      ({ kind, members }) =>
        new Map(
          members.map((worker) => [worker, setting.penalties ? 1 + rankOf(worker, kind) : 1]),
        ),
    );
  }

  protected thresholdsMs(kind: CallerClass): readonly number[] {
    const { penaltyChangeSeconds } = this.setting;
    if (penaltyChangeSeconds === undefined) return [];
    const index = this.queues.findIndex((queue) => queue.kind === kind);
    const steps = new Set(this.penalties[index]?.values());
    return [...steps]
      .filter((step) => step > 1)
      .map((step) => (step - 1) * penaltyChangeSeconds * 1_000);
  }

  whyNot(): string | null {
    const { penaltyChangeSeconds, weights } = this.setting;
    if (penaltyChangeSeconds !== undefined) return 'penaltychange';
    return weights ? 'weight' : null;
  }

  protected ended(worker: Worker): void {
    this.lastCallAt.set(worker, this.at);
    this.calls.set(worker, (this.calls.get(worker) ?? 0) + 1);
  }

  protected match(): void {
    for (;;) {
      let chosen: { caller: Caller; worker: Worker; turn: number } | null = null;
      for (const queue of this.queues) {
        for (const caller of this.whoseTurn(queue)) {
          const worker = this.memberFor(queue, caller);
          if (!worker) continue;
          const turn = this.turnOf(caller);
          if (!chosen || turn < chosen.turn) chosen = { caller, worker, turn };
          break;
        }
      }
      if (!chosen) return;
      this.lastOf.set(this.queueOf(chosen.caller), chosen.worker);
      this.join(chosen.caller, chosen.worker);
    }
  }

  /** The first callers of a queue, as many as it has free members. */
  private *whoseTurn(queue: BaselineQueue): Generator<Caller> {
    if (queue.waiting.size === 0) return;
    let free = this.freeIn(queue);
    for (const caller of queue.waiting) {
      if (free <= 0) return;
      free -= 1;
      yield caller;
    }
  }

  private freeIn(queue: BaselineQueue): number {
    return queue.members.reduce((sum, worker) => sum + (this.idle.has(worker) ? 1 : 0), 0);
  }

  /** Lower is earlier: the next look of a caller who looks once a second, or who came first. */
  private turnOf(caller: Caller): number {
    if (this.setting.forceLongestWaitingCaller) return caller.at;
    const sinceLookMs = (this.at - caller.at) % 1_000;
    return sinceLookMs === 0 ? 0 : 1_000 - sinceLookMs;
  }

  private memberFor(queue: BaselineQueue, caller: Caller): Worker | null {
    let best: { worker: Worker; metric: number } | null = null;
    for (const worker of queue.members) {
      if (!this.idle.has(worker) || !this.isWithin(caller, worker)) continue;
      if (this.isKept(queue, worker)) continue;
      const metric = this.metricOf(queue, caller, worker);
      if (!best || metric < best.metric) best = { worker, metric };
    }
    return best?.worker ?? null;
  }

  private penaltyOf(caller: Caller, worker: Worker): number {
    return this.penalties[caller.classIndex]?.get(worker) ?? 1;
  }

  private isWithin(caller: Caller, worker: Worker): boolean {
    const { penaltyChangeSeconds } = this.setting;
    if (penaltyChangeSeconds === undefined) return true;
    const most = 1 + Math.floor((this.at - caller.at) / (penaltyChangeSeconds * 1_000));
    return this.penaltyOf(caller, worker) <= most;
  }

  /** Another queue of this member, of more weight, has as many callers as free members. */
  private isKept(queue: BaselineQueue, worker: Worker): boolean {
    if (!this.setting.weights) return false;
    return this.queues.some(
      (other) =>
        other.kind.priority > queue.kind.priority &&
        other.waiting.size > 0 &&
        other.members.includes(worker) &&
        other.waiting.size >= this.freeIn(other),
    );
  }

  private metricOf(queue: BaselineQueue, caller: Caller, worker: Worker): number {
    return this.penaltyOf(caller, worker) * 1e12 + this.strategyOf(queue, worker);
  }

  private strategyOf(queue: BaselineQueue, worker: Worker): number {
    switch (this.setting.strategy) {
      case 'linear':
        return worker.index;
      case 'leastrecent':
        return this.lastCallAt.get(worker) ?? 0;
      case 'fewestcalls':
        return this.calls.get(worker) ?? 0;
      case 'rrmemory': {
        const last = this.lastOf.get(queue)?.index ?? -1;
        return worker.index > last ? worker.index : 100_000 + worker.index;
      }
    }
  }
}
