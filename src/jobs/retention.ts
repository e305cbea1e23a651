import type { RemovedKind, RetentionRun } from '../store/retention-store';
import { Routine, type RoutineSetting } from './routine';

/** Something that grows old on this machine's disk. */
export interface Perishable {
  /** `journal`, `outbox`, … */
  readonly kind: string;
  /** Removes what is older than `before` (ms, UTC) and not needed any more. */
  readonly remove: (before: number) => Promise<{ readonly files: number; readonly bytes: number }>;
}

export interface RetentionOptions extends RoutineSetting {
  readonly keepDays: number;
  readonly perishables: readonly Perishable[];
  /** Writes the run into the book of what was removed. */
  readonly record: (run: RetentionRun) => Promise<void>;
  /** By default at 03:15, an hour that every day of the year has. */
  readonly cron?: string;
  readonly retryMs?: number;
}

const DAY_MS = 86_400_000;
const NIGHTLY = '15 3 * * *';
const ATTEMPTS_MAX = 6;

/** The nightly removal of old journal and outbox segments: one job a night and an engine. */
export class RetentionJob extends Routine {
  constructor(options: RetentionOptions) {
    const { cron = NIGHTLY, notify } = options;
    const removal = new Removal(options);
    const onFailed = (attempt: number, error: Error): void =>
      notify({
        code: 'RETENTION_FAILED',
        severity: attempt >= ATTEMPTS_MAX ? 'alarm' : 'warning',
        message: 'Old segments could not be removed.',
        detail: { attempt, attemptsMax: ATTEMPTS_MAX, error: error.message },
      });
    const own = { name: 'retention', cron, attemptsMax: ATTEMPTS_MAX, onFailed };
    super({ ...options, ...own, work: () => removal.run() });
  }
}

class Removal {
  /** Removed, and not in the book yet. */
  private unrecorded: readonly RemovedKind[] = [];

  constructor(private readonly options: RetentionOptions) {}

  /** A second attempt adds to what the first one removed, so that the book misses nothing. */
  async run(): Promise<void> {
    const { clock, engineId, keepDays, perishables, record } = this.options;
    const at = clock.now();
    const keptFrom = at - keepDays * DAY_MS;
    for (const { kind, remove } of perishables) {
      const { files, bytes } = await remove(keptFrom);
      this.unrecorded = merged(this.unrecorded, { kind, files, bytes });
    }
    const removed = this.unrecorded;
    await record({ engineId, at, keptFrom, removed });
    this.unrecorded = [];
    this.options.notify({
      code: 'RETENTION_DONE',
      severity: 'info',
      message: 'Old segments were removed.',
      detail: Object.fromEntries(removed.map(({ kind, files }) => [kind, files])),
    });
  }
}

function merged(before: readonly RemovedKind[], more: RemovedKind): RemovedKind[] {
  const same = before.find(({ kind }) => kind === more.kind);
  if (!same) return [...before, more];
  const sum = { files: same.files + more.files, bytes: same.bytes + more.bytes };
  return before.map((one) => (one === same ? { ...one, ...sum } : one));
}
