import { expiredSegments, removeSegments } from '../../src/engine/retention';
import { InThreadSnapshotRunner } from '../../src/engine/snapshot-runner';
import { countingCore } from './counting-core';
import { EngineRig } from './engine-rig';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const SMALL = { segmentBytesMax: 2_000, reserveBytes: 0 };
const DAY_MS = 86_400_000;
const ALL = Number.MAX_SAFE_INTEGER;

async function takeCalls(count: number, withSnapshots = true) {
  const snapshotRunner = new InThreadSnapshotRunner(countingCore);
  const engine = await rig.start({ journal: SMALL, ...(withSnapshots ? { snapshotRunner } : {}) });
  for (let index = 0; index < count; index += 1) {
    rig.target.offer(`l${index}`);
    await rig.settle(engine);
  }
  await engine.stop();
}

const rule = (afterMs: number, syncedSeq = ALL) => ({
  before: rig.clock.now() + afterMs,
  syncedSeq,
});

test('segments younger than asked for are kept', async () => {
  await takeCalls(40);
  expect(expiredSegments(rig.directory, rule(-1))).toEqual([]);
  expect(expiredSegments(rig.directory, rule(0)).length).toBeGreaterThan(2);
});

test('what the newest snapshot does not cover is kept, however old it is', async () => {
  await takeCalls(40, false);
  expect(expiredSegments(rig.directory, rule(DAY_MS))).toEqual([]);
});

test('what the outbox does not have safely is kept, however old it is', async () => {
  await takeCalls(40);
  const expired = expiredSegments(rig.directory, rule(DAY_MS, 30));
  expect(expired.length).toBeGreaterThan(0);
  expect(expired.at(-1)?.lastSeq).toBeLessThanOrEqual(30);
});

test('a restart after the removal goes on with the same world', async () => {
  await takeCalls(40);
  const before = rig.files(/^segment-/).length;
  const expired = expiredSegments(rig.directory, rule(DAY_MS));
  const removed = removeSegments(rig.directory, expired);
  expect(removed).toEqual({ files: expired.length, bytes: expect.any(Number) });
  expect(rig.files(/^segment-/)).toHaveLength(before - expired.length);
  expect(rig.files(/^trace-/).length).toBeLessThan(before);
  const engine = await rig.start({ journal: SMALL });
  expect(engine.health()).toMatchObject({ seq: 82, epoch: 2 });
});
