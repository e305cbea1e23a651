import type { Clock } from '../../port/clock';
import { CodedError } from '../../port/coded-error';

interface Entry {
  readonly at: number;
  /** Of two entries at one instant, the one that was scheduled first fires first. */
  readonly order: number;
  fire: (() => void) | null;
}

/** So many firings without time going on mean that two parts call each other for ever. */
const FIRES_AT_ONE_INSTANT_MAX = 1_000_000;

/**
 * Time that stands still until a test turns it. Entries fire by (at, order of scheduling) and at
 * exactly their instant, so one seed gives one course of events. Fires are synchronous.
 */
export class SimulatedClock implements Clock {
  private readonly heap: Entry[] = [];
  private order = 0;
  private cancelled = 0;
  private firesHere = 0;

  /** `startAt`: ms since the epoch (UTC). */
  constructor(private current = Date.UTC(2026, 0, 5)) {}

  now(): number {
    return this.current;
  }

  /** An instant that has passed counts as now: it fires in turn, not at once. */
  schedule(at: number, fire: () => void): () => void {
    if (Number.isNaN(at)) throw new CodedError('CLOCK_NAN', 'cannot schedule at NaN');
    const entry: Entry = { at: Math.max(at, this.current), order: this.order++, fire };
    this.push(entry);
    return () => {
      if (!entry.fire) return;
      entry.fire = null;
      this.cancelled++;
      if (this.cancelled > 64 && this.cancelled * 2 > this.heap.length) this.compact();
    };
  }

  /** How many entries wait. */
  get pending(): number {
    return this.heap.length - this.cancelled;
  }

  /** When the next entry is due; undefined when none waits. */
  nextAt(): number | undefined {
    this.dropCancelled();
    return this.heap[0]?.at;
  }

  /** Fires the next entry, moving time to it. False when none waits. */
  fireNext(): boolean {
    const at = this.nextAt();
    if (at === undefined) return false;
    const fire = this.pop();
    this.moveTo(at);
    if (++this.firesHere > FIRES_AT_ONE_INSTANT_MAX) {
      throw new CodedError('CLOCK_STUCK', `a million entries fired at ${at} and more wait`);
    }
    fire?.();
    return true;
  }

  /** Fires all that is due up to `at`, in order, and leaves the time there. */
  advanceTo(at: number): void {
    if (at < this.current) {
      throw new CodedError('CLOCK_BACKWARDS', `cannot go back from ${this.current} to ${at}`);
    }
    for (let next = this.nextAt(); next !== undefined && next <= at; next = this.nextAt()) {
      this.fireNext();
    }
    this.moveTo(at);
  }

  advanceBy(ms: number): void {
    this.advanceTo(this.current + ms);
  }

  /** Fires until `isDone`; false when `limitAt` came first, or nothing was left to fire. */
  runUntil(isDone: () => boolean, limitAt = Number.POSITIVE_INFINITY): boolean {
    while (!isDone()) {
      const next = this.nextAt();
      if (next === undefined || next > limitAt) return false;
      this.fireNext();
    }
    return true;
  }

  /**
   * Like `advanceTo`, but lets promises settle after each instant: for parts that await
   * something, such as a snapshot or a journal on a real disk (`settle`).
   */
  async settleTo(at: number, settle: () => Promise<void>): Promise<void> {
    await settle();
    for (let next = this.nextAt(); next !== undefined && next <= at; next = this.nextAt()) {
      this.advanceTo(next);
      await settle();
    }
    this.advanceTo(at);
  }

  private moveTo(at: number): void {
    if (at > this.current) this.firesHere = 0;
    this.current = at;
  }

  private dropCancelled(): void {
    while (this.heap[0] && !this.heap[0].fire) {
      this.pop();
      this.cancelled--;
    }
  }

  /** Cancelled entries far in the future would otherwise fill the memory of a long day. */
  private compact(): void {
    const live = this.heap.filter((entry) => entry.fire).sort(before);
    this.heap.length = 0;
    for (const entry of live) this.heap.push(entry);
    this.cancelled = 0;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex] as Entry;
      if (before(parent, entry) <= 0) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = entry;
  }

  /** An entry that left the heap can no longer be cancelled. */
  private pop(): (() => void) | null {
    const { heap } = this;
    const top = heap[0] as Entry;
    const last = heap.pop() as Entry;
    if (heap.length > 0) this.sink(last);
    const { fire } = top;
    top.fire = null;
    return fire;
  }

  private sink(entry: Entry): void {
    const { heap } = this;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry) < 0) {
        child++;
      }
      if (before(heap[child] as Entry, entry) >= 0) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = entry;
  }
}

const before = (a: Entry, b: Entry): number => a.at - b.at || a.order - b.order;
