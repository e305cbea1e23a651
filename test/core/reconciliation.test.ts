import type { LegSnapshot } from '../../src/port/switch';
import { inbound, outbound, Scenario } from './scenario';

test('a conversation that lived on is adopted, and nothing is asked of it', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const agentLeg = s.connect(caller);
  const { bridgeId } = s.last('join');
  s.crash();
  s.reconnect({
    legs: [inbound(caller), outbound(agentLeg, 'answered')],
    bridges: [{ bridgeId, legIds: [caller, agentLeg] }],
  });
  expect(s.commands).toEqual([]);
  expect(s.all('switch.reconciled').at(-1)).toMatchObject({ adopted: 2, lost: 0 });
  s.end(caller);
  expect(s.record()).toMatchObject({ result: 'connected', endedBy: 'caller' });
});

test('a caller who hung up meanwhile has the end that the switch wrote down', () => {
  const s = new Scenario();
  const caller = s.queue();
  const endedAt = s.at + 1_200;
  s.crash(5_000);
  s.reconnect({
    ended: [
      { legId: caller, startedAt: s.at - 9_000, endedAt, cause: 'normal', source: 'cdr-file' },
    ],
  });
  expect(s.record()).toMatchObject({ result: 'abandoned', endedAt, endedBy: 'caller' });
});

test('a leg that is gone without a trace is lost, and counts for nobody', () => {
  const s = new Scenario();
  s.queue();
  s.crash();
  s.reconnect();
  expect(s.record()).toMatchObject({ result: 'lost', cause: 'lost', endedBy: 'unknown' });
});

test('an agent who answered meanwhile is joined with the caller who still waits', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const { legId } = s.last('originate');
  s.crash();
  s.reconnect({ legs: [inbound(caller), outbound(legId, 'answered')] });
  expect(s.commands.filter((c) => c.type === 'join')).toHaveLength(2);
  expect(s.sent('originate')).toBe(0);
});

test('an agent who answered a caller who is gone is hung up at once', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue();
  const { legId } = s.last('originate');
  s.crash();
  s.reconnect({ legs: [outbound(legId, 'answered')] });
  expect(s.last('hangup').legId).toBe(legId);
  s.end(legId);
  expect(s.agent('anna')).toMatchObject({ state: 'idle', status: 'available' });
});

test('an originate without an outcome is never sent again; the caller is offered anew', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const first = s.last('originate').legId;
  s.crash();
  s.reconnect({ legs: [inbound(caller)] });
  expect(s.all('offer.failed')).toMatchObject([{ reason: 'switch-lost' }]);
  expect(s.last('originate').legId).not.toBe(first);
  expect(s.agent('anna').status).toBe('available');
});

test('an answer that shows no effect is sent again', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  s.crash();
  s.reconnect({ legs: [inbound('in:pbx:1', 'offered')] });
  expect(s.last('answer').legId).toBe('in:pbx:1');
});

test('an answer that was carried out moves the flow on', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  s.crash();
  s.reconnect({ legs: [inbound('in:pbx:1')] });
  expect(s.last('collect-digits').media).toEqual(['sound:en/welcome']);
});

test('a prompt that nobody can see playing is ended, lest it does, and begun again', () => {
  const s = new Scenario();
  const caller = s.call();
  const { mediaId } = s.last('collect-digits');
  s.event({ type: 'leg.media-started', legId: caller, mediaId });
  s.crash();
  s.reconnect({ legs: [inbound(caller)] });
  expect(s.last('stop-media').mediaId).toBe(mediaId);
  expect(s.last('collect-digits')).toMatchObject({ media: ['sound:en/welcome'] });
  expect(s.last('collect-digits').mediaId).not.toBe(mediaId);
  s.event({ type: 'leg.media-ended', legId: caller, mediaId, reason: 'stopped' });
  expect(s.world.legs.get(caller)?.media?.mediaId).toBe(s.last('collect-digits').mediaId);
});

test('a bridge command that had no effect is sent again, one that had is not', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const agentLeg = s.last('originate').legId;
  s.event({ type: 'leg.answered', legId: agentLeg });
  const { bridgeId } = s.last('join');
  s.crash();
  s.reconnect({
    legs: [inbound(caller), outbound(agentLeg, 'answered')],
    bridges: [{ bridgeId, legIds: [caller] }],
  });
  expect(s.commands.filter((c) => c.type === 'join').map((c) => c.legId)).toEqual([agentLeg]);
});

test('a hang-up that had no effect is sent again', () => {
  const s = new Scenario();
  const caller = s.call();
  for (const digit of '77') s.event({ type: 'leg.digit', legId: caller, digit });
  s.crash();
  s.reconnect({ legs: [inbound(caller)] });
  expect(s.last('hangup').legId).toBe(caller);
});

test('callers who came while nobody was there are taken', () => {
  const s = new Scenario();
  s.crash();
  s.reconnect({ legs: [inbound('in:pbx:8', 'offered')] });
  expect(s.all('call.offered')).toHaveLength(1);
  expect(s.last('answer').legId).toBe('in:pbx:8');
});

test('a caller whom the dialplan kept for us has waited since the call came in', () => {
  const s = new Scenario();
  const createdAt = s.at - 20_000;
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100', createdAt });
  s.end('in:pbx:1');
  expect(s.record()).toMatchObject({ offeredAt: createdAt });
  expect(s.record().segments[0]).toMatchObject({ kind: 'offered', startedAt: createdAt });
});

test('while the link is down nobody is offered anything, and nothing is lost', () => {
  const s = new Scenario();
  const caller = s.queue();
  s.event({ type: 'switch.down', reason: 'cut' });
  s.logIn('anna');
  expect(s.sent('originate')).toBe(0);
  s.reconnect({ legs: [inbound(caller)] });
  expect(s.sent('originate')).toBe(1);
});

test('a command that meets a link that is down waits for its return', () => {
  const s = new Scenario();
  const caller = s.call();
  const { commandId } = s.last('collect-digits');
  s.event({ type: 'command.failed', commandId, code: 'SWITCH_DOWN', detail: 'down' });
  s.pass(30_000);
  expect(s.all('command.failed')).toEqual([]);
  s.reconnect({ legs: [inbound(caller)] });
  expect(s.last('collect-digits').legId).toBe(caller);
});

test('an audit between events ends what the switch has not had for long, and nothing young', () => {
  const s = new Scenario();
  const old = s.call(1);
  s.pass(1_000);
  const requestedAt = s.at;
  const young = s.call(2);
  const legs: LegSnapshot[] = [];
  const empty = { bridges: [], media: [], recordings: [], ended: [] };
  s.give({
    type: 'switch.snapshot',
    requestedAt,
    snapshot: { switchId: 'pbx', legs, ...empty },
  });
  expect(s.world.legs.has(old)).toBe(false);
  expect(s.world.legs.has(young)).toBe(true);
});

test('no outcome before the deadline is a failure with its code', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  s.pass(10_000);
  expect(s.all('command.failed')).toMatchObject([{ command: 'answer', code: 'DEADLINE' }]);
  expect(s.last('hangup').legId).toBe('in:pbx:1');
});

test('a leg that the switch does not know any more ends after a short grace', () => {
  const s = new Scenario();
  s.call();
  const { commandId } = s.last('collect-digits');
  s.event({ type: 'command.failed', commandId, code: 'LEG_NOT_FOUND', detail: 'gone' });
  s.pass(2_000);
  expect(s.record().cause).toBe('lost');
});

test("the switch's own times are held against ours, and a difference is a fact", () => {
  const s = new Scenario();
  const startedAt = s.at;
  const callers = [s.call(1), s.call(2)];
  s.pass(5_000);
  const says = (legId = '', endedAt = s.at): void => {
    const witness = { legId, startedAt, answeredAt: startedAt, endedAt, source: 'ami' } as const;
    for (const _double of [1, 2]) s.event({ type: 'leg.witnessed', legId, witness });
  };
  for (const caller of callers) s.end(caller);
  says(callers[0]);
  expect(s.all('record.supplemented')).toEqual([]);
  says(callers[1], s.at + 4_000);
  expect(s.all('record.supplemented')).toHaveLength(1);
  expect(s.all('record.supplemented')[0]?.supplement).toMatchObject({
    differences: ["endedAt: the switch's is 4000 ms after ours"],
  });
});

test('an input that crashed the core twice costs its call, and only that one', () => {
  const s = new Scenario();
  const caller = s.call(1);
  s.call(2);
  const quarantinedSeq = s.world.seq;
  s.give({ type: 'input.quarantined', quarantinedSeq, legId: caller, error: 'boom' });
  expect(s.commands.filter((c) => c.type === 'hangup').map((c) => c.legId)).toEqual([caller]);
});

test('a timer that crashed the core is taken away with its call', () => {
  const s = new Scenario();
  const caller = s.queue();
  const [timerId = ''] = [...s.world.timers.keys()].filter((id) => id.startsWith('wait:'));
  s.give({ type: 'input.quarantined', quarantinedSeq: 1, timerId, error: 'boom' });
  expect(s.world.timers.has(timerId)).toBe(false);
  expect(s.last('hangup').legId).toBe(caller);
});
