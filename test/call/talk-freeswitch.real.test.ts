import { placeOf } from '../conformance/freeswitch-place';
import { RecordLaws } from '../law/record-laws';
import { FreeSwitchFloor } from './freeswitch-floor';
import { agent, HELPDESK } from './talk-floor';

jest.setTimeout(60_000);

const place = placeOf(process.env);

if (place === null) {
  it('talks on a FreeSWITCH: not asked for, LEITSTAND_TEST_ESL names none', () => {
    expect(placeOf({ LEITSTAND_TEST_ESL: '' })).toBeNull();
  });
} else {
  describe('who hears whom on a FreeSWITCH', () => talkCases(() => FreeSwitchFloor.start(place)));
}

function talkCases(start: () => Promise<FreeSwitchFloor>): void {
  let floor: FreeSwitchFloor;

  beforeAll(async () => {
    floor = await start();
  });

  afterAll(() => floor?.stop());

  afterEach(() => {
    const laws = new RecordLaws();
    for (const fact of floor.engine.told) laws.take(fact);
    expect(laws.broken).toEqual([]);
    expect(floor.engine.facts.filter(({ type }) => type === 'command.failed')).toEqual([]);
  });

  transferCases(() => floor);
  supervisionCases(() => floor);
}

function transferCases(floorOf: () => FreeSwitchFloor): void {
  test('blind from hold to a colleague, and on to somebody outside', async () => {
    const talk = await floorOf().talk();
    await talk.ask('call.hold-requested');
    await talk.hears({ customer: ['music'], anna: [] });
    await talk.ask('call.transfer-requested', { to: agent('ben') });
    const ben = await talk.ringing('ben');
    await talk.hears({ customer: ['music'] });
    await ben.answer();
    talk.speak('ben', ben);
    await talk.hears({ customer: ['ben'], ben: ['customer'] });
    await talk.ask('call.transfer-requested', { to: HELPDESK });
    await talk.pickUp('helpdesk');
    await talk.hears({ customer: ['helpdesk'], helpdesk: ['customer'] });
    await talk.end();
  });

  test('attended: swap, back, and the one consulted takes the caller over', async () => {
    const talk = await floorOf().talk();
    const leaks = [talk.overhears('customer', 'ben')];
    await talk.ask('call.consult-requested', { to: agent('ben') });
    await talk.pickUp('ben');
    leaks.push(talk.overhears('ben', 'customer'));
    await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });
    await talk.ask('call.consult-change-requested', { change: 'swap' });
    await talk.hears({ customer: ['anna'], anna: ['customer'], ben: ['music'] });
    await talk.ask('call.consult-change-requested', { change: 'swap' });
    await talk.hears({ customer: ['music'], anna: ['ben'], ben: ['anna'] });
    expect(leaks.map((leaked) => leaked())).toEqual([false, false]);
    await talk.ask('call.consult-change-requested', { change: 'complete' });
    await talk.hears({ customer: ['ben'], ben: ['customer'] });
    expect(await talk.end()).toMatchObject({ agentId: 'ben' });
  });

  test('consulted, merged, a conference of four that goes on without who began it', async () => {
    const talk = await floorOf().talk();
    await talk.ask('call.conference-requested', { to: agent('carla') });
    await talk.pickUp('carla');
    await talk.hears({ customer: ['anna', 'carla'], carla: ['customer', 'anna'] });
    await talk.ask('call.consult-requested', { to: HELPDESK });
    await talk.pickUp('helpdesk');
    await talk.hears({ customer: ['music'], helpdesk: ['anna', 'carla'] });
    await talk.ask('call.consult-change-requested', { change: 'merge' });
    await talk.hears({
      customer: ['anna', 'carla', 'helpdesk'],
      anna: ['customer', 'carla', 'helpdesk'],
      carla: ['customer', 'anna', 'helpdesk'],
      helpdesk: ['customer', 'anna', 'carla'],
    });
    await talk.phone('anna').hangUp();
    await talk.hears({ customer: ['carla', 'helpdesk'], carla: ['customer', 'helpdesk'] });
    await talk.phone('helpdesk').hangUp();
    await talk.hears({ customer: ['carla'], carla: ['customer'] });
    await talk.ask('call.park-requested');
    await talk.hears({ customer: ['music'] });
    await talk.ask('call.pick-up-requested', { agentId: 'ben' });
    await talk.pickUp('ben');
    await talk.hears({ customer: ['ben'], ben: ['customer'] });
    await talk.end();
  });
}

function supervisionCases(floorOf: () => FreeSwitchFloor): void {
  test('a supervisor listens, whispers through a hold and a takeover, barges, leaves', async () => {
    const talk = await floorOf().talk();
    const supervise = (mode: string) =>
      talk.ask('call.supervise-requested', { supervisorId: 'dora', mode });
    const heard = talk.overhears('customer', 'dora');
    await supervise('listen');
    await talk.pickUp('dora');
    await talk.hears({ customer: ['anna'], anna: ['customer'], dora: ['customer', 'anna'] });
    await supervise('whisper');
    await talk.hears({ anna: ['customer', 'dora'], dora: ['customer', 'anna'] });
    await talk.ask('call.hold-requested');
    await talk.hears({ customer: ['music'], anna: ['dora'], dora: ['anna'] });
    await talk.ask('call.retrieve-requested');
    await talk.hears({ customer: ['anna'], anna: ['customer', 'dora'] });
    await talk.ask('call.consult-requested', { to: agent('ben') });
    await talk.pickUp('ben');
    const heardByBen = talk.overhears('ben', 'dora');
    await talk.hears({ anna: ['ben', 'dora'], ben: ['anna'], dora: ['anna', 'ben'] });
    expect(heardByBen()).toBe(false);
    await talk.ask('call.consult-change-requested', { change: 'complete' });
    await talk.hears({ customer: ['ben'], ben: ['customer', 'dora'], dora: ['customer', 'ben'] });
    expect(heard()).toBe(false);
    await supervise('barge');
    await talk.hears({ customer: ['ben', 'dora'], ben: ['customer', 'dora'] });
    await talk.ask('call.supervise-end-requested', { supervisorId: 'dora' });
    await talk.hears({ customer: ['ben'], ben: ['customer'] });
    await talk.end();
  });
}
