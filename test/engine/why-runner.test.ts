import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainCall } from '../../src/engine/why-report';
import { WorkerWhyRunner } from '../../src/engine/why-runner';
import { Scenario } from '../core/scenario';
import { compileEngine } from './compiled-source';
import { writeJournal } from './written-journal';

let directory: string;
let script: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'why-runner-'));
  script = join(compileEngine(join(directory, 'dist')), 'why-worker.js');
});
afterAll(() => rmSync(directory, { recursive: true }));

test('a worker thread gives the report, and refusals with their codes', async () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue(1);
  writeJournal(directory, s.inputs);
  const callId = s.all('call.offered')[0]?.callId ?? '';
  const job = { directory, callId, build: 'memory', agentsMax: 5 };
  const runner = new WorkerWhyRunner({ script });
  expect(await runner.run(job)).toEqual(explainCall(job));
  await expect(runner.run({ ...job, callId: 'none' })).rejects.toMatchObject({
    code: 'CALL_NOT_FOUND',
    remedy: expect.stringContaining('leitstand cdr list'),
  });
});

test('too many at once are asked to come again, one that takes too long is ended', async () => {
  const job = { directory, callId: 'none', build: 'memory', agentsMax: 5 };
  const runner = new WorkerWhyRunner({ script, runMaxMs: 0 });
  const asked = Array.from({ length: 12 }, () => runner.run(job));
  const codes = (await Promise.allSettled(asked)).map((one) =>
    one.status === 'rejected' ? (one.reason as { code: string }).code : 'ok',
  );
  expect(codes.filter((code) => code === 'WHY_BUSY')).toHaveLength(4);
  expect(codes[0]).toBe('WHY_TOO_LONG');
});
