import { randomUUID } from 'node:crypto';
import { AsteriskSwitch } from '../../src/driver/asterisk/asterisk-switch';
import { freePort } from '../../src/driver/asterisk/embedded/free-port';
import { SystemClock } from '../../src/engine/system-clock';
import type { SwitchCommand } from '../../src/port/switch-command';
import type { SwitchEvent } from '../../src/port/switch-event';
import { AsteriskRig } from '../switch/asterisk-rig';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(90_000);

/** Callers come in on north; the only agent's phone is registered on south. */
let rigs: Record<'north' | 'south', AsteriskRig>;
let engine: RealEngine;

beforeAll(async () => {
  const ports = { north: await freePort('udp', 'SIP'), south: await freePort('udp', 'SIP') };
  const start = (instance: 'north' | 'south', trunk: 'north' | 'south', devices: string[]) => {
    const tie = { trunk, host: '127.0.0.1', port: ports[trunk], ownName: instance };
    const tieLines = [{ ...tie, password: 'between-the-two' }];
    const asterisk = { ports: { sip: ports[instance] }, tieLines };
    return AsteriskRig.start({ instance, devices, asterisk });
  };
  const [north, south] = await Promise.all([
    start('north', 'south', []),
    start('south', 'north', ['sam']),
  ]);
  rigs = { north, south };
  engine = await RealEngine.start(rigs);
  const centre = realCentre([{ id: 'sam', switchId: 'south' }]);
  const agents = centre.agents.map((a) => ({ ...a, skills: { support: 5 } }));
  const tieLines = [
    { tieLineId: 'tie', fromSwitchId: 'north', toSwitchId: 'south', trunk: 'south' },
  ];
  await engine.ask({ type: 'centre.applied', centre: { ...centre, agents, tieLines } });
});

afterAll(async () => {
  await engine?.stop();
  await rigs?.north.stop();
  await rigs?.south.stop();
});

test("a caller on one switch talks with an agent whose phone is the other's", async () => {
  const ani = '49311';
  const sam = await rigs.south.device('sam');
  await engine.logIn('sam');
  const caller = await rigs.north.phones.dial('493012300', { caller: ani });
  await caller.answered();
  await caller.voice.pressKeys('2');
  const atDesk = await sam.nextCall();
  await atDesk.answer();
  const { callId } = await engine.fact('call.offered', (b) => b.ani === ani);
  await engine.fact('call.connected', (b) => b.callId === callId);
  caller.voice.sendTone(600);
  atDesk.voice.sendTone(900);
  await atDesk.voice.hears(600);
  await caller.voice.hears(900);
  await atDesk.hangUp();
  expect(await engine.record(ani)).toMatchObject({ result: 'connected', switchId: 'north' });
});

test('a phone that is busy on the other switch is known as busy here', async () => {
  const ani = '49312';
  await rigs.south.device('sam', { refuse: 486 });
  await engine.logIn('sam');
  const caller = await rigs.north.phones.dial('493012300', { caller: ani });
  await caller.answered();
  await caller.voice.pressKeys('2');
  const failed = await engine.fact('offer.failed', (b) => b.agentId === 'sam');
  expect(failed).toMatchObject({ cause: 'busy', reason: 'phone-busy' });
  await caller.hangUp();
  expect(await engine.record(ani)).toMatchObject({ result: 'abandoned' });
});

test.each(['carrier', 'nobody', '0900123'])(
  '%s is no phone of the other switch',
  async (number) => {
    const { ariUrl: url, ariUser: user, ariPassword: password } = rigs.north.asterisk;
    const probe = new AsteriskSwitch({
      switchId: 'north',
      ari: { url, user, password, app: 'probe' },
      clock: new SystemClock(),
    });
    const ended = new Promise<SwitchEvent>((resolve) => {
      void probe.connect((event) => {
        if (event.type === 'switch.up') probe.execute(originate(number));
        if (event.type === 'leg.ended') resolve(event);
      });
    });
    expect(await ended).toMatchObject({ cause: 'unallocated-number', by: 'remote' });
    await probe.close();
  },
);

const originate = (number: string): SwitchCommand => ({
  type: 'originate',
  commandId: randomUUID(),
  switchId: 'north',
  legId: randomUUID(),
  to: { kind: 'number', number, trunk: 'south' },
  ringTimeoutMs: 10_000,
});
