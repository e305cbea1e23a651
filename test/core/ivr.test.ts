import type { Centre } from '../../src/core/centre';
import { CENTRE, Scenario, T0 } from './scenario';

const mediaEnds = (s: Scenario, legId: string): void => {
  const { mediaId } = s.last('collect-digits');
  s.event({ type: 'leg.media-ended', legId, mediaId, reason: 'finished' });
};

const press = (s: Scenario, legId: string, digits: string): void => {
  for (const digit of digits) s.event({ type: 'leg.digit', legId, digit });
};

const outcomes = (s: Scenario): string[] => s.all('ivr.digits').map((d) => d.outcome);

test('a key that is no choice is told so, and the prompt comes again, so often and no more', () => {
  const s = new Scenario();
  const caller = s.call();
  press(s, caller, '7');
  expect(s.last('collect-digits').media).toEqual(['sound:en/invalid', 'sound:en/welcome']);
  press(s, caller, '8');
  expect(outcomes(s)).toEqual(['invalid', 'failed']);
  expect(s.last('hangup').legId).toBe(caller);
  s.end(caller);
  expect(s.record().result).toBe('self-served');
});

test('the time to press a key runs from the end of the prompt', () => {
  const s = new Scenario();
  const caller = s.call();
  const { mediaId } = s.last('collect-digits');
  s.event({ type: 'leg.media-started', legId: caller, mediaId });
  s.pass(60_000);
  expect(outcomes(s)).toEqual([]);
  mediaEnds(s, caller);
  s.pass(4_999);
  expect(outcomes(s)).toEqual([]);
  s.pass(1);
  expect(outcomes(s)).toEqual(['timed-out']);
});

test('an entry ends by its terminator, by its greatest length, or by a pause', () => {
  for (const [digits, pauseMs, entered] of [
    ['1234#', 0, '1234'],
    ['123456', 0, '12345'],
    ['123', 2_000, '123'],
  ] as const) {
    const s = new Scenario();
    const caller = s.call();
    press(s, caller, `3${digits}`);
    s.pass(pauseMs);
    expect(s.all('ivr.digits').at(-1)).toMatchObject({ digits: entered, outcome: 'accepted' });
  }
});

test('an entry that is too short is asked for again', () => {
  const s = new Scenario();
  const caller = s.call();
  press(s, caller, '312#');
  expect(outcomes(s)).toEqual(['accepted', 'invalid']);
  press(s, caller, '1#');
  expect(outcomes(s).at(-1)).toBe('failed');
});

test('a storm of keys uses up the attempts and nothing else', () => {
  const s = new Scenario();
  const caller = s.call();
  press(s, caller, '9'.repeat(1_000));
  expect(s.sent('collect-digits')).toBe(2);
  expect(s.sent('hangup')).toBe(1);
});

test('what was entered is in the record', () => {
  const s = new Scenario();
  const caller = s.call();
  press(s, caller, '3777#');
  s.end(caller);
  expect(s.record().variables).toEqual({ customer: '777' });
});

test.each([
  ['open', T0 + 60_000, 'sales'],
  ['closed', T0 - 60_000, 'bye'],
])('a calendar that is %s sends the call there', (_name, until, node) => {
  const s = new Scenario();
  const day = { from: T0 - 86_400_000, until: T0 + 86_400_000 };
  const open = [[T0 - 3_600_000, until]] as const;
  s.give({ type: 'calendar.computed', calendarId: 'office', ...day, open });
  press(s, s.call(), '3777#');
  expect(s.all('ivr.entered').map((e) => e.node)).toContain(node);
});

test('an instant that no calendar covers counts as closed, and a fact says why', () => {
  const s = new Scenario();
  press(s, s.call(), '3777#');
  expect(s.all('calendar.stale')).toMatchObject([{ calendarId: 'office' }]);
  expect(s.sent('hangup')).toBe(1);
});

test('a sound that the switch does not have is a fact, and the flow goes on', () => {
  const s = new Scenario();
  const caller = s.call();
  const { mediaId } = s.last('collect-digits');
  s.event({ type: 'leg.media-ended', legId: caller, mediaId, reason: 'failed', detail: 'no file' });
  expect(s.all('media.failed')).toMatchObject([{ detail: 'no file' }]);
  s.pass(5_000);
  expect(outcomes(s)).toEqual(['timed-out']);
});

function centreWith(nodes: Centre['flows'][0]['nodes']): Centre {
  const [flow] = CENTRE.flows;
  if (!flow) throw new Error('no flow');
  return { ...CENTRE, flows: [{ ...flow, start: 'a', nodes }] };
}

test('a flow that turns in circles is stopped, and says so', () => {
  const s = new Scenario(
    centreWith({ a: { type: 'set', variable: 'x', value: '${x}y', next: 'a' } }),
  );
  s.event({ type: 'leg.offered', legId: 'in:pbx:1', ani: '1', dnis: '100' });
  expect(s.all('bound.reached')[0]?.limit).toBe(100);
  expect(s.sent('hangup')).toBe(1);
});

test('a live call stays with the flow that it began, whatever is applied meanwhile', () => {
  const s = new Scenario();
  const caller = s.call();
  s.give({ type: 'centre.applied', centre: centreWith({ a: { type: 'hangup', cause: 'busy' } }) });
  press(s, caller, '3777#');
  expect(s.all('ivr.entered').map((e) => e.node)).toContain('hours');
  s.event({ type: 'leg.offered', legId: 'in:pbx:2', ani: '1', dnis: '100' });
  expect(s.last('hangup').cause).toBe('busy');
});

test('a queue that is taken away sends its callers on by their exit', () => {
  const s = new Scenario();
  s.queue();
  s.give({ type: 'centre.applied', centre: { ...CENTRE, queues: [] } });
  expect(s.all('contact.overflowed')).toMatchObject([{ reason: 'queue-removed' }]);
  expect(s.last('play').media).toEqual(['sound:en/sorry']);
});

test('an agent who is taken away while offered is told to be idle, and comes back as new', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue();
  s.give({ type: 'centre.applied', centre: { ...CENTRE, agents: CENTRE.agents.slice(1) } });
  s.end(s.last('originate').legId, 'no-answer');
  expect(s.all('agent.changed').at(-1)).toMatchObject({
    ...{ agentId: 'anna', status: 'logged-out', state: 'idle' },
  });
  s.pass(30_000);
  s.give({ type: 'centre.applied', centre: CENTRE });
  s.logIn('anna');
  expect(s.agent('anna').idleSince).toBe(s.at - 1);
});

test('an agent who is taken away while the phone rings finishes, and is gone afterwards', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const { agents } = CENTRE;
  s.give({
    type: 'centre.applied',
    centre: { ...CENTRE, agents: agents.filter((a) => a.agentId !== 'anna') },
  });
  const agentLeg = s.connect(caller);
  s.end(agentLeg);
  s.end(caller);
  s.pass(10_000);
  expect(s.record()).toMatchObject({ result: 'connected', agentId: 'anna' });
  expect(s.world.agents.has('anna')).toBe(false);
});
