import { RecordLaws } from '../law/record-laws';
import { CARRIER } from '../switch/asterisk-rig';
import type { PhoneCall } from '../switch/phone-call';
import { AsteriskFloor } from './asterisk-floor';
import { agent, floorCentre } from './talk-floor';

jest.setTimeout(60_000);

const MOBILE = '493077701';

let floor: AsteriskFloor;
let line: PhoneCall;

/** Carla has a nailed-up line and supervises, Ben is at a number and confirms with a key. */
function centre() {
  const plain = floorCentre();
  const supervises = { providerIds: ['house'], clientIds: [] };
  const phones = {
    carla: { switchId: 'main', device: 'carla', line: 'nailed-up' },
    ben: { switchId: 'main', device: MOBILE, trunk: CARRIER, confirm: true },
  } as const;
  return {
    ...plain,
    agents: plain.agents.map((one) => {
      if (one.agentId === 'ben') return { ...one, phone: phones.ben };
      return one.agentId === 'carla' ? { ...one, phone: phones.carla, supervises } : one;
    }),
  };
}

beforeAll(async () => {
  floor = await AsteriskFloor.start(centre());
  floor.rig.phones.phone(MOBILE);
  line = await floor.phoneOf('carla').nextCall();
  await line.answer();
  await floor.engine.fact('agent.line', (b) => b.line === 'up');
});

afterAll(async () => {
  await floor?.stop();
});

afterEach(() => {
  const laws = new RecordLaws();
  for (const fact of floor.engine.told) laws.take(fact);
  expect(laws.broken).toEqual([]);
  expect(floor.engine.facts.filter(({ type }) => type === 'command.failed')).toEqual([]);
});

test('a nailed-up line is consulted, held, let go into silence, then sent the caller', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: agent('carla') });
  talk.speak('carla', line);
  await talk.hears({ customer: ['music'], anna: ['carla'], carla: ['anna'] });
  await talk.ask('call.consult-change-requested', { change: 'swap' });
  await talk.hears({ customer: ['anna'], anna: ['customer'], carla: ['music'] });
  await talk.ask('call.consult-change-requested', { change: 'cancel' });
  await talk.hears({ customer: ['anna'], anna: ['customer'], carla: [] });
  await floor.idle('carla');
  await talk.ask('call.transfer-requested', { to: agent('carla') });
  await talk.hears({ customer: ['carla'], carla: ['customer'] });
  await talk.end('carla');
  await talk.hears({ carla: [] });
  expect(floor.phoneOf('carla').calls).toHaveLength(1);
});

test('a supervisor on a nailed-up line is heard again in the next call', async () => {
  await floor.idle('carla');
  const talk = await floor.talk();
  const supervised = { supervisorId: 'carla' };
  await talk.ask('call.supervise-requested', { ...supervised, mode: 'listen' });
  talk.speak('carla', line);
  await talk.hears({ customer: ['anna'], anna: ['customer'], carla: ['customer', 'anna'] });
  await talk.ask('call.supervise-requested', { ...supervised, mode: 'whisper' });
  await talk.hears({ customer: ['anna'], anna: ['customer', 'carla'] });
  await talk.ask('call.supervise-end-requested', supervised);
  await talk.hears({ customer: ['anna'], anna: ['customer'], carla: [] });
  await floor.idle('carla');
  await talk.ask('call.transfer-requested', { to: agent('carla') });
  await talk.hears({ customer: ['carla'], carla: ['customer'] });
  await talk.end('carla');
});

test('who is consulted at a number is heard only after the key', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: agent('ben') });
  const ben = await floor.rig.phones.phoneOf(MOBILE).nextCall();
  await ben.answer();
  await ben.voice.hearsSomething();
  talk.speak('ben', ben);
  await talk.hears({ customer: ['music'], anna: [] });
  await ben.voice.pressKeys('1');
  await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });
  await talk.ask('call.consult-change-requested', { change: 'complete' });
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  expect(await talk.end()).toMatchObject({ agentId: 'ben' });
});
