import { AsteriskRig } from '../switch/asterisk-rig';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(90_000);

const NUMBER = '493012300';

let rig: AsteriskRig;
let engine: RealEngine;

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: ['anna', 'ben'] });
  engine = await RealEngine.start({ main: rig });
  const agents = ['anna', 'ben'].map((id) => ({ id, switchId: 'main' }));
  await engine.ask({ type: 'centre.applied', centre: realCentre(agents) });
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
});

test('menu, key, queue, the right agent, hold, hang-up, record', async () => {
  const anna = await rig.device('anna');
  const ben = await rig.device('ben');
  const ani = '493055501';
  const caller = await rig.phones.dial(NUMBER, { caller: ani });
  await caller.answered();
  await caller.voice.hearsSomething();
  await caller.voice.pressKeys('2');
  const callId = await engine.queued(ani);
  await caller.voice.hearsSomething();

  await engine.logIn('anna', 'ben');
  const atDesk = await anna.nextCall();
  await atDesk.answer();
  await engine.fact('call.connected');
  caller.voice.sendTone(600);
  atDesk.voice.sendTone(1300);
  await Promise.all([atDesk.voice.hears(600), caller.voice.hears(1300)]);
  expect(ben.calls).toEqual([]);

  await engine.ask({ type: 'call.hold-requested', callId });
  await engine.fact('call.held');
  await atDesk.voice.hearsNothing();
  await engine.ask({ type: 'call.retrieve-requested', callId });
  await engine.fact('call.retrieved');
  await atDesk.voice.hears(600);

  await caller.hangUp();
  expect(await atDesk.ended()).toMatchObject({ by: 'far' });
  const record = await engine.record(ani);
  const result = { result: 'connected', endedBy: 'caller', agentId: 'anna', dnis: NUMBER };
  expect(record).toMatchObject({ callId, ...result });
  const kinds = record.segments.map((s) => s.kind);
  expect(kinds.slice(-5)).toEqual(['ivr', 'queue', 'talk', 'hold', 'talk']);
  await engine.fact('agent.changed', (b) => b.agentId === 'anna' && b.state === 'wrap-up');
  await engine.fact('record.supplemented', (b) => b.supplement.kind === 'wrap-up');
  expect(await rig.channels()).toEqual([]);
});

test('an agent who hangs up ends the call for the caller as well', async () => {
  const ben = rig.phones.phoneOf('ben');
  const ani = '493055502';
  const caller = await rig.phones.dial(NUMBER, { caller: ani });
  await caller.answered();
  await caller.voice.pressKeys('1');
  const atDesk = await ben.nextCall();
  await atDesk.answer();
  const { callId } = await engine.fact('call.offered', (b) => b.ani === ani);
  await engine.fact('call.connected', (b) => b.callId === callId);
  await atDesk.hangUp();
  expect(await caller.ended()).toMatchObject({ by: 'far', q850: 16 });
  expect(await engine.record(ani)).toMatchObject({ result: 'connected', endedBy: 'agent' });
});
