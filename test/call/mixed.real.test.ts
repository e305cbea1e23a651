import { FreeswitchSwitch } from '../../src/driver/freeswitch/freeswitch-switch';
import { SystemClock } from '../../src/engine/system-clock';
import { type FreeSwitchPlace, placeOf } from '../conformance/freeswitch-place';
import { AsteriskRig } from '../switch/asterisk-rig';
import { PhoneBank } from '../switch/phone-bank';
import type { SipPhone } from '../switch/sip-phone';
import { realCentre } from './real-centre';
import { RealEngine } from './real-engine';

/** One engine on an Asterisk and a live FreeSWITCH: one queue, fed from both. */

const PASSWORD = 'loopback';
const NUMBER = '493012300';

jest.setTimeout(90_000);

const place = placeOf(process.env);

if (place === null) {
  it('Asterisk and FreeSWITCH: not asked for, LEITSTAND_TEST_ESL names none', () => {
    expect(placeOf({ LEITSTAND_TEST_ESL: '' })).toBeNull();
  });
} else {
  describe('one queue on an Asterisk and a FreeSWITCH', () => mixedCases(place));
}

/** The loopback set-up of freeswitch-conf/ has its tie line at the two ports behind SIP's. */
function mixedCases(place: FreeSwitchPlace): void {
  let asterisk: AsteriskRig;
  let phones: PhoneBank;
  let engine: RealEngine;
  let ada: SipPhone;
  let fritz: SipPhone;

  beforeAll(async () => {
    const { host, eslPort: port, password, sipPort } = place;
    const tie = { trunk: 'freeswitch', host: '127.0.0.1', port: sipPort + 1 };
    asterisk = await AsteriskRig.start({
      instance: 'asterisk',
      devices: ['ada'],
      asterisk: {
        ports: { sip: sipPort + 2 },
        tieLines: [{ ...tie, ownName: 'other', password: PASSWORD }],
      },
    });
    phones = await PhoneBank.start(sipPort, place.phonesPort);
    ada = await asterisk.device('ada');
    fritz = phones.phone('desk-1', 'ring', PASSWORD);
    await fritz.register();
    const esl = { host, port, password };
    const freeswitch = new FreeswitchSwitch({
      switchId: 'freeswitch',
      esl,
      clock: new SystemClock(),
    });
    engine = await RealEngine.start({ asterisk }, [freeswitch]);
    await engine.ask({ type: 'centre.applied', centre: mixedCentre() });
  });

  afterAll(async () => {
    await engine?.stop();
    await phones?.close();
    await asterisk?.stop();
  });

  const cases = [
    ['Asterisk', 'Asterisk', 'ada', '49321'],
    ['Asterisk', 'FreeSWITCH', 'desk-1', '49322'],
    ['FreeSWITCH', 'FreeSWITCH', 'desk-1', '49323'],
    ['FreeSWITCH', 'Asterisk', 'ada', '49324'],
  ] as const;

  it.each(cases)('a caller on %s talks with an agent on %s', async (from, _to, agentId, ani) => {
    const [bank, phone] = [
      from === 'Asterisk' ? asterisk.phones : phones,
      agentId === 'ada' ? ada : fritz,
    ];
    await engine.logIn(agentId);
    const caller = await bank.dial(NUMBER, { caller: ani });
    await caller.answered();
    const atDesk = await phone.nextCall();
    await atDesk.answer();
    const { callId } = await engine.fact('call.offered', (b) => b.ani === ani);
    await engine.fact('call.connected', (b) => b.callId === callId);
    caller.voice.sendTone(600);
    atDesk.voice.sendTone(900);
    await atDesk.voice.hears(600);
    await caller.voice.hears(900);
    await caller.hangUp();
    expect(await engine.record(ani)).toMatchObject({
      result: 'connected',
      switchId: from.toLowerCase(),
    });
    await engine.ask({ type: 'agent.status-requested', agentId, status: 'logged-out' });
  });
}

/** Everybody goes to the queue at once; each agent is reached from both switches. */
function mixedCentre() {
  const centre = realCentre([
    { id: 'ada', switchId: 'asterisk' },
    { id: 'desk-1', switchId: 'freeswitch' },
  ]);
  return {
    ...centre,
    agents: centre.agents.map((agent) => ({ ...agent, skills: { support: 5 } })),
    queues: centre.queues.map((queue) => ({ ...queue, wrapUpMs: 0 })),
    flows: centre.flows.map((flow) => ({
      ...flow,
      nodes: { ...flow.nodes, answer: { type: 'answer', next: 'support' } as const },
    })),
    tieLines: [
      {
        tieLineId: 'there',
        fromSwitchId: 'asterisk',
        toSwitchId: 'freeswitch',
        trunk: 'freeswitch',
      },
      { tieLineId: 'back', fromSwitchId: 'freeswitch', toSwitchId: 'asterisk', trunk: 'other' },
    ],
  };
}
