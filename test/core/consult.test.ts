import { brokenWorldLaws } from '../law/world-laws';
import { TalkScenario } from './talk-centre';

const sound = (s: TalkScenario): void => expect(brokenWorldLaws(s.world)).toEqual([]);

test('a colleague is heard only after the customer is on hold', () => {
  const s = new TalkScenario();
  const to = { kind: 'agent', agentId: 'ben' } as const;
  s.give({ type: 'call.consult-requested', callId: s.callId, to });
  expect(s.commands.map((c) => c.type)).toEqual(['originate', 'hold']);
  const benLeg = s.answered();
  expect(s.sent('join')).toBe(0);
  s.held(s.caller);
  expect(s.last('join').legId).toBe(benLeg);
  s.joined(benLeg);
  expect([s.agent('anna').state, s.agent('ben').state]).toEqual(['consulting', 'consulting']);
  sound(s);
});

test('attended transfer: the one consulted gets the customer, the first agent wraps up', () => {
  const s = new TalkScenario();
  const benLeg = s.consult('ben');
  s.pass(4_000);
  s.change('complete');
  expect(s.agent('anna').state).toBe('wrap-up');
  expect(s.last('hangup').legId).toBe(s.annaLeg);
  s.joined(s.caller);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben', agentLegId: benLeg });
  sound(s);
  s.pass(6_000);
  s.end(s.caller);
  expect(s.record()).toMatchObject({ agentId: 'ben', talkMs: 7_003, holdMs: 4_000 });
  expect(s.segments()).toEqual(['talk anna', 'hold anna', 'talk ben']);
  expect(s.parties()).toEqual([
    'anna agent talk',
    'anna agent consult',
    'ben consult consult',
    'ben agent talk',
  ]);
  expect(s.agent('ben').state).toBe('wrap-up');
  expect(s.all('call.transferred')).toMatchObject([
    { kind: 'attended', to: { kind: 'agent', agentId: 'ben' }, fromAgentId: 'anna' },
  ]);
});

test('completed while the phone still rings, the customer waits for the answer', () => {
  const s = new TalkScenario();
  const to = { kind: 'agent', agentId: 'ben' } as const;
  s.give({ type: 'call.consult-requested', callId: s.callId, to });
  s.held(s.caller);
  s.change('complete');
  expect(s.talk.phase).toBe('transferring');
  sound(s);
  const benLeg = s.answered();
  s.joined(s.caller, benLeg);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
});

test.each([
  ['cancelled', (s: TalkScenario) => s.change('cancel')],
  ['hung-up', (s: TalkScenario, ben: string) => s.end(ben)],
  ['lost', (s: TalkScenario, ben: string) => s.end(ben, 'lost')],
])('a consultation that is over (%s) brings the agent back to the customer', (reason, act) => {
  const s = new TalkScenario();
  const benLeg = s.consult();
  act(s, benLeg);
  expect(s.all('party.left')).toMatchObject([{ agentId: 'ben', reason }]);
  expect(s.last('join').legId).toBe(s.caller);
  s.joined(s.caller);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
  expect(s.agent('ben').state).toBe('wrap-up');
  sound(s);
});

test.each(['no-answer', 'busy', 'rejected'] as const)(
  'a colleague who is %s is not blamed',
  (cause) => {
    const s = new TalkScenario();
    const to = { kind: 'agent', agentId: 'ben' } as const;
    s.give({ type: 'call.consult-requested', callId: s.callId, to });
    s.held(s.caller);
    s.end(s.last('originate').legId, cause);
    expect(s.all('party.failed')).toMatchObject([{ agentId: 'ben', reason: cause }]);
    s.joined(s.caller);
    expect(s.talk.phase).toBe('talking');
    expect(s.agent('ben')).toMatchObject({ state: 'idle', status: 'available' });
  },
);

test('the agent goes from the one to the other; neither hears the other', () => {
  const s = new TalkScenario();
  const benLeg = s.consult();
  s.commands.length = 0;
  s.change('swap');
  expect(s.commands).toMatchObject([{ type: 'hold', legId: benLeg }]);
  s.held(benLeg);
  expect(s.last('join').legId).toBe(s.caller);
  s.joined(s.caller);
  expect([s.talk.phase, s.agent('ben').state]).toEqual(['talking', 'holding']);
  sound(s);
  s.commands.length = 0;
  s.change('swap');
  expect(s.commands).toMatchObject([{ type: 'hold', legId: s.caller }]);
  s.held(s.caller);
  s.joined(benLeg);
  expect([s.talk.phase, s.agent('ben').state]).toEqual(['held', 'consulting']);
  sound(s);
});

test('an agent who goes to and fro faster than the switch tells is believed in the end', () => {
  const s = new TalkScenario();
  const benLeg = s.consult();
  s.change('swap');
  s.change('swap');
  // The first hold is told when Ben is wanted back already, and he is not back yet.
  s.held(benLeg);
  s.change('swap');
  s.joined(benLeg, benLeg);
  s.held(benLeg);
  s.joined(s.caller);
  expect(s.talk).toMatchObject({ phase: 'talking', guests: [{ phase: 'held' }] });
  sound(s);
});

test('the agent hangs up in a consultation: the one consulted has the customer', () => {
  const s = new TalkScenario();
  s.consult();
  s.end(s.annaLeg);
  s.joined(s.caller);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
  expect(s.agent('anna').state).toBe('wrap-up');
  sound(s);
});

test('the customer hangs up in a consultation: everybody is let go', () => {
  const s = new TalkScenario();
  const benLeg = s.consult();
  s.end(s.caller);
  expect(s.record()).toMatchObject({ endedBy: 'caller', result: 'connected', agentId: 'anna' });
  expect(s.commands.filter((c) => c.type === 'hangup').map((c) => 'legId' in c && c.legId)).toEqual(
    expect.arrayContaining([benLeg, s.annaLeg]),
  );
  s.end(benLeg);
  s.end(s.annaLeg);
  s.pass(10_000);
  expect([s.agent('anna').state, s.agent('ben').state]).toEqual(['idle', 'idle']);
  sound(s);
});

test('a customer who cannot be put on hold is not left with a stranger', () => {
  const s = new TalkScenario();
  const to = { kind: 'agent', agentId: 'ben' } as const;
  s.give({ type: 'call.consult-requested', callId: s.callId, to });
  const benLeg = s.answered();
  const { commandId } = s.last('hold');
  s.event({ type: 'command.failed', commandId, legId: s.caller, code: 'REFUSED', detail: 'no' });
  expect(s.all('party.left')).toMatchObject([{ agentId: 'ben', reason: 'hold-failed' }]);
  expect(s.last('hangup').legId).toBe(benLeg);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
  s.end(benLeg);
  sound(s);
});

test('merged, all three talk; who leaves is replaced, and the last agent ends the call', () => {
  const s = new TalkScenario();
  const benLeg = s.consult();
  s.change('merge');
  s.joined(s.caller);
  expect([s.agent('anna').state, s.agent('ben').state]).toEqual(['talking', 'talking']);
  sound(s);
  const party = { kind: 'agent', agentId: 'anna' } as const;
  s.give({ type: 'call.leave-requested', callId: s.callId, agentId: 'anna', party });
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
  expect(s.agent('anna').state).toBe('wrap-up');
  sound(s);
  s.give({
    type: 'call.leave-requested',
    callId: s.callId,
    party: { kind: 'agent', agentId: 'ben' },
  });
  expect(s.codes()).toEqual(['PARTY_LAST']);
  s.end(benLeg);
  expect(s.last('hangup').legId).toBe(s.caller);
  s.end(s.caller);
  expect(s.record().endedBy).toBe('agent');
});

test('a conference has a bound, and one party is invited once', () => {
  const s = new TalkScenario();
  const ask = (agentId: string) =>
    s.give({ type: 'call.conference-requested', callId: s.callId, to: { kind: 'agent', agentId } });
  ask('ben');
  ask('ben');
  expect(s.codes()).toEqual(['JOIN_STATE']);
  const to = { kind: 'target', targetId: 'support' } as const;
  for (let n = 0; n < 5; n += 1)
    s.give({ type: 'call.conference-requested', callId: s.callId, to });
  expect(s.codes()).toEqual(['JOIN_STATE', 'PARTIES_MAX']);
  sound(s);
});

test('a caller who fell out of a conference is put back to whoever serves next', () => {
  const s = new TalkScenario();
  s.consult();
  s.change('merge');
  s.joined(s.caller);
  const { bridgeId = '' } = s.talk;
  s.event({ type: 'leg.left', legId: s.caller, bridgeId, reason: 'left' });
  const { commandId } = s.last('join');
  s.event({ type: 'command.failed', commandId, legId: s.caller, code: 'REFUSED', detail: 'no' });
  s.end(s.annaLeg, 'lost');
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
  expect(s.last('join')).toMatchObject({ legId: s.caller, bridgeId });
  sound(s);
});

test('a line that fails in a conference does not take the caller along', () => {
  const s = new TalkScenario();
  s.consult();
  s.change('merge');
  s.joined(s.caller);
  s.end(s.annaLeg, 'lost');
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
  sound(s);
});

test.each([
  ['hold', 'call.hold-requested'],
  ['retrieve', 'call.retrieve-requested'],
] as const)('%s waits until the consultation is over', (_, type) => {
  const s = new TalkScenario();
  s.consult();
  if (type === 'call.hold-requested') {
    const { legId } = s.last('originate');
    s.change('swap');
    s.held(legId);
    s.joined(s.caller);
  }
  s.give({ type, callId: s.callId });
  expect(s.codes()).toEqual(['CONSULT_UNDER_WAY']);
});

test('changes without a consultation, or before its answer, are refused by a code', () => {
  const s = new TalkScenario();
  s.change('complete');
  const to = { kind: 'agent', agentId: 'ben' } as const;
  s.give({ type: 'call.consult-requested', callId: s.callId, to });
  s.change('swap');
  s.change('merge');
  s.give({ type: 'call.consult-requested', callId: s.callId, to: { ...to, agentId: 'carla' } });
  expect(s.codes()).toEqual([
    'CONSULT_NONE',
    'CONSULT_NOT_ANSWERED',
    'CONSULT_NOT_ANSWERED',
    'CONSULT_UNDER_WAY',
  ]);
});
