import { CENTRE, inbound, outbound, Scenario } from './scenario';

/** Reports that get lost, commands that fail, and what must not come of it. */

function talking(): { s: Scenario; caller: string; agentLeg: string; bridgeId: string } {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const agentLeg = s.connect(caller);
  const { bridgeId } = s.last('join');
  s.pass(6_000);
  s.commands.length = 0;
  return { s, caller, agentLeg, bridgeId };
}

const callId = (s: Scenario): string => s.all('call.offered')[0]?.callId ?? '';
const types = (s: Scenario): string[] => s.commands.map((c) => c.type);

test('an agent who answered while we were away is not cut off by the ring timeout', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const { legId } = s.last('originate');
  s.crash();
  s.reconnect({ legs: [inbound(caller), outbound(legId)] });
  const { bridgeId } = s.last('join');
  for (const leg of [caller, legId]) s.event({ type: 'leg.joined', legId: leg, bridgeId });
  s.commands.length = 0;
  s.pass(120_000);
  expect(types(s)).toEqual([]);
  expect(s.phase).toBe('talking');
});

test('a lost report of the answer is made good by the audit, for good', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  s.pass(7_000);
  s.audit({ legs: [inbound('in:pbx:1')] });
  s.event({
    type: 'leg.media-started',
    legId: 'in:pbx:1',
    mediaId: s.last('collect-digits').mediaId,
  });
  s.pass(30_000);
  expect(s.sent('hangup')).toBe(0);
});

test('a lost report of hold is made good by the audit, and the caller comes back', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  s.give({ type: 'call.hold-requested', callId: callId(s) });
  s.pass(10_001);
  s.audit({
    legs: [inbound(caller, 'answered', true), outbound(agentLeg)],
    bridges: [{ bridgeId, legIds: [agentLeg] }],
  });
  expect(s.phase).toBe('held');
  s.give({ type: 'call.retrieve-requested', callId: callId(s) });
  expect(s.last('join').legId).toBe(caller);
});

test('a hold that the switch never carried out can be asked for again', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  s.give({ type: 'call.hold-requested', callId: callId(s) });
  s.pass(10_001);
  s.audit({
    legs: [inbound(caller), outbound(agentLeg)],
    bridges: [{ bridgeId, legIds: [caller, agentLeg] }],
  });
  s.commands.length = 0;
  s.give({ type: 'call.hold-requested', callId: callId(s) });
  expect(types(s)).toEqual(['hold']);
});

test('a leg that an audit finds outside of its bridge is put back', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  s.audit({
    legs: [inbound(caller), outbound(agentLeg)],
    bridges: [{ bridgeId, legIds: [agentLeg] }],
  });
  expect(s.last('join')).toMatchObject({ legId: caller, bridgeId });
});

test('a leg that an audit finds in another bridge is put into its own', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  s.event({ type: 'leg.joined', legId: caller, bridgeId: 'an-earlier-one' });
  s.commands.length = 0;
  s.pass(10_000);
  s.audit({
    legs: [inbound(caller), outbound(agentLeg)],
    bridges: [
      { bridgeId, legIds: [agentLeg] },
      { bridgeId: 'an-earlier-one', legIds: [caller] },
    ],
  });
  expect(s.last('join')).toMatchObject({ legId: caller, bridgeId });
});

test('a prompt whose end was not reported is over when the audit does not see it', () => {
  const s = new Scenario();
  const caller = s.call();
  const { mediaId } = s.last('collect-digits');
  s.event({ type: 'leg.media-started', legId: caller, mediaId });
  s.pass(30_000);
  s.audit({ legs: [inbound(caller)] });
  s.pass(5_000);
  expect(s.all('ivr.digits').map((d) => d.outcome)).toEqual(['timed-out']);
});

test('a line that fails when the queue is gone sends the caller on, and crashes nothing', () => {
  const { s, agentLeg } = talking();
  s.logIn('ben');
  s.give({ type: 'centre.applied', centre: { ...CENTRE, queues: [] } });
  s.end(agentLeg, 'lost');
  expect(s.all('contact.overflowed')).toMatchObject([{ reason: 'queue-removed' }]);
});

test('an agent’s leg that cannot come back under a caller on hold is given up, not held', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  s.give({ type: 'call.hold-requested', callId: callId(s) });
  s.event({ type: 'leg.left', legId: caller, bridgeId, reason: 'hold' });
  s.event({ type: 'leg.left', legId: agentLeg, bridgeId, reason: 'left' });
  const { commandId } = s.last('join');
  s.event({ type: 'command.failed', commandId, code: 'REFUSED', detail: 'no' });
  expect(s.last('hangup').legId).toBe(agentLeg);
});

test('a leg that falls out again and again is a bound, and the caller gets another agent', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  for (let n = 0; n < 4; n += 1) {
    s.event({ type: 'leg.left', legId: caller, bridgeId, reason: 'left' });
    s.event({ type: 'leg.joined', legId: caller, bridgeId });
  }
  expect(s.all('bound.reached')).toMatchObject([{ bound: 'rejoins of a leg', limit: 3 }]);
  expect(s.last('hangup').legId).toBe(agentLeg);
});

test('a leg given up as lost that rings after all is hung up: no phone has two', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const { legId } = s.last('originate');
  s.crash();
  s.reconnect({ legs: [inbound(caller)] });
  s.event({ type: 'leg.ringing', legId });
  expect(s.last('hangup').legId).toBe(legId);
});

test('a leg that shows itself after "no such leg" is not gone', () => {
  const s = new Scenario();
  const caller = s.queue();
  const { commandId, mediaId } = s.last('play');
  s.event({ type: 'command.failed', commandId, code: 'LEG_NOT_FOUND', detail: 'gone' });
  s.pass(1_000);
  s.event({ type: 'leg.media-started', legId: caller, mediaId });
  s.pass(10_000);
  expect(s.phase).toBe('queued');
});

test('a switch that cannot ring holds the agent back, and sends nobody on break', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue();
  const { commandId } = s.last('originate');
  s.event({ type: 'command.failed', commandId, code: 'OVERLOADED', detail: 'busy' });
  expect(s.agent('anna').status).toBe('available');
  expect(s.sent('originate')).toBe(1);
  s.pass(5_000);
  expect(s.sent('originate')).toBe(2);
});

test('what the switch says of an answer in the future is not believed', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  s.crash();
  s.reconnect({ legs: [{ ...inbound('in:pbx:1'), answeredAt: s.at + 3_600_000 }] });
  s.pass(1_000);
  s.end('in:pbx:1');
  expect(s.record().endedAt).toBe(s.at);
});

test('a command to a switch that was taken away does not tick for ever', () => {
  const s = new Scenario();
  s.event({ type: 'leg.answered', legId: 'aaaaaaaa-aaaa-81e9-8000-00000000ffff' });
  const switchIds = ['other'];
  s.give({ type: 'engine.started', nonce: 'b', build: 't', configHash: 'c', switchIds });
  expect(s.world.commands.size + s.world.timers.size).toBe(0);
});

test('a quarantined wrap-up frees its agent; a quarantined arrival is not taken again', () => {
  const { s, caller, agentLeg } = talking();
  s.end(caller);
  s.end(agentLeg);
  const timerId = 'wrap-up:anna';
  s.give({ type: 'input.quarantined', quarantinedSeq: 1, timerId, error: 'boom' });
  expect(s.agent('anna').state).toBe('idle');
  s.give({ type: 'input.quarantined', quarantinedSeq: 2, legId: 'in:pbx:9', error: 'boom' });
  expect(s.last('hangup').legId).toBe('in:pbx:9');
  s.event({ type: 'leg.offered', legId: 'in:pbx:9', ani: '1', dnis: '100' });
  expect(s.all('call.offered')).toHaveLength(1);
});

test('a caller in a queue whose music could not begin hears it after the next look', () => {
  const s = new Scenario();
  const caller = s.queue();
  const { commandId } = s.last('play');
  s.event({ type: 'command.failed', commandId, code: 'REFUSED', detail: 'no' });
  s.commands.length = 0;
  s.pass(6_000);
  s.audit({ legs: [inbound(caller)] });
  expect(s.last('play').media).toEqual(['music:default']);
});

test('a leg that falls out as it should be held is put back, not left alone', () => {
  const { s, caller, bridgeId } = talking();
  s.give({ type: 'call.hold-requested', callId: callId(s) });
  s.event({ type: 'leg.left', legId: caller, bridgeId, reason: 'left' });
  const { commandId } = s.last('hold');
  s.event({ type: 'command.failed', commandId, code: 'BRIDGE_NOT_FOUND', detail: 'no' });
  expect(s.last('join')).toMatchObject({ legId: caller, bridgeId });
});
