import { brokenWorldLaws } from '../law/world-laws';
import { TalkScenario } from './talk-centre';

const transfer = (s: TalkScenario, to: object, agentId?: string) =>
  s.give({
    type: 'call.transfer-requested',
    callId: s.callId,
    to: to as { kind: 'agent'; agentId: string },
    ...(agentId !== undefined && { agentId }),
  });

test('a call that is sent to a colleague frees the agent at once, and goes on there', () => {
  const s = new TalkScenario();
  transfer(s, { kind: 'agent', agentId: 'carla' });
  expect(s.talk.phase).toBe('transferring');
  expect(s.agent('anna').state).toBe('wrap-up');
  expect(s.last('play').media).toEqual(['music:default']);
  s.pass(3_000);
  const carlaLeg = s.answered();
  s.joined(s.caller, carlaLeg);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'carla' });
  expect(brokenWorldLaws(s.world)).toEqual([]);
  s.pass(5_000);
  s.end(s.caller);
  expect(s.record()).toMatchObject({ agentId: 'carla', result: 'connected' });
  expect(s.segments()).toEqual(['talk anna', 'transfer', 'talk carla']);
  expect(s.agent('carla').state).toBe('wrap-up');
});

test('a colleague who does not answer loses the call to its queue, and is not blamed', () => {
  const s = new TalkScenario();
  const { idleSince } = s.agent('carla');
  transfer(s, { kind: 'agent', agentId: 'carla' });
  s.end(s.last('originate').legId, 'no-answer');
  expect(s.all('party.failed')).toMatchObject([{ agentId: 'carla', reason: 'no-answer' }]);
  expect(s.agent('carla')).toMatchObject({ state: 'idle', status: 'available', idleSince });
  expect(s.all('offer.made').map((o) => o.agentId)).toEqual(['ben']);
});

test('in another queue the contact keeps its age, or goes to the end where that is asked', () => {
  const s = new TalkScenario();
  const queuedAt = [...s.world.contacts.values()][0]?.queuedAt;
  transfer(s, { kind: 'queue', queueId: 'service' });
  const [contact] = s.world.contacts.values();
  expect(contact).toMatchObject({ phase: 'waiting', queueId: 'service', queuedAt });
  expect(s.agent('anna').state).toBe('wrap-up');
  const other = new TalkScenario();
  transfer(other, { kind: 'queue', queueId: 'service', place: 'end' });
  expect([...other.world.contacts.values()][0]?.queuedAt).toBe(other.at);
});

test('a flow takes the caller over from its start', () => {
  const s = new TalkScenario();
  transfer(s, { kind: 'flow', flowId: 'main' });
  expect(s.talk.phase).toBe('ivr');
  s.event({ type: 'leg.digit', legId: s.caller, digit: '1' });
  expect(s.all('offer.made').map((o) => o.agentId)).toEqual(['ben']);
});

test('somebody outside serves the call, and the record names the target', () => {
  const s = new TalkScenario();
  transfer(s, { kind: 'target', targetId: 'support' });
  expect(s.last('originate')).toMatchObject({
    to: { kind: 'number', number: '0800', trunk: 'carrier' },
    callerNumber: '100',
  });
  s.pass(2_000);
  const outside = s.answered();
  s.joined(s.caller, outside);
  s.pass(4_000);
  expect(brokenWorldLaws(s.world)).toEqual([]);
  s.end(outside);
  expect(s.last('hangup').legId).toBe(s.caller);
  s.end(s.caller);
  expect(s.record()).toMatchObject({ agentId: 'anna', endedBy: 'agent', result: 'connected' });
  expect(s.segments().at(-1)).toBe('talk support');
  expect(s.parties().slice(-2)).toEqual(['support external ring', 'support external talk']);
});

test.each([
  [{ kind: 'agent', agentId: 'nobody' }, 'AGENT_UNKNOWN'],
  [{ kind: 'agent', agentId: 'anna' }, 'JOIN_STATE'],
  [{ kind: 'agent', agentId: 'dora' }, 'JOIN_ENTITLEMENT'],
  [{ kind: 'queue', queueId: 'none' }, 'QUEUE_UNKNOWN'],
  [{ kind: 'queue', queueId: 'foreign' }, 'QUEUE_OTHER_CLIENT'],
  [{ kind: 'flow', flowId: 'none' }, 'FLOW_UNKNOWN'],
  [{ kind: 'target', targetId: '0900' }, 'TARGET_UNKNOWN'],
  [{ kind: 'target', targetId: 'others' }, 'TARGET_ENTITLEMENT'],
])('%j is refused as %s, and the call goes on', (to, code) => {
  const s = new TalkScenario();
  transfer(s, to);
  expect(s.codes()).toEqual([code]);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
});

test('only who serves a call sends it on', () => {
  const s = new TalkScenario();
  transfer(s, { kind: 'queue', queueId: 'service' }, 'ben');
  expect(s.codes()).toEqual(['CALL_NOT_YOURS']);
  transfer(s, { kind: 'queue', queueId: 'service' }, 'anna');
  transfer(s, { kind: 'queue', queueId: 'service' }, 'anna');
  expect(s.codes()).toEqual(['CALL_NOT_YOURS', 'CALL_NOT_YOURS']);
});

test('a call is not sent round for ever', () => {
  const s = new TalkScenario();
  for (let n = 0; n < 10; n += 1) {
    const agentId = n % 2 === 0 ? 'carla' : 'anna';
    s.pass(20_000);
    transfer(s, { kind: 'agent', agentId });
    const leg = s.answered();
    s.joined(s.caller, leg);
    for (const { legId } of [...s.world.legs.values()]) {
      if (legId !== s.caller && legId !== leg) s.end(legId);
    }
  }
  transfer(s, { kind: 'agent', agentId: 'ben' });
  expect(s.codes()).toEqual(['TRANSFERS_MAX']);
  expect(s.all('bound.reached')).toEqual([
    { type: 'bound.reached', bound: 'transfers of a call', limit: 10 },
  ]);
});

test('the longest idle is who was idle for the longest, whoever got a call by transfer', () => {
  const s = new TalkScenario();
  s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'on-break' });
  transfer(s, { kind: 'agent', agentId: 'carla' });
  const carlaLeg = s.answered();
  s.joined(s.caller, carlaLeg);
  s.end(s.annaLeg);
  s.pass(10_000);
  const annaSince = s.agent('anna').idleSince;
  expect(annaSince).toBe(s.at);
  s.pass(5_000);
  s.end(s.caller);
  s.end(carlaLeg);
  s.pass(10_000);
  expect(s.agent('anna').idleSince).toBe(annaSince);
  expect(s.agent('carla').idleSince).toBe(s.at);
});
