import { meets } from '../../src/core/queue/requirement';
import type { Caller } from './callers';
import { EventHeap } from './event-heap';
import type { DayDesk, Router } from './router';
import { type Scenario, type Worker, workersOf } from './scenario';
import { count, newTally, summed, type Tally } from './tally';

/** Looks on; what it sees comes in the order of the day. */
export interface DayWatch {
  /** `ahead`: how many wait already, the caller not counted. */
  arrived?(caller: Caller, ahead: number): void;
  served?(caller: Caller, worker: Worker, waitMs: number): void;
}

export interface DayResult {
  readonly all: Tally;
  readonly classes: readonly Tally[];
  /** ms that agents were with callers, wrap-up included, by agent. */
  readonly busyMs: Float64Array;
  /** How often an idle agent was kept from a caller for a reason that the router gave. */
  readonly keptBack: number;
}

type DayEvent =
  | { readonly kind: 'finish' | 'abandon'; readonly caller: Caller }
  | { readonly kind: 'log-in' | 'log-out'; readonly worker: Worker };

/**
 * Lives one day through with a router, in simulated time and with no latency. It keeps its own
 * books and asserts, whatever the router: each caller is served once, by one agent who is free and
 * skilled; the router's waiting line is as long as ours, so that Little's law holds to the
 * millisecond; and nobody waits while an idle agent could serve, unless the router has a reason.
 */
export class Day implements DayDesk {
  private at = 0;
  private readonly events = new EventHeap<DayEvent>();
  private readonly workers: readonly Worker[];
  private readonly present: boolean[];
  private readonly busySince: number[];
  private readonly withCaller: (Worker | undefined)[] = [];
  private readonly waitingBy: Set<Caller>[];
  private readonly idleFor: number[];
  private readonly canServe: readonly boolean[][];
  private readonly tallies: Tally[];
  private readonly busyMs: Float64Array;
  private keptBack = 0;
  private waiting = 0;
  private waitingIntegralMs = 0;
  private waitsSumMs = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly callers: readonly Caller[],
    private readonly router: Router,
    private readonly watch: DayWatch = {},
  ) {
    this.workers = workersOf(scenario);
    this.present = this.workers.map(() => false);
    this.busySince = this.workers.map(() => Number.NaN);
    this.busyMs = new Float64Array(this.workers.length);
    this.waitingBy = scenario.classes.map(() => new Set());
    this.idleFor = scenario.classes.map(() => 0);
    this.tallies = scenario.classes.map(newTally);
    this.canServe = scenario.classes.map(({ requirement }) =>
      this.workers.map(({ group }) => meets(group.skills, requirement)),
    );
  }

  run(): DayResult {
    this.router.begin(this);
    for (const worker of this.workers) {
      const [from, until] = worker.group.shift ?? [0, Number.POSITIVE_INFINITY];
      this.events.push(from, { kind: 'log-in', worker });
      if (Number.isFinite(until)) this.events.push(until, { kind: 'log-out', worker });
    }
    for (let index = 0; ; ) {
      const caller = this.callers[index];
      const arriveAt = caller?.at ?? Number.POSITIVE_INFINITY;
      const wakeAt = this.router.wakeAt();
      const next = Math.min(arriveAt, this.events.nextAt, wakeAt);
      if (next === Number.POSITIVE_INFINITY) break;
      if (!caller && this.waiting === 0 && this.events.nextAt === Number.POSITIVE_INFINITY) break;
      this.moveTo(next);
      if (wakeAt === next) this.router.wake(next);
      else if (this.events.nextAt === next) this.take(this.events.pop() as DayEvent);
      else if (caller) {
        index += 1;
        this.arrive(caller);
      }
      this.check();
    }
    return this.result();
  }

  served(caller: Caller, worker: Worker): void {
    const { index } = worker;
    assert(this.waitingBy[caller.classIndex]?.delete(caller), `${nameOf(caller)} does not wait`);
    assert(this.present[index], `${worker.agentId} is not there`);
    assert(Number.isNaN(this.busySince[index]), `${worker.agentId} is busy`);
    assert(this.canServe[caller.classIndex]?.[index], `${worker.agentId} lacks a skill`);
    this.waiting -= 1;
    this.withCaller[caller.index] = worker;
    this.busySince[index] = this.at;
    this.countIdle(worker, -1);
    this.events.push(this.at + caller.talkMs, { kind: 'finish', caller });
    const waitMs = this.tell(caller, true);
    this.watch.served?.(caller, worker, waitMs);
  }

  freed(worker: Worker): void {
    const { index } = worker;
    const since = this.busySince[index] ?? Number.NaN;
    assert(!Number.isNaN(since), `${worker.agentId} was free already`);
    this.busyMs[index] = (this.busyMs[index] ?? 0) + this.at - since;
    this.busySince[index] = Number.NaN;
    if (this.present[index]) this.countIdle(worker, 1);
  }

  private arrive(caller: Caller): void {
    this.waitingBy[caller.classIndex]?.add(caller);
    this.watch.arrived?.(caller, this.waiting);
    this.waiting += 1;
    this.router.arrive(caller, this.at);
    const isWaiting = this.withCaller[caller.index] === undefined;
    if (!isWaiting || caller.patienceMs === Number.POSITIVE_INFINITY) return;
    this.events.push(this.at + caller.patienceMs, { kind: 'abandon', caller });
  }

  private take(event: DayEvent): void {
    switch (event.kind) {
      case 'finish': {
        const worker = this.withCaller[event.caller.index];
        if (worker) this.router.finish(event.caller, worker, this.at);
        return;
      }
      case 'abandon': {
        if (!this.waitingBy[event.caller.classIndex]?.delete(event.caller)) return;
        this.waiting -= 1;
        this.tell(event.caller, false);
        this.router.abandon(event.caller, this.at);
        return;
      }
      case 'log-in':
        this.present[event.worker.index] = true;
        this.countIdle(event.worker, 1);
        this.router.logIn(event.worker, this.at);
        return;
      case 'log-out': {
        const { index } = event.worker;
        if (Number.isNaN(this.busySince[index])) this.countIdle(event.worker, -1);
        this.present[index] = false;
        this.router.logOut(event.worker, this.at);
      }
    }
  }

  private tell(caller: Caller, isAnswered: boolean): number {
    const waitMs = this.at - caller.at;
    this.waitsSumMs += waitMs;
    const [from, until] = this.scenario.counted ?? [0, Number.POSITIVE_INFINITY];
    const tally = this.tallies[caller.classIndex];
    if (tally && caller.at >= from && caller.at < until) count(tally, caller, waitMs, isAnswered);
    return waitMs;
  }

  private moveTo(at: number): void {
    assert(at >= this.at, `time goes back to ${at}`);
    this.waitingIntegralMs += this.router.waiting() * (at - this.at);
    this.at = at;
  }

  private countIdle({ index }: Worker, by: 1 | -1): void {
    for (const [classIndex, can] of this.canServe.entries()) {
      if (can[index]) this.idleFor[classIndex] = (this.idleFor[classIndex] ?? 0) + by;
    }
  }

  /** Work conservation: who waits beside somebody idle has to be told a reason. */
  private check(): void {
    assert(this.router.waiting() === this.waiting, 'the waiting lines differ');
    for (const [classIndex, waiting] of this.waitingBy.entries()) {
      if (waiting.size === 0 || this.idleFor[classIndex] === 0) continue;
      const [caller] = waiting;
      const worker = this.workers.find(
        ({ index }) =>
          this.present[index] &&
          Number.isNaN(this.busySince[index]) &&
          this.canServe[classIndex]?.[index],
      );
      if (!caller || !worker) continue;
      const reason = this.router.whyNot(caller, worker);
      assert(reason !== null, `${nameOf(caller)} waits although ${worker.agentId} is idle`);
      this.keptBack += 1;
    }
  }

  private result(): DayResult {
    assert(this.waiting === 0, `${this.waiting} callers still wait`);
    assert(this.waitingIntegralMs === this.waitsSumMs, "Little's law does not hold");
    const { busyMs, keptBack } = this;
    return { all: summed(this.tallies), classes: this.tallies, busyMs, keptBack };
  }
}

const nameOf = (caller: Caller): string => `caller ${caller.index} of ${caller.kind.name}`;

function assert(isSo: boolean | undefined, message: string): asserts isSo {
  if (!isSo) throw new Error(`the simulated day: ${message}`);
}
