import { join } from 'node:path';
import type { CallRecord } from '../../src/port/call-record';
import { RecordLaws } from '../law/record-laws';
import { AsteriskFloor } from './asterisk-floor';
import { heard } from './recorded-tones';
import { agent, floorCentre, HELPDESK, type Talk, TONES } from './talk-floor';

jest.setTimeout(60_000);

let floor: AsteriskFloor;

beforeAll(async () => {
  floor = await AsteriskFloor.start();
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

const partOf = ({ parties }: CallRecord, name: string): string[] =>
  parties
    .filter(({ agentId, targetId }) => (agentId ?? targetId) === name)
    .map(({ role, kind }) => `${role} ${kind}`);

/** A colleague is there from now on; those who talk hear one another. */
async function conference(talk: Talk): Promise<void> {
  await talk.ask('call.conference-requested', { to: agent('ben') });
  await talk.pickUp('ben');
  await talk.hears({
    customer: ['anna', 'ben'],
    anna: ['customer', 'ben'],
    ben: ['customer', 'anna'],
  });
}

test('three talk, a fourth is asked and joins them, and each leaves without harm', async () => {
  const talk = await floor.talk();
  await conference(talk);
  await talk.ask('call.consult-requested', { to: HELPDESK });
  await talk.pickUp('helpdesk');
  const leak = talk.overhears('customer', 'helpdesk');
  await talk.hears({ customer: ['music'], helpdesk: ['anna', 'ben'], anna: ['ben', 'helpdesk'] });
  expect(leak()).toBe(false);
  await talk.ask('call.consult-change-requested', { change: 'merge' });
  await talk.hears({
    customer: ['anna', 'ben', 'helpdesk'],
    anna: ['customer', 'ben', 'helpdesk'],
    ben: ['customer', 'anna', 'helpdesk'],
    helpdesk: ['customer', 'anna', 'ben'],
  });

  await talk.phone('helpdesk').hangUp();
  await talk.hears({ customer: ['anna', 'ben'], anna: ['customer', 'ben'] });
  await talk.ask('call.leave-requested', { party: agent('anna') });
  expect(await talk.phone('anna').ended()).toMatchObject({ by: 'far' });
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  const record = await talk.end();
  expect(record).toMatchObject({ agentId: 'ben', result: 'connected' });
  expect(partOf(record, 'ben')).toEqual([
    'conference ring',
    'conference talk',
    'conference consult',
    'conference talk',
    'agent talk',
  ]);
});

test('hold, back, parked, and picked up by a colleague', async () => {
  const talk = await floor.talk();
  await talk.ask('call.hold-requested');
  await talk.hears({ customer: ['music'], anna: [] });
  await talk.ask('call.retrieve-requested');
  await talk.hears({ customer: ['anna'], anna: ['customer'] });
  await talk.ask('call.park-requested', { slot: '7' });
  expect(await talk.phone('anna').ended()).toMatchObject({ by: 'far' });
  await talk.hears({ customer: ['music'] });
  await talk.ask('call.pick-up-requested', { agentId: 'carla' });
  const carla = await talk.ringing('carla');
  await talk.hears({ customer: ['music'] });
  await carla.answer();
  talk.speak('carla', carla);
  await talk.hears({ customer: ['carla'], carla: ['customer'] });
  const record = await talk.end();
  expect(record.segments.slice(-5).map(({ kind }) => kind)).toEqual([
    'talk',
    'hold',
    'talk',
    'park',
    'talk',
  ]);
});

test('a supervisor listens, whispers and barges in, and leaves without harm', async () => {
  const talk = await floor.talk();
  const supervise = (mode: string) =>
    talk.ask('call.supervise-requested', { supervisorId: 'dora', mode });
  const heard = [talk.overhears('customer', 'dora'), talk.overhears('anna', 'dora')];
  const wasHeard = (): boolean[] => heard.map((was) => was());
  await supervise('listen');
  await talk.pickUp('dora');
  await talk.hears({ customer: ['anna'], anna: ['customer'], dora: ['customer', 'anna'] });
  expect(wasHeard()).toEqual([false, false]);

  await supervise('whisper');
  await talk.hears({ anna: ['customer', 'dora'], dora: ['customer', 'anna'] });
  await talk.hears({ customer: ['anna'] });
  expect(wasHeard()).toEqual([false, true]);

  await supervise('barge');
  await talk.hears({
    customer: ['anna', 'dora'],
    anna: ['customer', 'dora'],
    dora: ['customer', 'anna'],
  });
  await supervise('listen');
  await talk.hears({ customer: ['anna'], anna: ['customer'], dora: ['customer', 'anna'] });

  await talk.ask('call.supervise-end-requested', { supervisorId: 'dora' });
  expect(await talk.phone('dora').ended()).toMatchObject({ by: 'far' });
  await talk.hears({ customer: ['anna'], anna: ['customer'] });
  const record = await talk.end();
  expect(partOf(record, 'dora')).toEqual([
    'supervisor ring',
    'supervisor listen',
    'supervisor whisper',
    'supervisor talk',
    'supervisor listen',
  ]);
  expect(record.segments.slice(-2).map(({ kind }) => kind)).toEqual(['queue', 'talk']);
});

test('a whisper follows the call through a hold, a consultation, to who takes over', async () => {
  const talk = await floor.talk();
  const heard = talk.overhears('customer', 'dora');
  await talk.ask('call.supervise-requested', { supervisorId: 'dora', mode: 'whisper' });
  await talk.pickUp('dora');
  await talk.hears({ anna: ['customer', 'dora'], dora: ['customer', 'anna'] });

  await talk.ask('call.consult-requested', { to: agent('ben') });
  await talk.pickUp('ben');
  const heardByBen = talk.overhears('ben', 'dora');
  await talk.hears({
    customer: ['music'],
    anna: ['ben', 'dora'],
    ben: ['anna'],
    dora: ['anna', 'ben'],
  });
  expect(heardByBen()).toBe(false);
  await talk.ask('call.consult-change-requested', { change: 'complete' });
  await talk.hears({ customer: ['ben'], ben: ['customer', 'dora'], dora: ['customer', 'ben'] });
  expect(heard()).toBe(false);

  await talk.phone('dora').hangUp();
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  const record = await talk.end();
  expect(partOf(record, 'dora')).toEqual(['supervisor ring', 'supervisor whisper']);
});

test('supervision begins in a hold, and ends with a blind transfer', async () => {
  const talk = await floor.talk();
  await talk.ask('call.hold-requested');
  await talk.hears({ customer: ['music'], anna: [] });
  const heard = talk.overhears('customer', 'dora');
  await talk.ask('call.supervise-requested', { supervisorId: 'dora', mode: 'whisper' });
  await talk.pickUp('dora');
  await talk.hears({ anna: ['dora'], dora: ['anna'] });
  await talk.ask('call.retrieve-requested');
  await talk.hears({ customer: ['anna'], anna: ['customer', 'dora'], dora: ['customer', 'anna'] });
  await talk.ask('call.supervise-requested', { supervisorId: 'dora', mode: 'listen' });
  await talk.hears({ customer: ['anna'], anna: ['customer'], dora: ['customer', 'anna'] });
  await talk.ask('call.hold-requested');
  await talk.hears({ customer: ['music'], anna: [], dora: ['anna'] });
  await talk.ask('call.transfer-requested', { to: agent('ben') });
  expect(await talk.phone('dora').ended()).toMatchObject({ by: 'far' });
  await talk.pickUp('ben');
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  expect(heard()).toBe(false);
  await talk.end();
});

test('the caller hangs up on three and a supervisor: nobody is left behind', async () => {
  const talk = await floor.talk();
  await conference(talk);
  await talk.ask('call.supervise-requested', { supervisorId: 'dora', mode: 'whisper' });
  await talk.pickUp('dora');
  await talk.hears({
    customer: ['anna', 'ben'],
    anna: ['customer', 'ben', 'dora'],
    ben: ['customer', 'anna'],
    dora: ['customer', 'anna', 'ben'],
  });
  await talk.end();
  expect(await floor.rig.channels()).toEqual([]);
});

test('recorded is what the caller may hear, no whisper nothing of a consultation', async () => {
  const { engine, rig } = floor;
  const centre = floorCentre();
  const recording = {
    mode: 'all',
    consent: 'none',
    lengthMaxMs: 60_000,
    pauseOnHold: true,
  } as const;
  const queues = centre.queues.map((queue) => ({ ...queue, recording }));
  await engine.ask({ type: 'centre.applied', centre: { ...centre, queues } });
  const talk = await floor.talk();
  const begun = (agentId: string) =>
    engine.fact('recording.started', (b) => b.callId === talk.callId && b.agentId === agentId);
  const { recordingId: first } = await begun('anna');
  await talk.ask('call.supervise-requested', { supervisorId: 'dora', mode: 'whisper' });
  await talk.pickUp('dora');
  await talk.hears({ anna: ['customer', 'dora'], dora: ['customer', 'anna'] });
  await talk.ask('call.consult-requested', { to: agent('ben') });
  await talk.pickUp('ben');
  await talk.hears({ customer: ['music'], anna: ['ben', 'dora'], ben: ['anna'] });
  await talk.phone('ben').voice.hearsNoTone(TONES.music, 500);
  await talk.ask('call.consult-change-requested', { change: 'complete' });
  await talk.hears({ customer: ['ben'], ben: ['customer', 'dora'] });
  const { recordingId: second } = await begun('ben');
  await talk.ask('call.supervise-requested', { supervisorId: 'dora', mode: 'barge' });
  await talk.hears({ customer: ['ben', 'dora'], ben: ['customer', 'dora'] });
  // Long enough for a whole window of the file.
  await talk.phone('ben').voice.hearsNoTone(TONES.music, 500);
  await talk.end();

  const tonesIn = async (recordingId: string) => {
    const { file } = await engine.fact('recording.ended', (b) => b.recordingId === recordingId);
    return heard(join(rig.asterisk.recordingFolder, file), Object.values(TONES));
  };
  const { customer, anna, ben, dora } = TONES;
  const [ofAnna, ofBen] = [await tonesIn(first), await tonesIn(second)];
  expect(ofAnna.tones).toEqual([customer, anna]);
  expect(ofAnna.silent).toBeGreaterThan(0);
  expect(ofBen.tones).toEqual([customer, ben, dora]);
});
