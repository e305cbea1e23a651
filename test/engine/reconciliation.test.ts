import { EngineRig, START_AT, until } from './engine-rig';
import { JournalInputs } from './journal-inputs';

let rig: EngineRig;
beforeEach(() => {
  rig = new EngineRig();
});
afterEach(() => rig.close());

const UP = { type: 'switch.up', switchId: 's1' } as const;
const DOWN = { type: 'switch.down', switchId: 's1', reason: 'lost' } as const;
const OFTEN = { reconciliation: { everyMs: 30_000, marginMs: 10_000, settleMs: 5_000 } };
const bodiesOf = (): string[] => new JournalInputs(rig.directory).types();

test('after switch.up the switch is asked what lives there; the answer is an input', async () => {
  const engine = await rig.start(OFTEN);
  rig.target.say(UP);
  await rig.runIdle(engine);
  expect(rig.target.askedSince).toEqual([START_AT - 10_000]);
  const snapshot = new JournalInputs(rig.directory).last('switch.snapshot');
  expect(snapshot?.body).toMatchObject({ requestedAt: START_AT });
  expect(snapshot?.cause).toEqual({ actor: 'switch:s1', reason: 'after a gap' });
});

test('events that come while the switch is asked are stepped before its answer', async () => {
  const engine = await rig.start(OFTEN);
  rig.target.answer = async () => {
    rig.target.offer('during');
    return rig.target.emptySnapshot();
  };
  rig.target.say(UP);
  await rig.runIdle(engine);
  expect(bodiesOf().slice(-3)).toEqual(['switch.event', 'switch.event', 'switch.snapshot']);
});

test('after a restart records are read from the last input of the earlier life', async () => {
  const first = await rig.start(OFTEN);
  rig.target.offer('l1');
  await rig.settle(first);
  const lastAt = rig.clock.now();
  await first.stop();
  rig.clock.advanceBy(3_600_000);
  const second = await rig.start(OFTEN);
  rig.target.say(UP);
  await rig.runIdle(second);
  expect(rig.target.askedSince).toEqual([lastAt - 10_000]);
});

test('a snapshot that fails is asked for again, later and later, until link down', async () => {
  const engine = await rig.start(OFTEN);
  rig.target.answer = () => Promise.reject(new Error('planted'));
  rig.target.say(UP);
  await rig.runIdle(engine);
  const asked = (): number => rig.target.askedSince.length;
  for (const [waitMs, times] of [
    [499, 1],
    [1, 2],
    [999, 2],
    [1, 3],
    [2_000, 4],
  ] as const) {
    rig.clock.advanceBy(waitMs);
    await rig.runIdle(engine);
    expect(asked()).toBe(times);
  }
  rig.target.say(DOWN);
  await rig.runIdle(engine);
  rig.clock.advanceBy(60_000);
  expect(asked()).toBe(4);
});

test('a driver that throws instead of rejecting is asked again, too', async () => {
  const engine = await rig.start(OFTEN);
  rig.target.answer = () => {
    throw new Error('planted');
  };
  rig.target.say(UP);
  await rig.runIdle(engine);
  rig.clock.advanceBy(500);
  await rig.runIdle(engine);
  expect(rig.target.askedSince).toHaveLength(2);
});

test('an answer that a gap has overtaken is dropped, and asked for anew', async () => {
  const engine = await rig.start(OFTEN);
  let give: () => void = () => undefined;
  rig.target.answer = () =>
    new Promise((resolve) => {
      give = () => resolve(rig.target.emptySnapshot());
    });
  rig.target.say(UP);
  await until(() => rig.target.askedSince.length === 1);
  const overtaken = give;
  rig.target.say(DOWN);
  rig.target.say(UP);
  await until(() => rig.target.askedSince.length === 2);
  overtaken();
  await rig.runIdle(engine);
  expect(bodiesOf()).not.toContain('switch.snapshot');
  give();
  await rig.runIdle(engine);
  expect(bodiesOf().filter((type) => type === 'switch.snapshot')).toHaveLength(1);
});

test('now and then the switch is asked without a gap, and young legs are left out', async () => {
  const engine = await rig.start(OFTEN);
  rig.target.say(UP);
  await rig.runIdle(engine);
  rig.clock.advanceBy(29_000);
  rig.target.offer('young');
  await rig.settle(engine);
  rig.clock.advanceBy(1_000);
  await rig.runIdle(engine);
  const snapshot = new JournalInputs(rig.directory).last('switch.snapshot');
  expect(snapshot?.cause.reason).toBe('periodic');
  expect(snapshot?.body).toMatchObject({ requestedAt: START_AT + 29_000 - 5_000 });
});
