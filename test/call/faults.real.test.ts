import { AsteriskRig } from '../switch/asterisk-rig';
import type { PhoneCall } from '../switch/phone-call';
import { type Behaviour, BUSY, REJECTS } from '../switch/sip-phone';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(90_000);

const NUMBER = '493012300';

let rig: AsteriskRig;
let engine: RealEngine;
let callers = 0;

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: ['anna', 'ben'] });
  engine = await RealEngine.start({ main: rig });
  const centre = realCentre(['anna', 'ben'].map((id) => ({ id, switchId: 'main' })));
  const queues = centre.queues.map((q) => ({ ...q, ringTimeoutMs: 2_000, waitingMax: 2 }));
  await engine.ask({ type: 'centre.applied', centre: { ...centre, queues } });
});

afterEach(async () => {
  await engine.ask({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
});

interface Caller {
  readonly ani: string;
  readonly phone: PhoneCall;
}

async function dial(): Promise<Caller> {
  callers += 1;
  const ani = `4930666${callers}`;
  const phone = await rig.phones.dial(NUMBER, { caller: ani });
  await phone.answered();
  return { ani, phone };
}

async function queued(): Promise<Caller> {
  const caller = await dial();
  await caller.phone.voice.pressKeys('2');
  await engine.queued(caller.ani);
  return caller;
}

test.each<[Behaviour, string]>([
  [REJECTS, 'offer-rejected'],
  [BUSY, 'phone-busy'],
  ['ring', 'ring-no-answer'],
  ['vanish', 'ring-no-answer'],
])(
  'a phone that does %p costs the agent a break, and the caller nothing',
  async (behaviour, reason) => {
    await rig.device('anna', behaviour);
    const caller = await queued();
    const { callId } = await engine.fact('call.offered', (b) => b.ani === caller.ani);
    await engine.logIn('anna');
    const failed = await engine.fact('offer.failed', (b) => b.callId === callId);
    expect(failed.reason).toBe(reason);
    expect(engine.agents.find((a) => a.agentId === 'anna')).toMatchObject({ status: 'on-break' });
    expect(engine.calls.find((c) => c.ani === caller.ani)?.phase).toBe('queued');
    await caller.phone.hangUp();
    expect(await engine.record(caller.ani)).toMatchObject({ result: 'abandoned' });
  },
);

test('a caller who leaves while the agent rings stops the ringing; the agent stays', async () => {
  const anna = await rig.device('anna', 'ring');
  const caller = await queued();
  await engine.logIn('anna');
  const ringing = await anna.nextCall();
  await caller.phone.hangUp();
  expect(await ringing.ended()).toMatchObject({ by: 'far' });
  expect(await engine.record(caller.ani)).toMatchObject({ result: 'abandoned' });
  expect(engine.agents.find((a) => a.agentId === 'anna')).toMatchObject({ status: 'available' });
});

test('a caller who leaves in the menu, or in the entry, leaves a true record', async () => {
  const inMenu = await dial();
  await inMenu.phone.hangUp();
  const inEntry = await dial();
  await inEntry.phone.voice.pressKeys('31');
  await inEntry.phone.hangUp();
  for (const { ani } of [inMenu, inEntry]) {
    expect(await engine.record(ani)).toMatchObject({ result: 'left-in-ivr', endedBy: 'caller' });
  }
});

test('a storm of keys does no harm to anybody', async () => {
  const caller = await dial();
  await caller.phone.voice.pressKeys('98765#*09876', 40, 20);
  expect(await caller.phone.ended()).toMatchObject({ by: 'far' });
  expect(await engine.record(caller.ani)).toMatchObject({ result: 'self-served' });
});

test('a full queue sends the next caller on by its exit', async () => {
  const waiting = [await queued(), await queued()];
  const third = await dial();
  await third.phone.voice.pressKeys('2');
  expect(await third.phone.ended()).toMatchObject({ by: 'far' });
  expect(await engine.record(third.ani)).toMatchObject({ result: 'unserved' });
  for (const { phone } of waiting) await phone.hangUp();
});

test('a number that is nobody’s is refused before it is answered', async () => {
  const phone = await rig.phones.dial('493000000', { caller: '49301' });
  expect(await phone.ended()).toMatchObject({ by: 'far' });
  expect(phone.end?.status).toBeGreaterThanOrEqual(400);
  expect(await engine.record('49301')).toMatchObject({ result: 'failed' });
});

test('a phone that is not registered is not rung until it is back', async () => {
  const ben = rig.phones.phone('ben', 'ring', rig.asterisk.devices[1]?.password ?? '');
  await engine.logIn('ben');
  const caller = await dial();
  await caller.phone.voice.pressKeys('1');
  await engine.queued(caller.ani);
  expect(ben.calls).toEqual([]);
  await ben.register();
  const atDesk = await ben.nextCall();
  await atDesk.answer();
  await engine.fact('call.connected', (b) => b.agentId === 'ben');
  await caller.phone.hangUp();
});
