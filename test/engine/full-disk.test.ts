import { EngineRig, OPERATOR } from './engine-rig';
import { FaultyDisk } from './faulty-disk';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const HOLD = { type: 'call.hold-requested', callId: 'none' } as const;
const LIMITS = { reserveBytes: 20_000, segmentBytesMax: 1_000_000, reserveRetryMs: 5_000 };

/** Runs with a quota until the disk is full and the engine lives on its reserve. */
async function fillDisk() {
  const disk = new FaultyDisk();
  const engine = await rig.start({ disk, journal: LIMITS });
  rig.target.offer('running');
  await rig.settle(engine);
  disk.quotaBytes = LIMITS.reserveBytes + 4_000;
  while (engine.health().journal.ok) await rig.settle(engine);
  return { disk, engine };
}

test('on a full disk running calls go on, on the reserve', async () => {
  const { engine } = await fillDisk();
  expect(rig.fatal).toEqual([]);
  expect(engine.health().journal).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/full/),
  });
  rig.target.end('running');
  await rig.runIdle(engine);
  expect(rig.factTypes().at(-1)).toBe('record.completed');
});

test('on a full disk a new call goes to the fallback, and the core never hears of it', async () => {
  const { engine } = await fillDisk();
  const before = engine.health().seq;
  rig.target.offer('new');
  rig.target.end('new');
  await rig.runIdle(engine);
  expect(rig.target.commands.at(-1)).toEqual({
    type: 'hangup',
    commandId: 'refused:new',
    switchId: 's1',
    legId: 'new',
    cause: 'congestion',
  });
  expect(engine.health().seq).toBe(before);
});

test('on a full disk operators are told JOURNAL_FULL', async () => {
  const { engine } = await fillDisk();
  await expect(engine.submit(HOLD, OPERATOR)).rejects.toMatchObject({ code: 'JOURNAL_FULL' });
});

test('when there is space again the engine takes calls and makes its reserve anew', async () => {
  const { disk, engine } = await fillDisk();
  rig.clock.advanceBy(LIMITS.reserveRetryMs);
  await rig.runIdle(engine);
  expect(engine.health().journal.ok).toBe(false);
  disk.quotaBytes = Number.POSITIVE_INFINITY;
  while (!engine.health().journal.ok) {
    rig.clock.advanceBy(LIMITS.reserveRetryMs);
    await rig.runIdle(engine);
  }
  rig.target.offer('welcome');
  await rig.settle(engine);
  expect(rig.target.commands.at(-1)).toMatchObject({ type: 'answer', legId: 'welcome' });
  expect(rig.files(/^reserve$/)).toHaveLength(1);
});

test('a reserve that is used up is fatal', async () => {
  const { engine } = await fillDisk();
  while (rig.fatal.length === 0) {
    rig.target.say({ type: 'leg.ringing', switchId: 's1', legId: 'running' });
    await rig.runIdle(engine);
  }
  expect(rig.fatal).toMatchObject([{ code: 'JOURNAL_FAILED' }]);
});

test('what was journaled on the reserve is there after a restart', async () => {
  const { engine } = await fillDisk();
  rig.target.end('running');
  await rig.runIdle(engine);
  const { seq } = engine.health();
  await engine.stop();
  const again = await rig.start();
  expect(again.health().seq).toBe(seq + 1);
});

test('without space for a reserve the engine starts, and takes no new work', async () => {
  const disk = new FaultyDisk();
  disk.quotaBytes = 10_000;
  const engine = await rig.start({ disk, journal: LIMITS });
  expect(engine.health().journal.ok).toBe(false);
  await expect(engine.submit(HOLD, OPERATOR)).rejects.toMatchObject({ code: 'JOURNAL_FULL' });
});
