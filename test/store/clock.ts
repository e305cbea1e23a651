import type { Clock } from '../../src/port/clock';

/** The machine's own time, for tests that wait for a real server. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(at, fire) {
    const timer = setTimeout(fire, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  },
};

/** A clock that the test turns. */
export class TurnedClock implements Clock {
  private time = Date.UTC(2026, 0, 5, 8);
  private readonly timers = new Set<{ readonly at: number; readonly fire: () => void }>();

  now(): number {
    return this.time;
  }

  schedule(at: number, fire: () => void): () => void {
    const timer = { at, fire };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Fires what is due on the way, in order of its time. */
  turn(byMs: number): void {
    const until = this.time + byMs;
    for (;;) {
      const due = [...this.timers].filter((timer) => timer.at <= until);
      const next = due.sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.fire();
    }
    this.time = until;
  }

  /** When the next timer is due; undefined when none is set. */
  nextAt(): number | undefined {
    return [...this.timers].map((timer) => timer.at).sort((a, b) => a - b)[0];
  }
}
