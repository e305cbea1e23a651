import { SimulatedClock } from '../../src/driver/simulated/simulated-clock';
import { countingCore } from './counting-core';
import { DeterministicHost } from './deterministic-host';
import { MemoryOutbox, OPERATOR, PlayedSwitch, START_AT } from './engine-rig';
import { MemoryJournal } from './memory-journal';

class HostRig {
  readonly clock = new SimulatedClock(START_AT);
  readonly target = new PlayedSwitch();
  readonly journal = new MemoryJournal('e1');
  readonly outbox = new MemoryOutbox();

  async boot() {
    const { clock, target, journal, outbox } = this;
    const host = new DeterministicHost({
      core: countingCore,
      journal,
      clock,
      switches: [target],
      outbox,
    });
    host.start();
    await host.settle();
    return host;
  }
}

const crash = { type: 'agent.status-requested', agentId: 'crash', status: 'available' } as const;
const status = { ...crash, agentId: 'a1' };

test('an input is journaled, stepped and carried out within the call that brings it', async () => {
  const rig = new HostRig();
  const host = await rig.boot();
  expect(host.submit(status, OPERATOR)).toMatchObject({ seq: 2, facts: [{ seq: 2 }] });
  rig.target.offer('l1');
  expect(rig.target.commands).toMatchObject([{ type: 'answer', legId: 'l1' }]);
  expect(rig.journal.read().inputs).toHaveLength(3);
});

test('what a command brings about at once is stepped after the input that caused it', async () => {
  const rig = new HostRig();
  const host = await rig.boot();
  rig.target.onCommand = () => rig.target.end('l1');
  rig.target.offer('l1');
  expect(rig.journal.read().inputs.map(({ body }) => 'event' in body && body.event.type)).toEqual([
    false,
    'leg.offered',
    'leg.ended',
  ]);
  expect(host.world.legs.size).toBe(0);
});

test('a restart has the world and the timers of before', async () => {
  const rig = new HostRig();
  const first = await rig.boot();
  rig.target.offer('l1');
  first.drop();
  rig.target.end('l1');
  expect(first.alive).toBe(false);
  rig.clock.advanceBy(3_000);
  const second = await rig.boot();
  expect([...second.world.legs]).toEqual(['l1']);
  expect(second.epoch).toBe(2);
  await second.run(START_AT + 10_000);
  expect(second.world.fired).toEqual(['gone:l1']);
  expect(first.world.fired).toEqual([]);
});

test('a crash between the journal and the step loses the effects, not the input', async () => {
  const rig = new HostRig();
  const first = await rig.boot();
  first.dropAfterJournaling(3);
  rig.target.offer('l1');
  rig.target.offer('l2');
  rig.target.offer('l3');
  expect(rig.target.commands).toHaveLength(1);
  const second = await rig.boot();
  expect([...second.world.legs]).toEqual(['l1', 'l2']);
  expect(rig.target.commands).toHaveLength(1);
});

test('a torn journal loses its last input and goes on with the same seq', async () => {
  const rig = new HostRig();
  const first = await rig.boot();
  rig.target.offer('l1');
  rig.target.offer('l2');
  first.drop();
  rig.journal.tear(5);
  const second = await rig.boot();
  expect([...second.world.legs]).toEqual(['l1']);
  expect(second.world.seq).toBe(3);
});

test('records of before a crash come to the outbox once', async () => {
  const rig = new HostRig();
  const first = await rig.boot();
  rig.target.end('l1');
  first.drop();
  await rig.boot();
  expect(rig.outbox.callIds).toEqual(['l1']);
});

test('an input that crashes the core stops the host; the third boot passes over it', async () => {
  const rig = new HostRig();
  const first = await rig.boot();
  expect(() => first.submit(crash, OPERATOR)).toThrow(
    expect.objectContaining({ code: 'STEP_CRASHED' }),
  );
  expect(first.failure?.code).toBe('STEP_CRASHED');
  await expect(rig.boot()).rejects.toMatchObject({ code: 'STEP_CRASHED' });
  const third = await rig.boot();
  expect(rig.journal.read().quarantined).toEqual(new Set([2]));
  expect(third.alive).toBe(true);
});

test('a timer whose firing crashed the core twice is named, so that it fires no more', async () => {
  const rig = new HostRig();
  const step: typeof countingCore.step = (world, input) => {
    if (input.body.type === 'timer.fired') throw new Error('planted');
    return countingCore.step(world, input);
  };
  const core = { ...countingCore, step };
  const { clock, target, journal } = rig;
  const boot = () => {
    const host = new DeterministicHost({ core, journal, clock, switches: [target] });
    host.start();
    return host;
  };
  boot();
  target.offer('l1');
  clock.advanceBy(10_000);
  expect(boot).toThrow(expect.objectContaining({ code: 'STEP_CRASHED' }));
  boot();
  expect(journal.read().inputs.at(-1)?.body).toMatchObject({
    type: 'input.quarantined',
    timerId: 'gone:l1',
  });
});
