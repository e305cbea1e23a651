import { Scenario } from './scenario';

/** Counters, waits and results have to agree with each other, in the odd cases as well. */

const day = (s: Scenario) => s.world.days.get('sales');
const onBreak = (s: Scenario): void => {
  s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
};

function waiting(): { s: Scenario; caller: string } {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  s.pass(3_000);
  return { s, caller };
}

test('a caller who leaves as the agent picks up has abandoned; the agent is free at once', () => {
  const { s, caller } = waiting();
  const { legId } = s.last('originate');
  s.event({ type: 'leg.answered', legId });
  s.end(caller);
  expect(s.record().result).toBe('abandoned');
  expect(day(s)).toMatchObject({ offered: 1, abandoned: 1, answered: 0 });
  s.end(legId);
  expect(s.agent('anna').state).toBe('idle');
  expect(s.all('record.supplemented')).toEqual([]);
});

test('a waiting call that an operator ends was not served, and did not abandon', () => {
  const { s, caller } = waiting();
  const { callId } = s.all('call.offered')[0] ?? {};
  s.give({ type: 'call.hangup-requested', callId: callId ?? '' });
  s.end(caller);
  expect(s.record()).toMatchObject({ result: 'unserved', endedBy: 'engine' });
  expect(day(s)).toMatchObject({ offered: 1, abandoned: 0, withdrawn: 1 });
});

test('a caller lost with the switch counts for nobody', () => {
  const { s } = waiting();
  s.crash();
  s.reconnect();
  expect(s.record().result).toBe('lost');
  expect(day(s)).toMatchObject({ offered: 1, abandoned: 0, withdrawn: 1 });
});

test('who comes back after a lost agent was answered once, and waits anew', () => {
  const { s, caller } = waiting();
  const agentLeg = s.connect(caller);
  s.pass(600_000);
  onBreak(s);
  s.end(agentLeg, 'lost');
  s.pass(5_000);
  s.logIn('ben');
  s.connect(caller);
  expect(s.all('call.connected').map((c) => c.waitedMs)).toEqual([3_000, 5_001]);
  expect(day(s)).toMatchObject({ offered: 1, answered: 1, waitMsSum: 3_000 });
});

test('a flow that could not be answered by the switch has failed, and did not serve itself', () => {
  const s = new Scenario();
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  const { commandId } = s.last('answer');
  s.event({ type: 'command.failed', commandId, code: 'REFUSED', detail: 'no' });
  s.end('in:pbx:1');
  expect(s.record().result).toBe('failed');
});

test('the agent’s interval ends when the agent left, not when the switch let the caller go', () => {
  const { s, caller } = waiting();
  const agentLeg = s.connect(caller);
  s.pass(10_000);
  s.end(agentLeg);
  s.pass(9_000);
  s.end(caller);
  const [talk] = s.record().parties.filter((p) => p.kind === 'talk');
  expect((talk?.endedAt ?? 0) - (talk?.startedAt ?? 0)).toBe(10_000);
  expect(s.record()).toMatchObject({ endedBy: 'agent', result: 'connected' });
});

test('a second hold while the first is under way is refused with its code', () => {
  const { s, caller } = waiting();
  s.connect(caller);
  const { callId = '' } = s.all('call.offered')[0] ?? {};
  for (const _twice of [1, 2]) s.give({ type: 'call.hold-requested', callId });
  expect(s.all('request.refused')).toMatchObject([{ refusal: { code: 'HOLD_UNDER_WAY' } }]);
});
