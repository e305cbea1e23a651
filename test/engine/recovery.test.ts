import {
  appendFileSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { InThreadSnapshotRunner } from '../../src/engine/snapshot-runner';
import { countingCore } from './counting-core';
import { EngineRig, MemoryOutbox, OPERATOR } from './engine-rig';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const SEGMENT = /^segment-.*\.journal$/;
const SNAPSHOT = /^snapshot-.*\.json$/;
const SMALL = { journal: { segmentBytesMax: 2_000, reserveBytes: 0 } };

/** As a kill: the journal stays as it is, without a seal, and the lock with it. */
async function fillAndStop(legs: number, options = {}): Promise<void> {
  const engine = await rig.start(options);
  for (let index = 0; index < legs; index += 1) {
    rig.target.offer(`l${index}`);
    await rig.settle(engine);
  }
  await engine.stop();
}

test('a restart has the world again, a new epoch and a new nonce', async () => {
  await fillAndStop(2);
  const engine = await rig.start();
  const boots = rig.facts.filter(({ body }) => body.type === 'engine.started');
  expect(boots.map(({ epoch }) => epoch)).toEqual([1, 2]);
  const nonces = boots.map(({ body }) => ('nonce' in body ? body.nonce : ''));
  expect(nonces[0]).toMatch(/^[0-9a-f]{12}$/);
  expect(nonces[1]).not.toBe(nonces[0]);
  expect(engine.health()).toMatchObject({ seq: 6, epoch: 2 });
});

test('replay is mute: no command and no fact of an earlier life leaves again', async () => {
  await fillAndStop(3);
  const commands = rig.target.commands.length;
  const facts = rig.facts.length;
  await rig.start();
  expect(rig.target.commands).toHaveLength(commands);
  expect(rig.factTypes().slice(facts)).toEqual(['engine.started']);
});

test('timers live on; those that are overdue fire at once, in their order', async () => {
  const first = await rig.start();
  rig.target.offer('late');
  await rig.settle(first);
  rig.clock.advanceBy(1_000);
  rig.target.offer('later');
  await rig.settle(first);
  await first.stop();
  rig.clock.advanceBy(60_000);
  const second = await rig.start();
  rig.clock.advanceBy(0);
  await rig.settle(second);
  const fired = rig.facts.filter(({ body }) => body.type === 'bound.reached');
  expect(fired.map(({ body }) => 'bound' in body && body.bound)).toEqual([
    'gone:late',
    'gone:later',
  ]);
});

test('records that never came to the outbox come there after the restart', async () => {
  const engine = await rig.start();
  rig.target.end('l1');
  await rig.settle(engine);
  const takenSeq = rig.outbox.taken;
  rig.target.end('l2');
  await rig.settle(engine);
  await engine.stop();
  rig.outbox.entries.splice(rig.outbox.entries.findIndex(({ seq }) => seq > takenSeq));
  rig.outbox.taken = takenSeq;
  await rig.start();
  expect(rig.outbox.callIds).toEqual(['l1', 'l2']);
});

test('a torn frame at the end is cut off, and the journal goes on behind it', async () => {
  await fillAndStop(2);
  const [path = ''] = rig.files(SEGMENT);
  const whole = readFileSync(path);
  // Into the last input, behind which only the seal stands.
  const seal = whole.lastIndexOf('LSFR');
  truncateSync(path, seal - 3);
  rig.outbox.taken = 4;
  const engine = await rig.start();
  expect(engine.health().seq).toBe(5);
  await engine.stop();
  await rig.start();
});

test('a crash at any byte of the last frame loses that frame and no more', async () => {
  await fillAndStop(1);
  const [path = ''] = rig.files(SEGMENT);
  const whole = readFileSync(path);
  const end = whole.lastIndexOf('LSFR');
  const start = whole.subarray(0, end).lastIndexOf('LSFR');
  for (let length = start; length <= end; length += 1) {
    for (const file of rig.files(SEGMENT)) rmSync(file);
    writeFileSync(path, whole.subarray(0, length));
    const engine = await rig.start({ outbox: new MemoryOutbox() });
    expect(engine.health().seq).toBe(length === end ? 4 : 3);
    await engine.stop();
  }
});

test('a bit flipped in an older segment is refused with segment and seq', async () => {
  await fillAndStop(20, SMALL);
  const [path = ''] = rig.files(SEGMENT).slice(1);
  const bytes = readFileSync(path);
  const at = bytes.lastIndexOf('"callId"');
  bytes.writeUInt8(bytes.readUInt8(at) ^ 4, at);
  writeFileSync(path, bytes);
  await expect(rig.make().start()).rejects.toMatchObject({
    code: 'JOURNAL_CORRUPT',
    message: expect.stringMatching(/segment-\d{16}\.journal is corrupt at seq \d+/),
  });
});

test('a segment that is missing in the middle is refused', async () => {
  await fillAndStop(30, SMALL);
  rmSync(rig.files(SEGMENT)[1] ?? '');
  await expect(rig.make().start()).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
});

test('a journal shorter than what the outbox has seen is refused', async () => {
  await fillAndStop(30, SMALL);
  rmSync(rig.files(SEGMENT).at(-1) ?? '');
  await expect(rig.make().start()).rejects.toMatchObject({ code: 'JOURNAL_CORRUPT' });
  for (const path of rig.files(SEGMENT)) rmSync(path);
  await expect(rig.make().start()).rejects.toMatchObject({ code: 'JOURNAL_MISSING' });
});

test("another engine's journal is refused", async () => {
  await fillAndStop(1);
  await expect(rig.make({ engineId: 'e2' }).start()).rejects.toMatchObject({
    code: 'JOURNAL_FOREIGN',
  });
});

test('a segment whose header was torn in a crash is no hindrance', async () => {
  await fillAndStop(2);
  appendFileSync(`${rig.directory}/segment-0000000000000006.journal`, Buffer.from('LSFR\u0001'));
  const engine = await rig.start();
  expect(engine.health().seq).toBe(6);
});

test('a restart begins at the newest sound snapshot of its own build', async () => {
  const runner = new InThreadSnapshotRunner(countingCore);
  await fillAndStop(40, { ...SMALL, snapshotRunner: runner });
  const names = rig.files(SNAPSHOT);
  expect(names.length).toBeGreaterThan(1);
  const seqs: number[] = [];
  const step: typeof countingCore.step = (world, input) => {
    seqs.push(input.seq);
    return countingCore.step(world, input);
  };
  const seqOf = (path = ''): number => Number(/(\d{16})/.exec(path)?.[1]);
  const core = { ...countingCore, step };

  await (await rig.start({ core })).stop();
  expect(seqs[0]).toBe(seqOf(names.at(-1)) + 1);

  const newest = names.at(-1) ?? '';
  truncateSync(newest, statSync(newest).size - 5);
  seqs.length = 0;
  await (await rig.start({ core })).stop();
  expect(seqs[0]).toBe(seqOf(names.at(-2)) + 1);

  seqs.length = 0;
  await (await rig.start({ core, build: 'b2' })).stop();
  expect(seqs[0]).toBe(1);
});

test('no snapshot is used whose facts the outbox does not have', async () => {
  const runner = new InThreadSnapshotRunner(countingCore);
  await fillAndStop(40, { ...SMALL, snapshotRunner: runner });
  const outbox = new MemoryOutbox();
  await rig.start({ outbox });
  expect(outbox.taken).toBeGreaterThan(80);
});

test('an input that crashed the core twice is skipped from then on', async () => {
  const crash = { type: 'agent.status-requested', agentId: 'crash', status: 'available' } as const;
  const first = await rig.start();
  rig.target.offer('l1');
  await expect(first.submit(crash, OPERATOR)).rejects.toMatchObject({ code: 'STEP_CRASHED' });
  expect(rig.fatal).toMatchObject([{ code: 'STEP_CRASHED' }]);
  await first.stop();

  await expect(rig.make().start()).rejects.toMatchObject({
    code: 'STEP_CRASHED',
    message: expect.stringContaining('seq 3'),
  });

  const third = await rig.start();
  await rig.settle(third);
  expect(rig.facts.at(-1)?.body).toMatchObject({
    type: 'input.quarantined',
    quarantinedSeq: 3,
    error: 'Error: planted',
  });
  await third.stop();

  const fourth = await rig.start();
  const quarantines = rig.factTypes().filter((type) => type === 'input.quarantined');
  expect(quarantines).toHaveLength(1);
  await fourth.stop();
});
