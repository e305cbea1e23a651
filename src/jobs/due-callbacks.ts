import { Routine, type RoutineSetting } from './routine';

export interface DueCallbacksOptions extends RoutineSetting {
  /** When calls were promised, after `from` and up to `to` (ms, UTC); each instant once. */
  readonly promisedBetween: (from: number, to: number) => Promise<readonly number[]>;
  /** Has the hoppers take what is due by now. */
  readonly wake: () => void;
  /** By default each minute. */
  readonly cron?: string;
}

const EVERY_MINUTE = '* * * * *';
const SECOND_MS = 1000;
/** A tick that comes late, by up to a quarter of a minute, leaves no gap. */
const AHEAD_MS = 75_000;

/**
 * Wakes the refill of the hoppers when promised calls become due. Each minute one job looks what
 * was promised for the next one, and puts off a job to each second of it in which calls are due,
 * however many. What is promised within the minute is seen by the refill's own look every 5 s,
 * which also goes on while the backend of the jobs is away.
 */
export class DueCallbacks extends Routine {
  constructor(options: DueCallbacksOptions) {
    const { cron = EVERY_MINUTE, clock, notify, wake } = options;
    const onFailed = (_attempt: number, error: Error): void =>
      notify({
        code: 'CALLBACKS_UNPLANNED',
        severity: 'warning',
        message: 'Promised calls of the next minute may come some seconds late.',
        detail: { error: error.message },
      });
    super({
      ...{ ...options, name: 'callbacks', cron, runsAtOnce: true, attemptsMax: 1, onFailed },
      work: async ({ due }) => {
        if (due === undefined) return this.plan(options);
        // The backend's clock may be a little ahead of ours, and then nothing would be due yet.
        await new Promise<void>((isDue) => clock.schedule(due, isDue));
        wake();
      },
    });
  }

  private async plan({ clock, promisedBetween }: DueCallbacksOptions): Promise<void> {
    const from = clock.now();
    const promised = await promisedBetween(from, from + AHEAD_MS);
    const seconds = new Set(promised.map((at) => Math.ceil(at / SECOND_MS) * SECOND_MS));
    for (const due of seconds) await this.later(`due-${due}`, due);
  }
}
