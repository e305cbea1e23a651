import { brokenWorldLaws } from '../law/world-laws';
import { TalkScenario } from './talk-centre';

const sound = (s: TalkScenario): void => expect(brokenWorldLaws(s.world)).toEqual([]);

function parked(): TalkScenario {
  const s = new TalkScenario();
  s.give({ type: 'call.park-requested', callId: s.callId, agentId: 'anna' });
  return s;
}

const pickUp = (s: TalkScenario, agentId: string): void => {
  s.give({ type: 'call.pick-up-requested', callId: s.callId, agentId });
};

test('a parked caller hears music until somebody picks the call up; who parked it is free', () => {
  const s = parked();
  expect(s.talk).toMatchObject({ phase: 'parked', parked: { slot: '1', agentId: 'anna' } });
  expect(s.last('play').media).toEqual(['music:default']);
  expect(s.agent('anna').state).toBe('wrap-up');
  sound(s);
  s.pass(3_000);
  pickUp(s, 'carla');
  const carlaLeg = s.answered();
  s.joined(s.caller, carlaLeg);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'carla' });
  expect(s.talk.parked).toBeUndefined();
  sound(s);
  s.end(s.caller);
  expect(s.segments().slice(-2)).toEqual(['talk anna', 'park']);
});

test('who may not work for the client cannot pick it up', () => {
  const s = parked();
  pickUp(s, 'dora');
  expect(s.codes()).toEqual(['JOIN_ENTITLEMENT']);
});

test('a phone that is not answered leaves the call in its slot', () => {
  const s = parked();
  pickUp(s, 'carla');
  pickUp(s, 'ben');
  expect(s.codes()).toEqual(['PICK_UP_UNDER_WAY']);
  s.end(s.last('originate').legId, 'no-answer');
  expect(s.talk.phase).toBe('parked');
  pickUp(s, 'ben');
  sound(s);
  expect(s.agent('ben').state).toBe('offered');
});

test('after its time it rings back at who parked it, and then waits in its queue', () => {
  const s = parked();
  s.end(s.annaLeg);
  s.pass(120_000);
  expect(s.all('call.park-expired')).toMatchObject([{ slot: '1' }]);
  expect(s.talk.phase).toBe('transferring');
  expect(s.last('originate').to).toEqual({ kind: 'device', device: 'anna' });
  sound(s);
  s.end(s.last('originate').legId, 'no-answer');
  expect(s.talk.phase).toBe('queued');
  expect(s.all('offer.made')).toHaveLength(1);
});

test('a phone that rings to pick it up at the end of its time decides first', () => {
  const s = parked();
  s.pass(119_000);
  pickUp(s, 'carla');
  s.pass(5_000);
  expect(s.all('call.park-expired')).toHaveLength(0);
  s.end(s.last('originate').legId, 'no-answer');
  s.pass(0);
  expect(s.all('call.park-expired')).toHaveLength(1);
  sound(s);
});

test('a slot holds one call', () => {
  const s = parked();
  const other = s.queue(2);
  const leg = s.connect(other);
  const callId = [...s.world.calls.keys()][1] ?? '';
  s.give({ type: 'call.park-requested', callId, slot: '1' });
  expect(s.codes()).toEqual(['PARK_SLOT_TAKEN']);
  s.give({ type: 'call.park-requested', callId });
  expect(s.world.calls.get(callId)?.parked?.slot).toBe('2');
  s.end(leg);
  sound(s);
});
