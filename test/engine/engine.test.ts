import { CodedError } from '../../src/port/coded-error';
import { countingCore } from './counting-core';
import { EngineRig, OPERATOR, until } from './engine-rig';
import { FaultyDisk } from './faulty-disk';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const HOLD = { type: 'call.hold-requested', callId: 'none' } as const;
const STATUS = { type: 'agent.status-requested', agentId: 'a1', status: 'available' } as const;

test('submit resolves with seq, time and the facts of its own input', async () => {
  const engine = await rig.start();
  const submitted = await engine.submit(STATUS, OPERATOR);
  expect(submitted.seq).toBe(2);
  expect(submitted.at).toBe(rig.clock.now());
  expect(submitted.facts).toEqual([
    expect.objectContaining({ seq: 2, epoch: 1, cause: OPERATOR, body: expect.any(Object) }),
  ]);
  expect(engine.health()).toMatchObject({ seq: 2, epoch: 1, journal: { ok: true } });
});

test('facts come to listeners in the order of their seqs, those of the boot first', async () => {
  const engine = await rig.start();
  rig.target.offer('l1');
  rig.target.offer('l2');
  await rig.settle(engine);
  expect(rig.factTypes()).toEqual(['engine.started', 'call.answered', 'call.answered']);
  expect(rig.facts.map(({ seq }) => seq)).toEqual([1, 2, 3]);
});

test("a switch's events are stepped in the order in which it told them", async () => {
  const engine = await rig.start();
  const legs = Array.from({ length: 1500 }, (_, index) => `l${index}`);
  for (const legId of legs) rig.target.offer(legId);
  await rig.settle(engine);
  const answered = rig.target.commands.map((command) => 'legId' in command && command.legId);
  expect(answered).toEqual(legs);
});

test('no command and no fact leaves before its input is safe on the disk', async () => {
  const disk = new FaultyDisk();
  const engine = await rig.start({ disk });
  disk.holdsWrites = true;
  rig.target.offer('l1');
  await until(() => disk.heldWrites === 1);
  expect(rig.target.commands).toEqual([]);
  expect(rig.factTypes()).toEqual(['engine.started']);
  disk.releaseWrites();
  await rig.settle(engine);
  expect(rig.target.commands).toMatchObject([{ type: 'answer', legId: 'l1' }]);
});

test('inputs that come together share one write', async () => {
  const disk = new FaultyDisk();
  const engine = await rig.start({ disk });
  const before = disk.writes;
  for (let index = 0; index < 100; index += 1) rig.target.offer(`l${index}`);
  await rig.settle(engine);
  expect(disk.writes).toBe(before + 1);
});

test('a failed write is fatal: nothing leaves, and who waits is told', async () => {
  const disk = new FaultyDisk();
  const engine = await rig.start({ disk });
  disk.writesFail = true;
  rig.target.offer('l1');
  await expect(engine.submit(HOLD, OPERATOR)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
  expect(rig.fatal).toMatchObject([{ code: 'JOURNAL_FAILED' }]);
  expect(rig.target.commands).toEqual([]);
  disk.writesFail = false;
  await expect(engine.submit(HOLD, OPERATOR)).rejects.toMatchObject({ code: 'JOURNAL_FAILED' });
  expect(engine.health().journal.ok).toBe(false);
});

test('an inbox that overflows is fatal and loud, never silent', async () => {
  const disk = new FaultyDisk();
  await rig.start({ disk, inboxCapacity: 10 });
  disk.holdsWrites = true;
  for (let index = 0; index < 11; index += 1) rig.target.offer(`l${index}`);
  expect(rig.fatal).toMatchObject([{ code: 'INBOX_OVERFLOW' }]);
  disk.releaseWrites();
});

test('short writes are written to their end', async () => {
  const disk = new FaultyDisk();
  disk.writeMaxBytes = 7;
  const engine = await rig.start({ disk });
  rig.target.offer('l1');
  await rig.settle(engine);
  await engine.stop();
  const again = await rig.start();
  expect(again.health().seq).toBe(4);
});

test('stop steps what was taken, closes the links and refuses what comes later', async () => {
  const disk = new FaultyDisk();
  const engine = await rig.start({ disk });
  disk.holdsWrites = true;
  rig.target.offer('l1');
  const taken = engine.submit(STATUS, OPERATOR);
  await until(() => disk.heldWrites === 1);
  const stopped = engine.stop();
  await expect(engine.submit(HOLD, OPERATOR)).rejects.toMatchObject({ code: 'ENGINE_STOPPING' });
  disk.releaseWrites();
  expect((await taken).facts).toHaveLength(1);
  await stopped;
  expect(rig.target.commands).toHaveLength(1);
  expect(rig.target.isClosed).toBe(true);
  await expect(engine.submit(HOLD, OPERATOR)).rejects.toMatchObject({ code: 'ENGINE_STOPPING' });
});

test('before its start the engine takes nothing', async () => {
  await expect(rig.make().submit(HOLD, OPERATOR)).rejects.toMatchObject({
    code: 'ENGINE_STOPPING',
  });
});

test('a second engine on the journal is refused and told whose it is', async () => {
  await rig.start();
  await expect(rig.make().start()).rejects.toMatchObject({
    code: 'JOURNAL_LOCKED',
    message: expect.stringContaining(`process ${process.pid}`),
  });
});

test('a journal directory that cannot be is told with a code', async () => {
  await rig.start();
  const [segment = ''] = rig.files(/^segment-/);
  await expect(rig.make({ journalDirectory: `${segment}/x` }).start()).rejects.toMatchObject({
    code: 'JOURNAL_FAILED',
  });
});

test('another engine that took our place on the switch is fatal', async () => {
  await rig.start();
  const reason = 'ApplicationReplaced';
  rig.target.say({ type: 'switch.down', switchId: 's1', reason, fatal: true });
  await until(() => rig.fatal.length > 0);
  expect(rig.fatal).toMatchObject([{ code: 'SWITCH_REPLACED' }]);
});

test('a mistake that waiting cannot mend fails the start with its own code', async () => {
  rig.target.connect = () => Promise.reject(new CodedError('ARI_UNAUTHORIZED', 'wrong password'));
  await expect(rig.make().start()).rejects.toMatchObject({ code: 'ARI_UNAUTHORIZED' });
  rig.target.connect = async () => undefined;
  await rig.start();
});

test('a command for a switch that is not configured comes back as command.failed', async () => {
  const engine = await rig.start();
  const leg = { switchId: 's9', legId: 'l1', ani: '1', dnis: '2' };
  rig.target.say({ type: 'leg.offered', ...leg });
  await rig.settle(engine);
  await rig.settle(engine);
  expect(rig.facts.at(-1)?.body).toMatchObject({ type: 'command.failed', code: 'REFUSED' });
});

test('a driver that throws costs its command and nothing more', async () => {
  const engine = await rig.start();
  rig.target.onCommand = () => {
    throw new Error('planted');
  };
  rig.target.offer('l1');
  await rig.settle(engine);
  await rig.settle(engine);
  expect(rig.facts.at(-1)?.body).toMatchObject({ code: 'REFUSED', commandId: 'answer:l1' });
  expect(rig.fatal).toEqual([]);
});

test('a listener that throws does not keep the facts from the others', async () => {
  const engine = rig.make();
  const heard: string[] = [];
  engine.onFacts(() => {
    throw new Error('planted');
  });
  engine.onFacts((facts) => heard.push(...facts.map(({ body }) => body.type)));
  await engine.start();
  expect(heard).toEqual(['engine.started']);
});

test('an outbox that refused for a while gets every record, in order, in the end', async () => {
  const engine = await rig.start();
  rig.outbox.refuses = true;
  rig.target.end('l1');
  await rig.settle(engine);
  rig.target.end('l2');
  await rig.settle(engine);
  expect(rig.outbox.callIds).toEqual([]);
  rig.outbox.refuses = false;
  rig.clock.advanceBy(1_000);
  expect(rig.outbox.callIds).toEqual(['l1', 'l2']);
});

test('a timer fires through the journal, once, unless it was cleared', async () => {
  const engine = await rig.start();
  rig.target.offer('l1');
  rig.target.offer('l2');
  await rig.settle(engine);
  rig.target.end('l1');
  await rig.settle(engine);
  rig.clock.advanceBy(10_000);
  await rig.settle(engine);
  const fired = rig.facts.filter(({ body }) => body.type === 'bound.reached');
  expect(fired).toMatchObject([{ body: { bound: 'gone:l2' }, cause: { actor: 'timer' } }]);
});

test('time never goes back, whatever the clock says', async () => {
  const engine = await rig.start();
  const first = await engine.submit(STATUS, OPERATOR);
  jest.spyOn(rig.clock, 'now').mockReturnValue(first.at - 60_000);
  expect((await engine.submit(STATUS, OPERATOR)).at).toBe(first.at);
});

test('the core is given what the journal holds, not what the caller keeps', async () => {
  const seen: unknown[] = [];
  const step: typeof countingCore.step = (world, input) => {
    seen.push(input.body);
    return countingCore.step(world, input);
  };
  const engine = await rig.start({ core: { ...countingCore, step } });
  const body = { type: 'agent.status-requested', agentId: 'a1', status: 'on-break' } as const;
  const mine = { ...body, reason: 'lunch' };
  const submitted = engine.submit(mine, OPERATOR);
  mine.reason = 'changed by the caller';
  await submitted;
  expect(seen.at(-1)).toEqual({ ...body, reason: 'lunch' });
});
