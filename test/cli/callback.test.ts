import { FakeDaemon } from './fake-daemon';
import { NOW } from './live-sample';
import { run } from './run';

const ID = '2e16ea62-1111-8c02-8000-00000000004b';
const CALLBACK = {
  contactId: ID,
  clientId: 'acme',
  queueId: 'sales',
  callId: '2e16ea62-1111-8ca1-8000-000000000042',
  number: '+49305550123',
  state: 'booked',
  priority: 0,
  queuedAt: NOW - 600_000,
  bookedAt: NOW - 590_000,
  attempts: 1,
  notBefore: NOW + 300_000,
  expiresAt: NOW + 3_600_000,
};

let daemon: FakeDaemon;

beforeEach(async () => {
  daemon = await FakeDaemon.start();
});
afterEach(() => daemon.close());

const ask = (...words: string[]) => run([...words, '--url', daemon.url, '--token', 'lst_test']);

test('the list tells who keeps a place, since when, and what comes next', async () => {
  daemon.on('GET /v1/callbacks', { body: { callbacks: [CALLBACK] } });
  const { code, out } = await ask('callback', 'list', '--queue', 'sales');
  expect(code).toBe(0);
  expect(daemon.requests[0]?.path).toBe('/v1/callbacks?queue=sales');
  expect(out).toMatch(/0{4}4b +sales .*\+49305550123 +10m\S* +booked +1/);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('one is taken out', async () => {
  daemon.on(`DELETE /v1/callbacks/${ID}`, { status: 204 });
  const { code, out } = await ask('callback', 'cancel', ID);
  expect(code).toBe(0);
  expect(out).toContain('is called back no more');
});

test('one whose customer is on the line is left alone, and the reason is told', async () => {
  const detail = 'the customer is on call c-1, which can be hung up';
  const body = { code: 'CALLBACK_UNDER_WAY', detail };
  daemon.on(`DELETE /v1/callbacks/${ID}`, { status: 409, body });
  const { code, err } = await ask('callback', 'cancel', ID);
  expect(code).not.toBe(0);
  expect(err).toContain(detail);
});
