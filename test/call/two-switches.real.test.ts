import { AsteriskRig } from '../switch/asterisk-rig';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(90_000);

let rigs: Record<'north' | 'south', AsteriskRig>;
let engine: RealEngine;

beforeAll(async () => {
  const [north, south] = await Promise.all([
    AsteriskRig.start({ instance: 'north', devices: ['nora'] }),
    AsteriskRig.start({ instance: 'south', devices: ['sam'] }),
  ]);
  rigs = { north, south };
  engine = await RealEngine.start(rigs);
  // Both have the same skill: only the switch tells them apart.
  const centre = realCentre([
    { id: 'nora', switchId: 'north' },
    { id: 'sam', switchId: 'south' },
  ]);
  const agents = centre.agents.map((a) => ({ ...a, skills: { support: 5 } }));
  await engine.ask({ type: 'centre.applied', centre: { ...centre, agents } });
});

afterAll(async () => {
  await engine?.stop();
  await rigs?.north.stop();
  await rigs?.south.stop();
});

test('one engine on two Asterisks: each caller gets an agent of the own switch', async () => {
  const nora = await rigs.north.device('nora');
  const sam = await rigs.south.device('sam');
  await engine.logIn('nora', 'sam');
  for (const [rig, phone, ani] of [
    [rigs.south, sam, '49301'],
    [rigs.north, nora, '49302'],
  ] as const) {
    const caller = await rig.phones.dial('493012300', { caller: ani });
    await caller.answered();
    await caller.voice.pressKeys('2');
    const atDesk = await phone.nextCall();
    await atDesk.answer();
    const { callId } = await engine.fact('call.offered', (b) => b.ani === ani);
    await engine.fact('call.connected', (b) => b.callId === callId);
    caller.voice.sendTone(600);
    await atDesk.voice.hears(600);
    await caller.hangUp();
    expect(await engine.record(ani)).toMatchObject({ result: 'connected' });
  }
  const switches = await Promise.all(['49301', '49302'].map((ani) => engine.record(ani)));
  expect(switches.map((r) => r.switchId)).toEqual(['south', 'north']);
});

test('while one Asterisk is gone the other goes on; its callers are recorded as lost', async () => {
  const ani = '49303';
  const caller = await rigs.south.phones.dial('493012300', { caller: ani });
  await caller.answered();
  await rigs.south.asterisk.kill();
  await engine.fact('switch.down', (b) => b.switchId === 'south');
  const north = await rigs.north.phones.dial('493012300', { caller: '49304' });
  await north.answered();
  await north.hangUp();
  expect(await engine.record('49304')).toMatchObject({ result: 'left-in-ivr' });
  await rigs.south.asterisk.start();
  expect(await engine.record(ani)).toMatchObject({ cause: 'lost' });
});
