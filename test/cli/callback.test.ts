import { FakeDaemon } from './fake-daemon';
import { NOW } from './live-sample';
import { type RunOptions, run } from './run';

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

const ask = (words: string[], options?: RunOptions) =>
  run([...words, '--url', daemon.url, '--token', 'lst_test'], options);

test('the list tells who keeps a place, since when, and what comes next', async () => {
  daemon.on('GET /v1/callbacks', { body: { callbacks: [CALLBACK] } });
  const { code, out } = await ask(['callback', 'list', '--queue', 'sales']);
  expect(code).toBe(0);
  expect(daemon.requests[0]?.path).toBe('/v1/callbacks?queue=sales');
  expect(out).toMatch(/^2e16ea62…00004b +sales .*\+49305550123 +10m00s +booked +1/m);
});

const WIDE = [
  { ...CALLBACK, number: '+491701234567890', queueId: 'nordlicht-contracts' },
  { ...CALLBACK, contactId: ID.replace('4b', '4c'), state: 'confirmed', attempts: 2 },
];

test.each([100, 120])('when it is called next and expires is there at %d', async (columns) => {
  daemon.on('GET /v1/callbacks', { body: { callbacks: WIDE } });
  const { out } = await ask(['callback', 'list'], { columns });
  const [heading, booked, confirmed] = out.split('\n');
  expect(heading).toMatch(/NUMBER .*STATE .*NEXT +EXPIRES$/);
  expect(booked).toMatch(/\+491701234567890 .* in 5m00s +in 1h00m$/);
  expect(confirmed).toMatch(/ confirmed +2 +- +in 1h00m$/);
  expect(widest(out)).toBeLessThanOrEqual(columns);
});

test.each([60, 80, 100])('it fits %d columns, and no number is cut', async (columns) => {
  daemon.on('GET /v1/callbacks', { body: { callbacks: WIDE } });
  const { out } = await ask(['callback', 'list'], { columns });
  expect(widest(out)).toBeLessThanOrEqual(columns);
  for (const { number, state } of WIDE) expect(out).toMatch(new RegExp(`\\${number} .*${state}`));
});

const widest = (out: string): number => Math.max(...out.split('\n').map((line) => line.length));

test('one is taken out', async () => {
  daemon.on(`DELETE /v1/callbacks/${ID}`, { status: 204 });
  const { code, out } = await ask(['callback', 'cancel', ID]);
  expect(code).toBe(0);
  expect(out).toContain('is called back no more');
});

test('the short id of the list is enough', async () => {
  daemon.on('GET /v1/callbacks', { body: { callbacks: WIDE } });
  daemon.on(`DELETE /v1/callbacks/${ID}`, { status: 204 });
  const { code, out } = await ask(['callback', 'cancel', '2e16ea62…00004b']);
  expect({ code, out }).toEqual({ code: 0, out: '2e16ea62…00004b is called back no more\n' });
  const other = await ask(['callback', 'cancel', '2e16ea62…0000']);
  expect(other.code).toBe(1);
  expect(other.err).toMatch(/^CALLBACK_UNKNOWN: .* means 0 of 2 callbacks\n-> give the whole id/);
});

test('one whose customer is on the line is left alone, and the reason is told', async () => {
  const detail = 'the customer is on call c-1, which can be hung up';
  const body = { code: 'CALLBACK_UNDER_WAY', detail };
  daemon.on(`DELETE /v1/callbacks/${ID}`, { status: 409, body });
  const { code, err } = await ask(['callback', 'cancel', ID]);
  expect(code).not.toBe(0);
  expect(err).toContain(detail);
});
