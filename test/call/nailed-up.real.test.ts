import { hashPin } from '../../src/config/pin';
import type { Centre } from '../../src/core/centre';
import type { CollectNode, FlowNode } from '../../src/core/ivr/flow';
import { AsteriskRig } from '../switch/asterisk-rig';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

jest.setTimeout(120_000);

const NUMBER = '493012300';
const DESK_NUMBER = '493012399';

let rig: AsteriskRig;
let engine: RealEngine;

const entry = (sound: string, variable: string, next: string): CollectNode => ({
  type: 'collect',
  media: [`sound:leitstand/${sound}`],
  variable,
  digitsMin: 3,
  digitsMax: 12,
  terminator: '#',
  firstDigitTimeoutMs: 30_000,
  interDigitTimeoutMs: 30_000,
  attemptsMax: 2,
  invalidMedia: [],
  next,
  onFailed: 'bye',
});

const nodes: Record<string, FlowNode> = {
  answer: { type: 'answer', next: 'agent' },
  agent: entry('enter-agent-number', 'agent', 'pin'),
  pin: { ...entry('enter-pin', 'pin', 'sign-in'), secret: true },
  'sign-in': {
    type: 'sign-in',
    agentVariable: 'agent',
    pinVariable: 'pin',
    status: 'available',
    next: 'signed-in',
    onFailed: 'bye',
  },
  'signed-in': { type: 'play', media: ['sound:leitstand/signed-in'], next: 'bye' },
  bye: { type: 'hangup', cause: 'normal' },
};

/** Anna has a nailed-up line, and signs in by phone. */
function centre(): Centre {
  const real = realCentre([{ id: 'anna', switchId: 'main' }]);
  const signIn = { number: '201', pinHash: hashPin('471100') };
  return {
    ...real,
    agents: real.agents.map((agent) => ({
      ...agent,
      phone: { ...agent.phone, line: 'nailed-up' as const },
      signIn,
    })),
    flows: [...real.flows, { flowId: 'desk', clientId: 'acme', start: 'answer', nodes }],
    numbers: [
      ...real.numbers,
      { number: DESK_NUMBER, clientId: 'acme', flowId: 'desk', language: 'en' },
    ],
  };
}

beforeAll(async () => {
  rig = await AsteriskRig.start({ instance: 'main', devices: ['anna'] });
  engine = await RealEngine.start({ main: rig });
  await engine.ask({ type: 'centre.applied', centre: centre() });
});

afterAll(async () => {
  await engine?.stop();
  await rig?.stop();
});

test('sign-in by phone, one ring, then one caller after the other on the same line', async () => {
  const anna = await rig.device('anna');
  const mobile = await rig.phones.dial(DESK_NUMBER, { caller: '493055500' });
  await mobile.answered();
  await mobile.voice.hearsSomething();
  await mobile.voice.pressKeys('201#');
  await engine.fact('ivr.digits', (b) => b.node === 'agent' && b.outcome === 'accepted');
  await mobile.voice.hearsSomething();
  await mobile.voice.pressKeys('471100#');
  await engine.fact('agent.signed-in');
  const line = await anna.nextCall();
  await line.answer();
  await engine.fact('agent.line', (b) => b.line === 'up');
  expect((await engine.record('493055500')).variables).toEqual({ agent: '201' });

  for (const [caller, heard, said] of [
    ['493055501', 600, 1300],
    ['493055502', 900, 1700],
  ] as const) {
    const call = await rig.phones.dial(NUMBER, { caller });
    await call.answered();
    await call.voice.pressKeys('2');
    const { callId } = await engine.fact('call.offered', (b) => b.ani === caller);
    await engine.fact('call.connected', (b) => b.callId === callId);
    call.voice.sendTone(heard);
    line.voice.sendTone(said);
    await Promise.all([line.voice.hears(heard), call.voice.hears(said)]);
    if (caller === '493055501') await call.hangUp();
    else {
      await line.hangUp();
      expect(await call.ended()).toMatchObject({ by: 'far' });
    }
    expect(await engine.record(caller)).toMatchObject({ result: 'connected', agentId: 'anna' });
  }
  expect(anna.calls).toHaveLength(1);
  await engine.fact('agent.changed', (b) => b.reason === 'line-hung-up');
  expect(await rig.channels()).toEqual([]);
});
