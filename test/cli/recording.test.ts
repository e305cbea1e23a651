import { FakeDaemon } from './fake-daemon';
import { NOW } from './live-sample';
import { run } from './run';

const ID = '2e16ea62-1111-84ec-8000-00000000004b';
const CALL = '2e16ea62-1111-8ca1-8000-000000000042';

const RECORDING = {
  recordingId: ID,
  purpose: 'talk',
  switchId: 'main',
  queueId: 'sales',
  agentId: 'anna',
  providerId: 'north',
  consent: { given: true, how: 'key', key: '1', at: NOW },
  startedAt: NOW,
  endedAt: NOW + 90_000,
  pauses: [{ startedAt: NOW + 20_000, endedAt: NOW + 32_000 }],
  file: `${ID}.wav`,
  sizeBytes: 1_440_044,
  audioMs: 90_000,
  sha256: 'ab'.repeat(32),
  callId: CALL,
  clientId: 'acme',
  offeredAt: NOW - 30_000,
};
const { sizeBytes: _size, audioMs: _audio, sha256: _hash, ...unsealed } = RECORDING;
const missing = { code: 'RECORDING_FILE_MISSING', detail: 'there is no file' };
const MISSING = { ...unsealed, recordingId: ID.replace('4b', '4c'), missing };

let daemon: FakeDaemon;

beforeEach(async () => {
  daemon = await FakeDaemon.start();
});
afterEach(() => daemon.close());

const ask = (...words: string[]) => run([...words, '--url', daemon.url, '--token', 'lst_test']);

test('the list tells what is proven and what is missing', async () => {
  daemon.on('GET /v1/recordings', { body: { recordings: [RECORDING, MISSING] } });
  const { code, out } = await ask('recording', 'list', '--agent', 'anna');
  expect(code).toBe(0);
  expect(daemon.requests[0]?.path).toContain('agent=anna');
  expect(out).toMatch(/2e16ea62-1111-84ec-8000-00000000004b .*anna +1m30s .*sealed/);
  expect(out).toMatch(/2e16ea62-1111-84ec-8000-00000000004c .*anna +- .*missing/);
});

test('one is shown with its pauses, its consent and its hash', async () => {
  daemon.on(`GET /v1/recordings/${ID}`, { body: RECORDING });
  const { out } = await ask('recording', 'show', ID);
  expect(out).toContain('paused once for 12s');
  expect(out).toContain('recording allowed by the caller (key, pressed 1)');
  expect(out).toContain('ab'.repeat(32));
});

test.each([
  [true, 0, 'intact'],
  [false, 5, 'changed'],
])('verification says so and exits with it (%s)', async (intact, exit, word) => {
  const body = { recordingId: ID, intact, sha256: 'cd', sealedSha256: 'ab', sizeBytes: 1 };
  daemon.on(`POST /v1/recordings/${ID}/verify`, { body });
  const { code, out } = await ask('recording', 'verify', ID);
  expect(code).toBe(exit);
  expect(out).toContain(word);
});

test('a pause is told once silence is being recorded', async () => {
  const call = { callId: CALL, recording: 'paused' };
  daemon.on(`POST /v1/calls/${CALL}/record/pause`, { status: 202, body: call });
  const { code, out } = await ask('call', 'record', 'pause', CALL);
  expect(code).toBe(0);
  expect(out).toContain('silence is being recorded');
});

test('that the caller agreed in words is passed on; a refusal is told with its code', async () => {
  const body = { code: 'CONSENT_MISSING', detail: 'the caller was not asked' };
  daemon.on(`POST /v1/calls/${CALL}/record/start`, { status: 409, body });
  const { code, err } = await ask('call', 'record', 'start', CALL, '--spoken');
  expect(code).toBe(1);
  expect(err).toContain('CONSENT_MISSING');
  expect(daemon.requests[0]?.path).toBe(`/v1/calls/${CALL}/record/start?consent=spoken`);
});
