import type { Logger } from 'pino';
import type { Clock } from '../port/clock';

interface Step {
  readonly name: string;
  readonly undo: () => Promise<void> | void;
}

/** What was started, to be stopped in the opposite order. One part's failure stops no other. */
export class Undo {
  private steps: Step[] = [];

  constructor(private readonly log: Logger) {}

  later(name: string, undo: Step['undo']): void {
    this.steps.push({ name, undo });
  }

  async all(): Promise<void> {
    const steps = this.steps.reverse();
    this.steps = [];
    for (const { name, undo } of steps) {
      try {
        await undo();
      } catch (error) {
        this.log.warn({ part: name, reason: String(error) }, 'a part did not stop cleanly');
      }
    }
  }
}

/** The same work, given up after a while: what runs the daemon waits some 10 s for its end. */
export function within(clock: Clock, limitMs: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(clock.now() + limitMs, () =>
      reject(new Error(`it took longer than ${limitMs} ms`)),
    );
    work.then(resolve, reject).finally(cancel);
  });
}
