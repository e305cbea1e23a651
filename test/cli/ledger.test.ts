import { FakeDaemon } from './fake-daemon';
import { run } from './run';

let daemon: FakeDaemon;
beforeEach(async () => {
  daemon = await FakeDaemon.start();
});
afterEach(() => daemon.close());

const ask = (...words: string[]) =>
  run(['ledger', ...words, '--url', daemon.url, '--token', 'lst_test']);

const LOGS = [
  {
    ...{ log: 'acme', origin: 'test/acme', size: 1203, checkpoint: { size: 1200, at: 0 } },
    keys: [
      { key: 'test/acme+00000001+AQ', fromSize: 0 },
      { key: 'test/acme+00000002+AQ', fromSize: 7, signature: 'x' },
    ],
  },
  { log: 'operations', origin: 'test/operations', size: 1, keys: [] },
];

test('lists each log with what is signed of it, and the key that signs now', async () => {
  daemon.on('GET /v1/ledger', { body: { logs: LOGS } });
  const { code, out } = await ask('list');
  expect(code).toBe(0);
  const [, acme, operations] = out.split('\n');
  expect(acme).toMatch(/acme +1203 +1200 +\S+.* test\/acme\+00000002\+AQ/);
  expect(operations).toMatch(/operations +1 +0 +- +-/);
  expect(JSON.parse((await ask('list', '--json')).out)).toEqual({ logs: LOGS });
});

test('makes another key, and says that it has to be backed up', async () => {
  daemon.on('POST /v1/ledger/rotate-key', { body: { logs: ['acme', 'operations'] } });
  const { code, out, err } = await ask('rotate-key');
  expect(code).toBe(0);
  expect(out).toContain('signs 2 logs from now on: acme, operations');
  expect(err).toContain('signing-key');
  expect(daemon.requests).toMatchObject([{ method: 'POST', path: '/v1/ledger/rotate-key' }]);
});
