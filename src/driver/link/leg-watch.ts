import type { Clock } from '../../port/clock';

/** Something that changes, with those who wait for it. */
export interface Watched {
  /** Called when something about it changes, and at its end. */
  readonly watchers: Set<() => void>;
  readonly ended: boolean;
}

/** Tells those who wait for the leg that something about it changed. */
export function wake(leg: Watched): void {
  for (const watcher of [...leg.watchers]) watcher();
}

/** Resolves when the test holds, or the leg has ended (true), or the time is over (false). */
export function until(
  clock: Clock,
  leg: Watched,
  test: () => boolean,
  timeoutMs: number,
): Promise<boolean> {
  if (leg.ended || test()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const done = (inTime: boolean): void => {
      cancel();
      leg.watchers.delete(look);
      resolve(inTime);
    };
    const look = (): void => {
      if (leg.ended || test()) done(true);
    };
    const cancel = clock.schedule(clock.now() + timeoutMs, () => done(false));
    leg.watchers.add(look);
  });
}
