import { readFileSync, writeFileSync } from 'node:fs';
import type { EngineLog } from '../../src/engine/engine-log';
import type { SnapshotJob } from '../../src/engine/snapshot-maker';
import { InThreadSnapshotRunner } from '../../src/engine/snapshot-runner';
import { countingCore } from './counting-core';
import { EngineRig, until } from './engine-rig';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const SMALL = { segmentBytesMax: 2_000, reserveBytes: 0 };
const SNAPSHOT = /^snapshot-.*\.json$/;

/** Runs jobs in the test's own thread and notes them. */
class NotedRunner extends InThreadSnapshotRunner<ReturnType<typeof countingCore.newWorld>> {
  readonly jobs: SnapshotJob[] = [];
  readonly checked: number[] = [];

  override async run(job: SnapshotJob) {
    this.jobs.push(job);
    const outcome = await super.run(job);
    this.checked.push(outcome.checked);
    return outcome;
  }
}

function alarms() {
  const said: { ids: object; message: string }[] = [];
  const log: EngineLog = {
    info: () => undefined,
    warn: () => undefined,
    error: (ids, message) => said.push({ ids, message }),
  };
  return { said, log };
}

async function takeCalls(engine: Parameters<EngineRig['settle']>[0], count: number) {
  for (let index = 0; index < count; index += 1) {
    rig.target.offer(`l${index}`);
    await rig.settle(engine);
  }
}

test('a closed segment is replayed, compared with its live steps, kept as a snapshot', async () => {
  const runner = new NotedRunner(countingCore);
  const engine = await rig.start({ journal: SMALL, snapshotRunner: runner });
  await takeCalls(engine, 40);
  await engine.stop();
  const until = runner.jobs.at(-1)?.untilSeq;
  expect(until).toBeGreaterThan(50);
  expect(runner.checked.reduce((sum, checked) => sum + checked, 0)).toBe(until);
  expect(rig.files(SNAPSHOT)).toHaveLength(3);
});

test('a replay that gives anything else than live is a loud alarm with its seq', async () => {
  const { said, log } = alarms();
  const step: typeof countingCore.step = (world, input) => {
    const stepped = countingCore.step(world, input);
    const isSeven = input.seq === 7;
    return isSeven
      ? { ...stepped, facts: [], effects: [{ type: 'timer.clear', timerId: 'x' }] }
      : stepped;
  };
  const runner = new InThreadSnapshotRunner({ ...countingCore, step });
  const engine = await rig.start({ journal: SMALL, snapshotRunner: runner, log });
  await takeCalls(engine, 10);
  await until(() => said.length > 0);
  expect(said[0]?.ids).toEqual({ seq: 7, code: 'REPLAY_DIFFERS' });
  expect(engine.health().journal).toEqual({
    ok: false,
    detail: 'replay differs from live at seq 7',
  });
  expect(rig.files(SNAPSHOT)).toEqual([]);
});

test('no snapshot goes beyond the facts that survive a power cut', async () => {
  const runner = new NotedRunner(countingCore);
  rig.outbox.synced = 3;
  const engine = await rig.start({ journal: SMALL, snapshotRunner: runner });
  await takeCalls(engine, 20);
  expect(runner.jobs).toEqual([]);
  rig.outbox.synced = Number.MAX_SAFE_INTEGER;
  rig.clock.advanceBy(5_000);
  await until(() => rig.files(SNAPSHOT).length > 0);
});

test('a trace that does not fit any more is an alarm, too: the journal was changed', async () => {
  const { said, log } = alarms();
  rig.outbox.synced = 3;
  const runner = new NotedRunner(countingCore);
  const engine = await rig.start({ journal: SMALL, snapshotRunner: runner, log });
  await takeCalls(engine, 20);
  const [trace = ''] = rig.files(/^trace-/);
  const bytes = readFileSync(trace);
  bytes.writeUInt8(bytes.readUInt8(8) ^ 1, 8);
  writeFileSync(trace, bytes);
  rig.outbox.synced = Number.MAX_SAFE_INTEGER;
  rig.clock.advanceBy(5_000);
  await until(() => said.length > 0);
  expect(said[0]?.ids).toMatchObject({ seq: 3 });
});
