import { staffingSample } from '../api/staffing-sample';
import { FakeDaemon } from './fake-daemon';
import { NOW } from './live-sample';
import { run } from './run';

let daemon: FakeDaemon;

beforeEach(async () => {
  daemon = await FakeDaemon.start();
});
afterEach(() => daemon.close());

const ask = (...words: string[]) =>
  run(['queue', 'staffing', 'sales', ...words, '--url', daemon.url, '--token', 'lst_test']);
const answer = (over = {}): void => {
  const body = { ...staffingSample('sales', 'acme', NOW), ...over };
  daemon.on('GET /v1/queues/sales/staffing', { body });
};

test('theory and what was seen stand in one table', async () => {
  answer();
  const { code, out, err } = await ask();
  expect(code).toBe(0);
  expect(out).toContain('2.4 Erlang: 36 calls an hour, 4m00s each, patience 3m30s  (last 1h00m');
  expect(out).toContain('4 on duty, 2 also for other queues: count as 2.9');
  expect(out).toContain('80% within 20s: 4 agents');
  expect(out).toMatch(/^ +3 +61.2% +45s +11% +71% +now, in theory$/m);
  expect(out).toMatch(/^ +4 +84.1% +endless +4% +57% +wanted$/m);
  expect(out).toMatch(/^ +- +75% +20s +11.1% +- +seen, last 1h00m$/m);
  expect(err).toContain('Erlang A');
});

test('what is said goes to the daemon in its units', async () => {
  answer();
  const { code } = await ask('--target', '90%', '--within', '1m30s', '--arrivals', '240.5');
  expect(code).toBe(0);
  const [path = ''] = daemon.requests.map((request) => request.path);
  expect(path.split('?')[1]).toBe('serviceLevelPct=90&withinMs=90000&arrivalsPerHour=240.5');
});

test('without calls it says what to give it', async () => {
  const { demand: _, ...rest } = staffingSample('sales', 'acme', NOW);
  const observed = { ...rest.observed, offered: 0 };
  daemon.on('GET /v1/queues/sales/staffing', {
    body: { ...rest, observed, needed: null, forecasts: [] },
  });
  const { code, out, err } = await ask();
  expect(code).toBe(0);
  expect(out).toMatch(/^load +unknown/m);
  expect(err).toContain('--arrivals and --handle');
});

test.each([
  ['--target', '100'],
  ['--within', 'soon'],
  ['--handle', '0s'],
  ['--patience', '25h'],
  ['--arrivals', '-1'],
])('%s %s is wrong', async (option, value) => {
  const { code, err } = await ask(option, value);
  expect(code).toBe(2);
  expect(err).toContain(option);
});
