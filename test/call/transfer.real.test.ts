import { outboxEntries } from '../../src/engine/outbox-entry';
import type { CallRecord } from '../../src/port/call-record';
import { SqlCdrStore } from '../../src/store/cdr-store';
import { writeRecords } from '../../src/store/record-writer';
import { RecordLaws } from '../law/record-laws';
import { TestPostgres } from '../store/postgres';
import { AsteriskFloor } from './asterisk-floor';
import { agent, HELPDESK } from './talk-floor';

jest.setTimeout(60_000);

let floor: AsteriskFloor;
let postgres: TestPostgres;

beforeAll(async () => {
  [floor, postgres] = await Promise.all([AsteriskFloor.start(), TestPostgres.start()]);
});

afterAll(async () => {
  await floor?.stop();
  await postgres?.close();
});

const segments = ({ segments }: CallRecord): string[] =>
  segments.map((one) => [one.kind, one.agentId ?? one.targetId ?? []].flat().join(' '));

const parties = ({ parties }: CallRecord): string[] =>
  parties.map((one) =>
    [one.agentId ?? one.targetId, one.role, one.kind, one.outcome ?? []].flat().join(' '),
  );

test('blind to a colleague, who sends the caller on to somebody outside', async () => {
  const talk = await floor.talk();
  await talk.ask('call.transfer-requested', { to: agent('ben') });
  const ben = await talk.ringing('ben');
  await talk.hears({ customer: ['music'] });
  expect(await talk.phone('anna').ended()).toMatchObject({ by: 'far' });
  await ben.answer();
  talk.speak('ben', ben);
  await talk.hears({ customer: ['ben'], ben: ['customer'] });

  await talk.ask('call.transfer-requested', { to: HELPDESK });
  const helpdesk = await talk.ringing('helpdesk');
  await talk.hears({ customer: ['music'] });
  await helpdesk.answer();
  talk.speak('helpdesk', helpdesk);
  await talk.hears({ customer: ['helpdesk'], helpdesk: ['customer'] });
  const record = await talk.end();
  expect(segments(record).slice(-5)).toEqual([
    'talk anna',
    'transfer',
    'talk ben',
    'transfer',
    'talk helpdesk',
  ]);
});

test('blind to a queue: music, then who serves that queue', async () => {
  const talk = await floor.talk();
  await talk.ask('call.transfer-requested', { to: { kind: 'queue', queueId: 'support' } });
  const ben = await talk.ringing('ben');
  await talk.hears({ customer: ['music'] });
  await talk.phone('anna').ended();
  await ben.answer();
  talk.speak('ben', ben);
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  const record = await talk.end();
  expect(segments(record).slice(-3)).toEqual(['talk anna', 'queue', 'talk ben']);
  expect(record).toMatchObject({ queueId: 'support', agentId: 'ben', endedBy: 'caller' });
});

test('blind to a colleague who refuses: music, and back to the queue', async () => {
  const talk = await floor.talk();
  await talk.ask('call.transfer-requested', { to: agent('carla') });
  const carla = await talk.ringing('carla');
  await talk.phone('anna').ended();
  carla.refuse(486);
  const anna = await talk.ringing('anna');
  await talk.hears({ customer: ['music'] });
  await anna.answer();
  talk.speak('anna', anna);
  await talk.hears({ customer: ['anna'], anna: ['customer'] });
  const record = await talk.end();
  expect(segments(record).slice(-4)).toEqual(['talk anna', 'transfer', 'queue', 'talk anna']);
  expect(parties(record)).toContain('carla agent ring busy');
});

test('attended: swap, back, and the one consulted takes the caller over', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: agent('ben') });
  const ben = await talk.ringing('ben');
  await talk.hears({ customer: ['music'], anna: [] });
  const leaks = [talk.overhears('customer', 'ben')];
  await ben.answer();
  talk.speak('ben', ben);
  leaks.push(talk.overhears('ben', 'customer'));
  await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });

  await talk.ask('call.consult-change-requested', { change: 'swap' });
  await talk.hears({ customer: ['anna'], anna: ['customer'], ben: ['music'] });
  await talk.ask('call.consult-change-requested', { change: 'swap' });
  await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });
  expect(leaks.map((leaked) => leaked())).toEqual([false, false]);

  await talk.ask('call.consult-change-requested', { change: 'complete' });
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  expect(await talk.phone('anna').ended()).toMatchObject({ by: 'far' });
  const record = await talk.end();
  // Ben has the caller from the moment of the request; the music ends a moment later.
  const stretches = segments(record).filter((one) => one !== 'hold ben');
  const withAnna = ['talk anna', 'hold anna', 'talk anna', 'hold anna'];
  expect(stretches.slice(-5)).toEqual([...withAnna, 'talk ben']);
  const ofBen = parties(record).filter((one) => one.startsWith('ben'));
  expect(ofBen.filter((one) => one !== 'ben agent hold')).toEqual([
    'ben consult ring answered',
    'ben consult consult',
    'ben consult hold',
    'ben consult consult',
    'ben agent talk',
  ]);
});

test('somebody outside is consulted, and let go: the agent is with the caller again', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: HELPDESK });
  await talk.pickUp('helpdesk');
  const leak = talk.overhears('customer', 'helpdesk');
  await talk.hears({ customer: ['music'], anna: ['helpdesk'], helpdesk: ['anna'] });
  await talk.ask('call.consult-change-requested', { change: 'cancel' });
  await talk.hears({ customer: ['anna'], anna: ['customer'] });
  expect(await talk.phone('helpdesk').ended()).toMatchObject({ by: 'far' });
  expect(leak()).toBe(false);
  const record = await talk.end();
  expect(segments(record).slice(-3)).toEqual(['talk anna', 'hold anna', 'talk anna']);
  expect(parties(record)).toContain('helpdesk external consult');
});

test('completed while it rings: the caller hears music, then the one who answers', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: HELPDESK });
  const helpdesk = await talk.ringing('helpdesk');
  await talk.hears({ customer: ['music'] });
  await talk.ask('call.consult-change-requested', { change: 'complete' });
  await talk.phone('anna').ended();
  await talk.hears({ customer: ['music'] });
  await helpdesk.answer();
  talk.speak('helpdesk', helpdesk);
  await talk.hears({ customer: ['helpdesk'], helpdesk: ['customer'] });
  await talk.phone('helpdesk').hangUp();
  expect(await talk.phone('customer').ended()).toMatchObject({ by: 'far' });
  const record = await floor.engine.record(talk.ani);
  expect(segments(record).slice(-4)).toEqual([
    'talk anna',
    'hold anna',
    'transfer',
    'talk helpdesk',
  ]);
});

test('from hold, a caller goes on to a colleague as well', async () => {
  const talk = await floor.talk();
  await talk.ask('call.hold-requested');
  await talk.hears({ customer: ['music'] });
  await talk.ask('call.transfer-requested', { to: agent('carla') });
  const carla = await talk.ringing('carla');
  await talk.phone('anna').ended();
  await talk.hears({ customer: ['music'] });
  await carla.answer();
  talk.speak('carla', carla);
  await talk.hears({ customer: ['carla'], carla: ['customer'] });
  await talk.ask('call.hold-requested');
  await talk.hears({ customer: ['music'], carla: [] });
  await talk.ask('call.retrieve-requested');
  await talk.hears({ customer: ['carla'], carla: ['customer'] });
  await talk.end();
});

test('the agent hangs up in a consultation: who was consulted has the caller', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: agent('ben') });
  await talk.pickUp('ben');
  await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });
  await talk.phone('anna').hangUp();
  await talk.hears({ customer: ['ben'], ben: ['customer'] });
  expect(await talk.end()).toMatchObject({ agentId: 'ben', endedBy: 'caller' });
});

test('the caller hangs up in a consultation: everybody is let go', async () => {
  const talk = await floor.talk();
  await talk.ask('call.consult-requested', { to: agent('ben') });
  await talk.pickUp('ben');
  await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });
  expect(segments(await talk.end()).slice(-2)).toEqual(['talk anna', 'hold anna']);
});

test('the records are sound, and PostgreSQL gives each of them back as it was', async () => {
  const { told } = floor.engine;
  const laws = new RecordLaws();
  for (const fact of told) laws.take(fact);
  laws.finish();
  expect(laws.broken).toEqual([]);
  expect(floor.engine.facts.filter(({ type }) => type === 'command.failed')).toEqual([]);
  expect(await floor.rig.channels()).toEqual([]);

  const db = (await postgres.database()).open();
  await writeRecords(db, outboxEntries(told));
  const store = new SqlCdrStore(db);
  const records = floor.engine.facts.flatMap((one) =>
    one.type === 'record.completed' ? [one.record] : [],
  );
  for (const record of records) {
    expect((await store.find(record.callId))?.record).toEqual(record);
  }
  const outside = await db('segments').where({ target_id: 'helpdesk', kind: 'talk' });
  expect(outside.map(({ call_id, agent_id }) => [call_id, agent_id])).toEqual(
    records
      .filter((record) => segments(record).includes('talk helpdesk'))
      .map(({ callId }) => [callId, null]),
  );
  const rung = await db('party_intervals').where({ target_id: 'helpdesk', kind: 'ring' });
  const answered = { role: 'external', agent_id: null, provider_id: null, outcome: 'answered' };
  expect(rung).toMatchObject([answered, answered, answered]);
});
