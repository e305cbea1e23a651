import type { JobsBackend } from '../../src/jobs/job-line';
import { RetentionJob, type RetentionOptions } from '../../src/jobs/retention';
import type { StoreNotice } from '../../src/store/notice';
import type { RetentionRun } from '../../src/store/retention-store';
import { SqlRetentionStore } from '../../src/store/retention-store';
import { systemClock } from '../store/clock';
import { TestPostgres } from '../store/postgres';
import { BACKENDS, type Place } from './backends';

const DAY_MS = 86_400_000;

describe.each(Object.entries(BACKENDS))('the retention job on %s', (_name, arrive) => {
  let place: Place;
  let backend: JobsBackend;
  let runs: RetentionRun[];
  let notices: StoreNotice[];
  let job: RetentionJob | null;
  let count = 0;
  beforeAll(async () => {
    place = await arrive();
  });
  afterAll(() => place?.leave());
  beforeEach(async () => {
    backend = await place.backend();
    [runs, notices, job] = [[], [], null];
    count += 1;
  });
  afterEach(() => job?.close());

  const start = (over: Partial<RetentionOptions> = {}): RetentionJob => {
    job = new RetentionJob({
      backend,
      engineId: `engine-${count}`,
      clock: systemClock,
      notify: (notice) => notices.push(notice),
      keepDays: 30,
      perishables: [{ kind: 'journal', remove: async () => ({ files: 2, bytes: 64 }) }],
      record: async (run) => {
        runs.push(run);
      },
      zone: 'Europe/Berlin',
      ...over,
    });
    job.start();
    return job;
  };
  const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('removes what is older than the limit and records it', async () => {
    const asked: number[] = [];
    const remove = async (before: number) => {
      asked.push(before);
      return { files: 3, bytes: 300 };
    };
    const none = async () => ({ files: 0, bytes: 0 });
    const perishables = [
      { kind: 'journal', remove },
      { kind: 'outbox', remove: none },
    ];
    const from = Date.now() - 30 * DAY_MS;
    await start({ perishables }).runSoon();
    await until(() => runs.length === 1);
    expect(asked[0]).toBeGreaterThanOrEqual(from);
    expect(asked[0]).toBeLessThanOrEqual(Date.now() - 30 * DAY_MS);
    expect(runs[0]).toMatchObject({
      keptFrom: asked[0],
      removed: [
        { kind: 'journal', files: 3, bytes: 300 },
        { kind: 'outbox', files: 0, bytes: 0 },
      ],
    });
  });

  it('is due at 03:15 where the centre is, summer and winter', async () => {
    const retention = start();
    await until(async () => (await retention.nextAt()) !== null);
    const next = new Date((await retention.nextAt()) ?? 0);
    const time = next.toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' });
    expect(time).toBe('03:15:00');
  });

  it('runs by itself, once a time, however often the daemon was started', async () => {
    start({ cron: '* * * * * *' });
    await until(() => runs.length === 1);
    await job?.close();
    runs = [];
    start({ cron: '* * * * * *' });
    await until(() => runs.length === 3);
    const seconds = runs.map((run) => Math.round(run.at / 1000));
    expect(new Set(seconds).size).toBe(3);
  });

  it('tries again after a failure, and records what both attempts removed', async () => {
    let attempts = 0;
    const record = async (run: RetentionRun): Promise<void> => {
      attempts += 1;
      if (attempts === 1) throw new Error('no table');
      runs.push(run);
    };
    await start({ record, retryMs: 10 }).runSoon();
    await until(() => runs.length === 1);
    expect(runs[0]?.removed).toEqual([{ kind: 'journal', files: 4, bytes: 128 }]);
    expect(notices).toContainEqual(
      expect.objectContaining({ code: 'RETENTION_FAILED', severity: 'warning' }),
    );
  });

  it('lets the run that is under way finish when it is closed', async () => {
    let release = (): void => undefined;
    let isRunning = false;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const remove = async () => {
      isRunning = true;
      await held;
      return { files: 1, bytes: 1 };
    };
    await start({ perishables: [{ kind: 'journal', remove }] }).runSoon();
    await until(() => isRunning);
    const closed = job?.close();
    release();
    await closed;
    expect(runs).toHaveLength(1);
    job = null;
  });

  it('closes while the backend is away, and while it went away', async () => {
    await start().runSoon();
    await until(() => runs.length === 1);
    await place.away();
    await job?.close();
    start();
    await until(() => notices.some((notice) => notice.code === 'JOBS_AWAY'));
    await job?.close();
    job = null;
    await place.back();
  });

  it('starts while the backend is away, says so, and works when it is back', async () => {
    await place.away();
    start({ cron: '* * * * * *' });
    await until(() => notices.some((notice) => notice.code === 'JOBS_AWAY'));
    await place.back();
    await until(() => runs.length > 0);
  });
});

describe('the book of what was removed', () => {
  it('is written by the daemon and read again', async () => {
    const postgres = await TestPostgres.start();
    const store = new SqlRetentionStore((await postgres.database()).open());
    const run = { engineId: 'e', at: 5, keptFrom: 1 };
    const removed = [{ kind: 'journal', files: 2, bytes: 20 }];
    await store.add({ ...run, removed });
    await store.add({ ...run, at: 6, removed: [] });
    await store.add({ ...run, engineId: 'other', removed });
    const listed = await store.list('e', 10);
    await postgres.close();
    expect(listed).toEqual([
      { ...run, at: 6, removed: [] },
      { ...run, removed },
    ]);
  });
});
