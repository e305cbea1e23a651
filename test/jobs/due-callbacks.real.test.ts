import { DueCallbacks, type DueCallbacksOptions } from '../../src/jobs/due-callbacks';
import type { JobsBackend } from '../../src/jobs/job-line';
import type { StoreNotice } from '../../src/store/notice';
import { systemClock } from '../store/clock';
import { BACKENDS, type Place } from './backends';

const SECOND_MS = 1000;
/** Never within a test: what is to happen is asked for. */
const NEVER = '0 0 29 2 *';

describe.each(Object.entries(BACKENDS))('promised calls on %s', (_name, arrive) => {
  let place: Place;
  let backend: JobsBackend;
  let notices: StoreNotice[];
  let woken: number[];
  let jobs: DueCallbacks | null;
  let count = 0;
  beforeAll(async () => {
    place = await arrive();
  });
  afterAll(() => place?.leave());
  beforeEach(async () => {
    backend = await place.backend();
    [notices, woken, jobs] = [[], [], null];
    count += 1;
  });
  afterEach(() => jobs?.close());

  const start = (over: Partial<DueCallbacksOptions>): DueCallbacks => {
    jobs = new DueCallbacks({
      ...{ backend, engineId: `engine-${count}`, clock: systemClock, zone: 'Europe/Berlin' },
      notify: (notice) => notices.push(notice),
      promisedBetween: async () => [],
      wake: () => woken.push(systemClock.now()),
      cron: NEVER,
      ...over,
    });
    jobs.start();
    return jobs;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('wake the refill when they are due, once a second however many there are', async () => {
    const first = Math.ceil(systemClock.now() / SECOND_MS) * SECOND_MS + 2 * SECOND_MS;
    const promised = [first - 400, first - 300, first, first + 2 * SECOND_MS];
    const asked: number[][] = [];
    const promisedBetween = async (from: number, to: number): Promise<readonly number[]> => {
      asked.push([from, to]);
      return promised;
    };
    const planned = start({ promisedBetween });
    await planned.runSoon();
    await until(() => asked.length === 2);
    await until(() => woken.length === 2);
    // Both looks saw all of them, and a minute that is cut in two still is one.
    for (const [from = 0, to = 0] of asked) expect(to - from).toBeGreaterThan(60 * SECOND_MS);
    const [one = 0, two = 0] = woken;
    expect(one).toBeGreaterThanOrEqual(first);
    expect(two).toBeGreaterThanOrEqual(first + 2 * SECOND_MS);
  });

  it('are told of when they cannot be planned', async () => {
    start({ promisedBetween: () => Promise.reject(new Error('no table')) });
    await until(() => notices.length > 0);
    expect(notices[0]).toMatchObject({ code: 'CALLBACKS_UNPLANNED', severity: 'warning' });
  });

  it('know whether their backend is there, and go on when it is back', async () => {
    const going = start({ cron: '* * * * * *', promisedBetween: async () => [Date.now()] });
    await until(() => woken.length > 0 && going.isUp());
    await place.away();
    await until(() => !going.isUp());
    await place.back();
    await until(() => going.isUp());
    const before = woken.length;
    await until(() => woken.length > before);
  });
});
