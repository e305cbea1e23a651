import { meets } from '../../src/core/queue/requirement';
import type { Caller } from './callers';
import { EventHeap } from './event-heap';
import { IdlePool } from './idle-pool';
import type { DayDesk, Router } from './router';
import { type CallerClass, type Scenario, type Worker, workersOf } from './scenario';

/** A queue of another system: each kind of caller has its own, with all who could serve it. */
export interface BaselineQueue {
  readonly kind: CallerClass;
  /** Who serves it, in the order in which the scenario names them. */
  readonly members: readonly Worker[];
  /** First come, first in the set. */
  readonly waiting: Set<Caller>;
}

type Alarm =
  | { readonly kind: 'wrapped-up'; readonly worker: Worker }
  | { readonly kind: 'look-again'; readonly caller: Caller };

/**
 * What policies that stand for other systems have in common. Each gets what its system may have at
 * best: a queue of its own for each kind of caller, every agent who could serve it as a member, no
 * delay by polling, and no call lost. `match` is the policy.
 */
export abstract class BaselineRouter implements Router {
  protected readonly queues: readonly BaselineQueue[];
  protected readonly idle = new IdlePool();
  protected at = 0;
  private desk: DayDesk | undefined;
  private readonly alarms = new EventHeap<Alarm>();
  private count = 0;

  constructor(protected readonly scenario: Scenario) {
    const workers = workersOf(scenario);
    this.queues = scenario.classes.map((kind) => ({
      kind,
      members: workers.filter(({ group }) => meets(group.skills, kind.requirement)),
      waiting: new Set<Caller>(),
    }));
  }

  /** Joins waiting callers with idle agents, by `join`, until the policy finds no pair. */
  protected abstract match(): void;

  /** ms of waiting after which the policy may decide otherwise about a caller. */
  protected abstract thresholdsMs(kind: CallerClass): readonly number[];

  begin(desk: DayDesk): void {
    this.desk = desk;
  }

  logIn(worker: Worker, at: number): void {
    this.at = at;
    this.idle.enter(worker);
    this.look();
  }

  logOut(worker: Worker, at: number): void {
    this.at = at;
    this.idle.leave(worker);
  }

  arrive(caller: Caller, at: number): void {
    this.at = at;
    const queue = this.queueOf(caller);
    queue.waiting.add(caller);
    this.count += 1;
    this.look();
    if (!queue.waiting.has(caller)) return;
    for (const afterMs of this.thresholdsMs(caller.kind)) {
      this.alarms.push(at + afterMs, { kind: 'look-again', caller });
    }
  }

  abandon(caller: Caller, at: number): void {
    this.at = at;
    if (this.queueOf(caller).waiting.delete(caller)) this.count -= 1;
    this.look();
  }

  finish(_caller: Caller, worker: Worker, at: number): void {
    this.alarms.push(at + this.scenario.wrapUpMs, { kind: 'wrapped-up', worker });
  }

  wakeAt(): number {
    return this.alarms.nextAt;
  }

  wake(at: number): void {
    this.at = at;
    const alarm = this.alarms.pop();
    if (alarm?.kind === 'wrapped-up') {
      this.idle.release(alarm.worker);
      this.ended(alarm.worker);
      this.desk?.freed(alarm.worker);
    }
    this.look();
  }

  waiting(): number {
    return this.count;
  }

  /** What in the policy can keep an idle agent from a caller; null: nothing may. */
  abstract whyNot(): string | null;

  /** An agent is through with a caller. */
  protected abstract ended(worker: Worker): void;

  protected join(caller: Caller, worker: Worker): void {
    this.queueOf(caller).waiting.delete(caller);
    this.count -= 1;
    this.idle.take(worker);
    this.desk?.served(caller, worker);
  }

  protected queueOf(caller: Caller): BaselineQueue {
    return this.queues[caller.classIndex] as BaselineQueue;
  }

  private look(): void {
    if (this.idle.size > 0 && this.count > 0) this.match();
  }
}

/** The skill that an agent is best at comes first; what else the agent can do, after that. */
export function rankOf(worker: Worker, kind: CallerClass): number {
  const { skills } = worker.group;
  const asked = kind.requirement.flatMap((term) => ('skill' in term ? [term.skill] : []));
  const level = Math.min(...asked.map((skill) => skills[skill] ?? 0));
  return Object.values(skills).filter((other) => other > level).length;
}
