import { FakeDaemon } from './fake-daemon';
import { call } from './live-sample';
import { run } from './run';

let daemon: FakeDaemon;
const to = () => ['--url', daemon.url, '--token', 'lst_test'];

beforeEach(async () => {
  daemon = await FakeDaemon.start();
  const calls = [
    call('2e16ea62-0000-8ca1-8000-00000000004b', {
      phase: 'held',
      agentId: 'anna',
      guests: [
        { role: 'consult', phase: 'present', agentId: 'ben' },
        { role: 'supervisor', phase: 'present', agentId: 'dora', mode: 'whisper' },
      ],
    }),
    call('2e16ea62-0000-8ca1-8000-00000000005c', {
      phase: 'parked',
      parked: { slot: '1', until: Date.UTC(2026, 0, 5, 9, 2) },
    }),
  ];
  daemon.on('GET /v1/calls', { body: { calls } });
});
afterEach(() => daemon.close());

test('the list shows who serves, who is asked and who listens', async () => {
  const { code, out } = await run(['call', 'list', ...to()]);
  expect(code).toBe(0);
  expect(out).toMatch(/held .* anna \?ben @dora/);
  expect(out).toMatch(/parked .* slot 1/);
});

test('one call is told with all of its parties', async () => {
  const { out } = await run(['call', 'show', '2e16ea62…00004b', ...to()]);
  expect(out).toMatch(/^served by +anna$/m);
  expect(out).toMatch(/^consult +ben, present$/m);
  expect(out).toMatch(/^supervisor +dora, present, whisper$/m);
});

test.each([
  [['transfer', '2e16ea62…00004b', '--queue', 'billing'], 'transfer', { queue: 'billing' }, '4b'],
  [['consult', '2e16ea62…00004b', '--agent', 'ben'], 'consult', { agent: 'ben' }, '4b'],
  [['consult', '2e16ea62…00004b', 'complete'], 'consult/complete', undefined, '4b'],
  [['park', '2e16ea62…00004b', 'A7'], 'park', { slot: 'A7' }, '4b'],
  [['pick-up', '1', '--agent', 'ben'], 'pick-up', { agent: 'ben' }, '5c'],
  [
    ['supervise', '2e16ea62…00004b', 'barge', '--agent', 'dora'],
    'supervise',
    { agent: 'dora', mode: 'barge' },
    '4b',
  ],
  [
    ['supervise', '2e16ea62…00004b', 'end', '--agent', 'dora'],
    'supervise/end',
    { agent: 'dora' },
    '4b',
  ],
])('%j asks for it', async (argv, verb, body, end) => {
  const path = `/v1/calls/2e16ea62-0000-8ca1-8000-0000000000${end}/${verb}`;
  daemon.on(`POST ${path}`, { status: 202, body: { seq: 7, at: 0 } });
  const { code, out } = await run(['call', ...argv, ...to()]);
  expect(code).toBe(0);
  expect(out).toContain('is under way');
  const asked = daemon.requests.find((request) => request.method === 'POST');
  expect(asked?.path).toBe(path);
  expect(asked?.body === '' ? undefined : JSON.parse(asked?.body ?? '')).toEqual(body);
});

test('what the engine refuses is told with its code', async () => {
  const path = '/v1/calls/2e16ea62-0000-8ca1-8000-00000000004b/transfer';
  const problem = { code: 'JOIN_STATE', detail: 'ben: state (talking)' };
  daemon.on(`POST ${path}`, { status: 409, body: problem });
  const { code, err } = await run([
    'call',
    'transfer',
    '2e16ea62…00004b',
    '--agent',
    'ben',
    ...to(),
  ]);
  expect(code).not.toBe(0);
  expect(err).toContain('JOIN_STATE');
});
