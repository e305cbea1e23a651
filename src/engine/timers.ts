import type { Clock } from '../port/clock';

interface Alarm {
  readonly timerId: string;
  readonly at: number;
  /** Alarms of one instant fire in the order in which they were set. */
  readonly order: number;
}

/** The core's timers: one each id, on one alarm of the clock for the earliest. */
export class Timers {
  private readonly byId = new Map<string, Alarm>();
  /** A binary heap; an alarm that is no longer in `byId` is dropped when it comes up. */
  private heap: Alarm[] = [];
  private order = 0;
  private wake: { readonly at: number; readonly cancel: () => void } | undefined;
  private isStopped = false;

  constructor(
    private readonly clock: Clock,
    private readonly fire: (timerId: string) => void,
  ) {}

  get size(): number {
    return this.byId.size;
  }

  /** Sets or moves the timer. One that is overdue fires with the clock's next turn. */
  set(timerId: string, at: number): void {
    this.order += 1;
    const alarm = { timerId, at, order: this.order };
    this.byId.set(timerId, alarm);
    this.push(alarm);
    this.compact();
    this.schedule();
  }

  clear(timerId: string): void {
    this.byId.delete(timerId);
    if (this.byId.size === 0) this.heap = [];
  }

  stop(): void {
    this.isStopped = true;
    this.wake?.cancel();
    this.wake = undefined;
  }

  private schedule(): void {
    const next = this.heap[0];
    if (next === undefined || this.isStopped) return;
    if (this.wake !== undefined && this.wake.at <= next.at) return;
    this.wake?.cancel();
    const cancel = this.clock.schedule(next.at, () => {
      this.wake = undefined;
      this.fireDue();
    });
    this.wake = { at: next.at, cancel };
  }

  private fireDue(): void {
    const now = this.clock.now();
    for (let next = this.heap[0]; next && next.at <= now; next = this.heap[0]) {
      if (this.isStopped) return;
      this.pop();
      if (this.byId.get(next.timerId) !== next) continue;
      this.byId.delete(next.timerId);
      this.fire(next.timerId);
    }
    this.schedule();
  }

  /** Timers that are moved again and again must not fill the heap. */
  private compact(): void {
    if (this.heap.length < 1024 || this.heap.length < this.byId.size * 4) return;
    this.heap = [...this.byId.values()].sort((a, b) => (isEarlier(a, b) ? -1 : 1));
  }

  private push(alarm: Alarm): void {
    const { heap } = this;
    let index = heap.length;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isEarlier(alarm, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = alarm;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const childIndex = this.earlierChild(index);
      const child = heap[childIndex];
      if (child === undefined || !isEarlier(child, last)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = last;
  }

  private earlierChild(index: number): number {
    const left = this.heap[2 * index + 1];
    const right = this.heap[2 * index + 2];
    const isRight = left !== undefined && right !== undefined && isEarlier(right, left);
    return 2 * index + (isRight ? 2 : 1);
  }
}

const isEarlier = (a: Alarm, b: Alarm): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);
