import { Scenario } from './scenario';

const kinds = (s: Scenario): string[] => s.record().segments.map((g) => g.kind);

test('a caller presses a key, waits, talks with the agent, and leaves a record', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.call();
  s.pass(2_000);
  s.event({ type: 'leg.digit', legId: caller, digit: '1' });
  s.pass(3_000);
  const agentLeg = s.connect(caller);
  s.pass(30_000);
  s.end(caller);
  const record = s.record();
  expect(record).toMatchObject({ result: 'connected', endedBy: 'caller', agentId: 'anna' });
  expect(kinds(s)).toEqual(['ivr', 'queue', 'talk']);
  expect(record).toMatchObject({ queueMs: 3_000, talkMs: 30_000 });
  expect(s.last('hangup').legId).toBe(agentLeg);
  expect(s.agent('anna').state).toBe('wrap-up');
  s.end(agentLeg);
  s.pass(10_000);
  expect(s.agent('anna').state).toBe('idle');
  expect(s.all('record.supplemented')).toHaveLength(1);
  expect(s.world.legs.size + s.world.calls.size + s.world.commands.size).toBe(0);
});

test('the agent who is idle for the longest is rung first', () => {
  const s = new Scenario();
  s.logIn('ben', 'anna');
  s.queue();
  expect(s.all('offer.made')[0]?.agentId).toBe('ben');
});

test('a caller who asks for a skill passes over agents without it', () => {
  const s = new Scenario();
  s.logIn('ben', 'anna');
  s.queue(1, '2');
  expect(s.all('offer.made').map((o) => o.agentId)).toEqual(['anna']);
});

test('a phone that is not answered sends the agent on break; the caller keeps the place', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue(1);
  s.pass(100);
  s.queue(2);
  s.end(s.last('originate').legId, 'no-answer');
  expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'ring-no-answer' });
  s.logIn('ben');
  expect(s.all('offer.made').at(-1)?.callId).toBe(s.all('call.offered')[0]?.callId);
});

test.each([
  ['rejected', 'offer-rejected'],
  ['busy', 'phone-busy'],
] as const)('a phone that is %s sends the agent on break as %s', (cause, reason) => {
  const s = new Scenario();
  s.logIn('anna', 'ben');
  s.queue();
  s.end(s.last('originate').legId, cause);
  expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason });
  expect(s.all('offer.made').map((o) => o.agentId)).toEqual(['anna', 'ben']);
});

test('a higher priority is served before a longer wait', () => {
  const s = new Scenario();
  s.queue(1, '1');
  s.pass(1_000);
  s.queue(2, '2');
  s.logIn('anna');
  expect(s.all('offer.made')[0]?.callId).toBe(s.all('call.offered')[1]?.callId);
});

test('after the longest wait the flow takes over, but not while an agent rings', () => {
  const s = new Scenario();
  const caller = s.queue();
  s.pass(59_000);
  s.logIn('anna');
  s.pass(5_000);
  expect(s.all('contact.overflowed')).toHaveLength(0);
  s.end(s.last('originate').legId, 'no-answer');
  expect(s.all('contact.overflowed')[0]).toMatchObject({ reason: 'timed-out' });
  expect(s.last('play').media).toEqual(['sound:en/sorry']);
  s.event({
    type: 'leg.media-ended',
    legId: caller,
    mediaId: s.last('play').mediaId,
    reason: 'finished',
  });
  s.end(caller);
  expect(s.record()).toMatchObject({ result: 'unserved', endedBy: 'engine' });
});

test('a full queue turns the next caller away, and says so', () => {
  const s = new Scenario();
  for (let n = 1; n <= 4; n += 1) s.queue(n);
  expect(s.all('bound.reached')).toEqual([
    { type: 'bound.reached', bound: 'waitingMax of queue sales', limit: 3 },
  ]);
  expect(s.all('contact.overflowed')[0]).toMatchObject({ reason: 'full' });
});

test('a caller who leaves while the agent rings frees the agent, who keeps the turn', () => {
  const s = new Scenario();
  s.logIn('anna', 'ben');
  const caller = s.queue();
  const idleSince = s.agent('anna').idleSince;
  s.pass(2_000);
  s.end(caller);
  expect(s.record()).toMatchObject({ result: 'abandoned', endedBy: 'caller' });
  expect(s.agent('anna').state).toBe('offered');
  s.end(s.last('originate').legId);
  expect(s.agent('anna')).toMatchObject({ state: 'idle', status: 'available', idleSince });
});

test('an agent who answers just as the caller leaves is hung up and blamed for nothing', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const { legId } = s.last('originate');
  s.end(caller);
  s.event({ type: 'leg.answered', legId });
  expect(s.sent('join')).toBe(0);
  s.end(legId);
  expect(s.agent('anna')).toMatchObject({ state: 'idle', status: 'available' });
});

test('hold gives the caller music and the record its segment', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  s.connect(caller);
  const callId = s.all('call.offered')[0]?.callId ?? '';
  s.pass(10_000);
  s.give({ type: 'call.hold-requested', callId });
  const { bridgeId } = s.last('hold');
  s.event({ type: 'leg.left', legId: caller, bridgeId, reason: 'hold' });
  expect(s.agent('anna').state).toBe('holding');
  s.pass(5_000);
  s.give({ type: 'call.retrieve-requested', callId });
  s.event({ type: 'leg.joined', legId: caller, bridgeId });
  s.pass(1_000);
  s.end(caller);
  expect(kinds(s)).toEqual(['talk', 'hold', 'talk']);
  expect(s.record()).toMatchObject({ talkMs: 11_000, holdMs: 5_000 });
  expect(s.record().parties.map((p) => p.kind)).toEqual(['talk', 'hold', 'talk']);
});

test('an agent whose line fails loses the caller to the front of the queue', () => {
  const s = new Scenario();
  s.logIn('anna', 'ben');
  const caller = s.queue();
  const agentLeg = s.connect(caller);
  s.pass(1_000);
  s.end(agentLeg, 'lost');
  expect(s.last('leave').legId).toBe(caller);
  expect(s.all('offer.made').map((o) => o.agentId)).toEqual(['anna', 'ben']);
});

test('a number that nobody has is refused with its code, and still recorded', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:9', ani: '1', dnis: '999' });
  expect(s.all('call.refused')[0]?.refusal.code).toBe('NUMBER_UNKNOWN');
  s.end('in:pbx:9');
  expect(s.record()).toMatchObject({ result: 'failed', clientId: 'unassigned' });
});

test('doubles of any event, early or late, make no second call and no second record', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const agentLeg = s.connect(caller);
  s.end(caller);
  s.end(agentLeg);
  for (const input of [...s.inputs]) if (input.body.type === 'switch.event') s.give(input.body);
  expect(s.all('record.completed')).toHaveLength(1);
  expect(s.all('call.offered')).toHaveLength(1);
  expect(s.world.calls.size).toBe(0);
});

test('an agent who becomes free serves who waits for longer, not who came just now', () => {
  const s = new Scenario();
  const first = s.queue(1);
  s.pass(1_000);
  s.logIn('anna');
  s.queue(2);
  s.end(s.last('originate').legId, 'no-answer');
  s.logIn('ben');
  const offers = s.all('offer.made').map((o) => [o.agentId, o.callId]);
  expect(offers.at(-1)).toEqual(['ben', s.all('call.offered')[0]?.callId]);
  expect(first).toBe('in:pbx:1');
});
