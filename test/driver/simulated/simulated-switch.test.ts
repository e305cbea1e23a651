import { SimulatedClock } from '../../../src/driver/simulated/simulated-clock';
import { SimulatedSwitch } from '../../../src/driver/simulated/simulated-switch';
import { Listener, Stand } from './stand';

describe('the simulated switch', () => {
  it('says nothing while a command is being given, whatever its outcome', () => {
    const stand = new Stand();
    const { legId } = stand.answered();
    const before = stand.events.length;
    stand.send({ type: 'hangup', legId, cause: 'normal' });
    stand.send({ type: 'hangup', legId: 'nobody', cause: 'normal' });
    stand.device.dropLink(60_000);
    stand.send({ type: 'hangup', legId, cause: 'normal' });
    expect(stand.events).toHaveLength(before);
    stand.clock.advanceBy(0);
    expect(stand.ofType('command.failed')).toMatchObject([{ code: 'SWITCH_DOWN', legId }]);
  });

  it('never gives an id to a second channel, not even after it has died', () => {
    const stand = new Stand();
    const ids = [stand.answered().legId, stand.answered().legId];
    stand.device.restart(5000);
    stand.clock.advanceBy(5000);
    ids.push(stand.answered().legId);
    const later = new SimulatedClock(stand.clock.now() + 1);
    const nextProcess = new SimulatedSwitch({ switchId: 'pbx', clock: later, seed: 5 });
    ids.push(nextProcess.arrive({}, new Listener())?.legId ?? '');
    expect(new Set(ids).size).toBe(4);
  });

  it('loses its legs when it dies, tells no one, and has no record of them', () => {
    const stand = new Stand();
    const listener = new Listener();
    stand.answered(listener);
    stand.device.restart(5000);
    expect(stand.device.arrive({}, new Listener())).toBeNull();
    stand.clock.advanceBy(10_000);
    expect(stand.types().slice(-2)).toEqual(['switch.down', 'switch.up']);
    const { legs, ended } = stand.device.takeSnapshot(0);
    expect([legs, ended]).toEqual([[], []]);
    expect(listener.noticed.at(-1)).toBe('ended');
  });

  it('swallows both directions while nobody has noticed that the link is dead', async () => {
    const stand = new Stand();
    const line = stand.answered();
    const before = stand.events.length;
    stand.device.dropLink(60_000, 15_000);
    stand.send({ type: 'answer', legId: 'nobody' });
    line.hangUp();
    await expect(stand.device.snapshot(0)).rejects.toMatchObject({ code: 'SWITCH_DOWN' });
    stand.clock.advanceBy(14_999);
    expect(stand.events).toHaveLength(before);
    stand.clock.advanceBy(1);
    expect(stand.types().at(-1)).toBe('switch.down');
    stand.clock.advanceBy(45_000);
    expect(stand.types().at(-1)).toBe('switch.up');
    expect(stand.device.takeSnapshot(0).ended).toMatchObject([{ legId: line.legId }]);
  });

  it('gives a caller away who waited a minute for an engine that did not come', () => {
    const stand = new Stand();
    stand.device.dropLink(3_600_000);
    const listener = new Listener();
    stand.device.arrive({ ani: '1', dnis: '2' }, listener);
    stand.clock.advanceBy(59_000);
    expect(listener.noticed).toEqual([]);
    stand.clock.advanceBy(3000);
    expect(listener.noticed).toEqual(['ended']);
    stand.device.restoreLink();
    stand.clock.advanceBy(1000);
    expect(stand.device.takeSnapshot(0).ended).toEqual([]);
    expect(stand.ofType('leg.offered')).toEqual([]);
  });

  it('has its own clock, and tells its times by it', () => {
    const stand = new Stand({ clockSkewMs: 700 });
    const line = stand.answered();
    line.hangUp();
    const endedAt = stand.clock.now();
    stand.clock.advanceBy(1000);
    expect(stand.ofType('leg.ended')).toMatchObject([{ switchAt: endedAt + 700 }]);
    expect(stand.ofType('leg.witnessed')).toMatchObject([
      { witness: { endedAt: endedAt + 700, legId: line.legId } },
    ]);
  });

  it('refuses calls beyond the number of legs that it has room for', () => {
    const stand = new Stand({ legsMax: 1 });
    stand.answered();
    const to = { kind: 'device', device: 'desk' } as const;
    stand.send({ type: 'originate', legId: 'x', to, ringTimeoutMs: 1000 });
    stand.clock.advanceBy(10);
    expect(stand.ofType('command.failed')).toMatchObject([{ code: 'OVERLOADED' }]);
  });

  it('is silent towards a connection that was closed, and talks to the next one', async () => {
    const stand = new Stand();
    const line = stand.answered();
    await stand.device.close();
    const before = stand.events.length;
    line.press('1');
    stand.clock.advanceBy(100);
    expect(stand.events).toHaveLength(before);
    const heard: string[] = [];
    await stand.device.connect(({ type }) => heard.push(type));
    stand.clock.advanceBy(1);
    line.press('2');
    expect(heard).toEqual(['switch.up', 'leg.digit']);
    await expect(stand.device.connect(() => undefined)).rejects.toMatchObject({
      code: 'SWITCH_CONNECTED',
    });
  });
});
