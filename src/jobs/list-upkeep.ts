import { Routine, type RoutineSetting } from './routine';

export interface ListUpkeepJobOptions extends RoutineSetting {
  readonly run: () => Promise<unknown>;
  /** By default at 03:45, after the retention. */
  readonly cron?: string;
  readonly retryMs?: number;
}

const DAILY = '45 3 * * *';
const ATTEMPTS_MAX = 6;

/** The daily upkeep of lists: one job a day and an engine. */
export class ListUpkeepJob extends Routine {
  constructor(options: ListUpkeepJobOptions) {
    const { cron = DAILY, notify, run } = options;
    const onFailed = (attempt: number, error: Error): void =>
      notify({
        code: 'LISTS_NOT_KEPT',
        severity: attempt >= ATTEMPTS_MAX ? 'alarm' : 'warning',
        message: 'Lists could not be kept in order.',
        detail: { attempt, attemptsMax: ATTEMPTS_MAX, error: error.message },
      });
    const work = async (): Promise<void> => {
      await run();
    };
    super({ ...options, name: 'list-upkeep', cron, attemptsMax: ATTEMPTS_MAX, onFailed, work });
  }
}
