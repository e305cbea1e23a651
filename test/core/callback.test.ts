import { callbackNodes } from '../../src/config/centre/callback-entry';
import type { CallbackConfig } from '../../src/core/callback/callback-config';
import { isSameNumber, mayCallBack } from '../../src/core/callback/callback-config';
import { positionOf } from '../../src/core/waiting/place';
import { inbound, outbound, Scenario, T0 } from './scenario';
import { waitingCentre } from './waiting-centre';

const MINUTE = 60_000;
const CALLBACK: CallbackConfig = {
  trunk: 'provider',
  allow: ['0'],
  deny: ['0900'],
  attemptsMax: 2,
  retryAfterMs: 5 * MINUTE,
  ringTimeoutMs: 25_000,
  expireAfterMs: 60 * MINUTE,
  pendingMax: 2,
};
const NODES = {
  ...callbackNodes(
    'back',
    { type: 'callback', place: 'sales', next: 'thanks', onFailed: 'sales' },
    'sales',
  ),
  thanks: { type: 'play', media: ['sound:thanks'], next: 'bye' },
} as const;
const CENTRE = waitingCentre(
  { callback: CALLBACK, waitMaxMs: 60 * MINUTE },
  { keys: { '7': 'back' } },
  NODES,
);

const press = (s: Scenario, legId: string, digits: string): void => {
  for (const digit of digits) s.event({ type: 'leg.digit', legId, digit });
};

/** The caller of this number waits, asks to be called back at that number, and hangs up. */
function book(s: Scenario, n = 1234): string {
  const legId = s.queue(n);
  press(s, legId, '71');
  s.end(legId);
  return legId;
}

const dialed = (s: Scenario) =>
  s.commands.flatMap((c) => (c.type === 'originate' && c.to.kind === 'number' ? [c] : []));
const lastDial = (s: Scenario) => {
  const found = dialed(s).at(-1);
  if (!found) throw new Error('nobody was called back');
  return found;
};
const contacts = (s: Scenario): string => [...s.world.contacts.values()].map((c) => c.phase).join();

describe('a caller who would rather be called back', () => {
  it('hears the number, keeps the place, and is called when nobody is before', () => {
    const s = new Scenario(CENTRE);
    s.logIn('anna');
    const talking = s.queue(1);
    const agentLeg = s.connect(talking);
    const first = s.queue(1234);
    s.pass(1_000);
    const second = s.queue(22);
    press(s, second, '7');
    expect(s.last('collect-digits').media).toEqual([
      'sound:en/leitstand/callback-number',
      'digits:en/022',
      'sound:en/leitstand/callback-confirm',
    ]);
    press(s, second, '2');
    press(s, second, '0301234#');
    press(s, second, '1');
    expect(s.last('play').media).toEqual(['sound:en/thanks']);
    s.end(second);
    expect(s.record()).toMatchObject({
      result: 'callback',
      direction: 'inbound',
      queueId: 'sales',
    });
    expect(contacts(s)).toBe('assigned,waiting,virtual');
    expect(dialed(s)).toHaveLength(0);
    s.end(talking);
    s.end(agentLeg);
    s.pass(11_000);
    s.connect(first);
    expect(lastDial(s)).toMatchObject({
      to: { kind: 'number', number: '0301234', trunk: 'provider' },
      callerNumber: '100',
    });
  });

  it('talks with an agent after the key, and has a record of each call', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.event({ type: 'leg.answered', legId });
    expect(s.sent('originate')).toBe(1);
    press(s, legId, '1');
    const offer = s.last('originate');
    expect(offer).toMatchObject({ to: { device: 'anna' }, callerNumber: '01234' });
    s.connect(legId);
    s.pass(30_000);
    s.end(legId);
    const [first, second] = s.all('record.completed').map(({ record }) => record);
    expect(first).toMatchObject({ result: 'callback', direction: 'inbound', ani: '01234' });
    expect(second).toMatchObject({
      result: 'connected',
      direction: 'outbound',
      contactId: first?.contactId,
      ani: '100',
      dnis: '01234',
      agentId: 'anna',
    });
    expect(second?.segments.map((one) => one.kind)).toEqual(['dial', 'talk']);
    expect(s.world.contacts.size).toBe(0);
    expect(s.world.days.get('sales')).toMatchObject({
      offered: 1,
      overflowed: 1,
      answered: 0,
      callbacksBooked: 1,
      callbacksServed: 1,
    });
  });

  it('is not kept for an agent who sent the caller on', () => {
    const sticky = { holdMs: 0, rememberMs: 60 * MINUTE };
    const queues = CENTRE.queues.map((queue) => ({ ...queue, sticky }));
    const s = new Scenario({ ...CENTRE, queues });
    book(s, 1234);
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.event({ type: 'leg.answered', legId });
    press(s, legId, '1');
    s.connect(legId);
    expect([...s.world.lastAgents.keys()]).toEqual(['acme 01234']);
    const [callId = ''] = s.world.calls.keys();
    const to = { kind: 'queue', queueId: 'sales' } as const;
    s.give({ type: 'call.transfer-requested', callId, to });
    expect(s.world.lastAgents.size).toBe(0);
  });

  it('answers when the attempt was given up: is not greeted, and is called again', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.pass(60_000);
    expect(s.last('hangup')).toMatchObject({ legId });
    s.event({ type: 'leg.answered', legId });
    expect(s.all('ivr.entered').map(({ node }) => node)).not.toContain('back/answered');
    s.end(legId);
    expect(s.record()).toMatchObject({ direction: 'outbound', endedBy: 'engine' });
    s.pass(5 * MINUTE);
    expect(dialed(s)).toHaveLength(2);
  });

  it('does not take an agent for a mailbox, and is called again later', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.event({ type: 'leg.answered', legId });
    s.pass(MINUTE);
    expect(s.last('hangup').legId).toBe(legId);
    s.end(legId);
    expect(s.record()).toMatchObject({ result: 'unconfirmed', direction: 'outbound' });
    expect(s.all('callback.failed')).toMatchObject([{ outcome: 'unconfirmed', attempts: 1 }]);
    expect(s.agent('anna').state).toBe('idle');
    s.pass(5 * MINUTE);
    expect(dialed(s)).toHaveLength(2);
  });

  it('is given up after the last attempt', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    s.end(lastDial(s).legId, 'busy');
    s.pass(5 * MINUTE);
    s.end(lastDial(s).legId, 'no-answer');
    expect(s.all('callback.failed').map((f) => f.outcome)).toEqual(['busy', 'no-answer']);
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'attempts', attempts: 2 }]);
    expect([s.record().result, s.world.contacts.size, s.world.timers.size]).toEqual([
      'not-reached',
      0,
      0,
    ]);
  });

  it('is let go with a fact when nobody can call in time', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.pass(60 * MINUTE);
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'expired', attempts: 0 }]);
    expect([s.world.contacts.size, s.world.timers.size]).toEqual([0, 0]);
  });

  it('may decline when called', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.event({ type: 'leg.answered', legId });
    press(s, legId, '9');
    s.end(legId);
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'declined' }]);
    expect(s.world.contacts.size).toBe(0);
  });

  it('stands before those who came later', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.pass(1_000);
    s.queue(2);
    s.queue(3);
    s.logIn('ben');
    const { legId } = lastDial(s);
    s.event({ type: 'leg.answered', legId });
    press(s, legId, '1');
    s.logIn('anna');
    s.connect(legId);
    expect(s.world.legs.get(legId)?.bridgeId).toBeDefined();
  });

  it('is not called because of idle agents who cannot serve', () => {
    const trainees = ['x', 'y', 'z'];
    const [anna] = CENTRE.agents;
    if (!anna) throw new Error('the centre has no agent');
    const agents = trainees.map((agentId) => ({ ...anna, agentId, skills: { sales: 1 } }));
    const s = new Scenario({ ...CENTRE, agents: [...CENTRE.agents, ...agents] });
    s.logIn('anna');
    s.connect(s.queue(1));
    s.queue(2);
    s.pass(1_000);
    book(s);
    s.logIn(...trainees);
    expect(dialed(s)).toHaveLength(0);
  });
});

describe('who may be called back', () => {
  it.each([
    ['0301234567', true],
    ['09001234', false],
    ['+4930123', false],
    ['anonymous', false],
    ['01', false],
    ['0123;drop', false],
  ])('%s: %s', (number, may) => expect(mayCallBack(CALLBACK, number)).toBe(may));

  it('asks for another number where the own one may not be called', () => {
    const s = new Scenario(
      waitingCentre(
        { callback: { ...CALLBACK, allow: ['030'] } },
        { keys: { '7': 'back' } },
        NODES,
      ),
    );
    const legId = s.queue(1);
    press(s, legId, '7');
    expect(s.last('collect-digits').media).toEqual(['sound:en/leitstand/callback-enter']);
    press(s, legId, '0409999#');
    expect(s.last('play').media).toEqual(['sound:en/leitstand/callback-refused']);
  });

  it('is each number once, and so many as the queue allows', () => {
    const s = new Scenario(CENTRE);
    book(s, 11);
    const again = s.queue(22);
    press(s, again, '72');
    // The caller came from 011: the same phone, written otherwise.
    press(s, again, '00011#1');
    expect(s.all('callback.refused')).toMatchObject([{ refusal: { code: 'CALLBACK_BOOKED' } }]);
    press(s, again, '71');
    expect(s.all('callback.booked')).toHaveLength(2);
    const third = s.queue(33);
    press(s, third, '71');
    expect(s.all('callback.refused')).toMatchObject([
      { refusal: { code: 'CALLBACK_BOOKED' } },
      { refusal: { code: 'CALLBACKS_FULL' } },
    ]);
    expect(s.all('bound.reached')).toHaveLength(1);
    expect(contacts(s)).toBe('virtual,virtual,waiting');
  });
});

it.each([
  ['03012345678', '04012345678', false],
  ['+12125551234', '+13125551234', false],
  ['+49301234567', '0301234567', true],
  ['0049301234567', '0301234567', true],
  ['0301234567', '0301234568', false],
  ['101', '0101', true],
  ['101', '201', false],
])('%s and %s are one phone: %s', (one, other, same) => {
  expect(isSameNumber(one, other)).toBe(same);
});

describe.each(['longest-wait', 'in-time-first'] as const)('by the curve %s', (curve) => {
  const centre = waitingCentre(
    { callback: { ...CALLBACK, pendingMax: 10 }, urgency: { curve, targetMs: 20_000 } },
    { keys: { '7': 'back' } },
    NODES,
  );
  const numbers = (s: Scenario) =>
    dialed(s).map(({ to }) => (to.kind === 'number' ? to.number : ''));

  it('of two who are to be called back, who booked first is called first', () => {
    const s = new Scenario(centre);
    book(s, 1111);
    s.pass(25_000);
    book(s, 2222);
    s.logIn('anna');
    expect(numbers(s)[0]).toBe('01111');
  });

  it('a place is kept before those who came later, as it is told', () => {
    const s = new Scenario(centre);
    s.logIn('anna');
    s.connect(s.queue(1));
    const ahead = s.queue(2);
    s.pass(1_000);
    book(s, 1111);
    s.pass(25_000);
    s.queue(3);
    const [virtual] = [...s.world.contacts.values()].filter(({ phase }) => phase === 'virtual');
    if (!virtual) throw new Error('nobody is to be called back');
    expect(positionOf(s.world, virtual)).toBe(2);
    s.end(ahead);
    expect(positionOf(s.world, virtual)).toBe(1);
    expect(numbers(s)).toEqual(['01111']);
  });
});

describe('somebody takes a callback out', () => {
  it('and the customer is not called any more', () => {
    const s = new Scenario(CENTRE);
    book(s);
    const [contact] = s.world.contacts.keys();
    s.give({ type: 'callback.cancel-requested', contactId: contact ?? '' });
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'operator', attempts: 0 }]);
    s.logIn('anna');
    expect(dialed(s)).toHaveLength(0);
    expect([s.world.contacts.size, s.world.timers.size]).toEqual([0, 0]);
  });

  it('but not under the feet of a customer who is being called', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const [contact] = s.world.contacts.keys();
    s.give({ type: 'callback.cancel-requested', contactId: contact ?? '' });
    expect(s.all('request.refused')).toMatchObject([{ refusal: { code: 'CALLBACK_UNDER_WAY' } }]);
    s.give({ type: 'callback.cancel-requested', contactId: 'nobody' });
    expect(s.all('request.refused').at(-1)).toMatchObject({
      refusal: { code: 'CALLBACK_UNKNOWN', detail: 'nobody' },
    });
    expect(contacts(s)).toBe('calling');
  });

  it('by hanging up the call to the customer, who is not called again', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const { legId } = lastDial(s);
    const [contact] = s.world.contacts.values();
    s.give({ type: 'call.hangup-requested', callId: contact?.callId ?? '' });
    s.end(legId);
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'operator', attempts: 1 }]);
    s.pass(30 * MINUTE);
    expect(dialed(s)).toHaveLength(1);
    expect([s.world.contacts.size, s.world.timers.size]).toEqual([0, 0]);
  });
});

describe('after a crash', () => {
  it('a pending callback is called, and one under way is not called twice', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.crash();
    s.reconnect();
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.event({ type: 'leg.ringing', legId });
    s.crash();
    s.reconnect({ legs: [outbound(legId, 'ringing')] });
    expect(dialed(s)).toHaveLength(0);
    s.event({ type: 'leg.answered', legId });
    press(s, legId, '1');
    expect(s.last('originate')).toMatchObject({ to: { device: 'anna' } });
  });

  it('an attempt of which nobody knows counts', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    s.crash();
    s.reconnect();
    expect(dialed(s)).toHaveLength(0);
    expect(s.all('callback.failed')).toMatchObject([{ outcome: 'lost', attempts: 1 }]);
    expect(s.record()).toMatchObject({ result: 'lost', direction: 'outbound' });
    s.pass(6 * MINUTE);
    expect(dialed(s)).toHaveLength(1);
  });

  it('one who answered meanwhile is asked for the key', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.logIn('anna');
    const { legId } = lastDial(s);
    s.crash();
    s.reconnect({ legs: [outbound(legId)] });
    expect(s.last('collect-digits').media[0]).toBe('sound:en/leitstand/callback-hello');
  });

  it('a booked caller who is still on the line is no new one', () => {
    const s = new Scenario(CENTRE);
    const legId = s.queue(11);
    press(s, legId, '71');
    s.crash();
    s.reconnect({ legs: [inbound(legId)] });
    s.logIn('anna');
    expect(dialed(s)).toHaveLength(0);
    s.end(legId);
    expect(dialed(s)).toHaveLength(1);
  });
});

describe('the centre changes', () => {
  it('ends callbacks of a queue that calls nobody any more', () => {
    const s = new Scenario(CENTRE);
    book(s);
    s.give({ type: 'centre.applied', centre: waitingCentre({}, {}, {}) });
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'queue-removed' }]);
    expect(s.world.contacts.size).toBe(0);
  });

  it('does not call a number that may not be called any more', () => {
    const s = new Scenario(CENTRE);
    book(s);
    const callback = { ...CALLBACK, deny: ['012'] };
    s.give({ type: 'centre.applied', centre: waitingCentre({ callback }, {}, NODES) });
    s.logIn('anna');
    expect(dialed(s)).toHaveLength(0);
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'not-allowed', attempts: 0 }]);
    expect([s.world.contacts.size, s.world.timers.size]).toEqual([0, 0]);
  });

  it.each([
    ['a queue', 'german'],
    ['an announcement', 'sorry'],
  ])('leads who is called back for a queue that is gone on to %s', (_, onTimeout) => {
    const keys = { '7': 'back' };
    const s = new Scenario(waitingCentre({ callback: CALLBACK }, { keys, onTimeout }, NODES));
    s.logIn('anna');
    s.connect(s.queue(1));
    book(s);
    const { legId } = lastDial(s);
    s.event({ type: 'leg.answered', legId });
    s.give({ type: 'centre.applied', centre: { ...CENTRE, queues: [] } });
    press(s, legId, '1');
    expect(s.all('callback.ended')).toMatchObject([{ reason: 'queue-removed', attempts: 1 }]);
    s.end(legId);
    expect(contacts(s)).toBe('assigned');
  });

  it('a queue with hours calls in them, and from their beginning on', () => {
    const hours = { calendarId: 'office', drainForMs: 0 };
    const s = new Scenario(
      waitingCentre(
        { callback: CALLBACK, hours },
        { keys: { '7': 'back' }, onClosed: 'back' },
        NODES,
      ),
    );
    const until = T0 + 600 * MINUTE;
    const open = [[T0 + 20 * MINUTE, until]] as const;
    s.give({ type: 'calendar.computed', calendarId: 'office', from: T0 - 1, until, open });
    s.logIn('anna');
    const legId = s.queue(1234);
    press(s, legId, '1');
    s.end(legId);
    expect(dialed(s)).toHaveLength(0);
    s.pass(20 * MINUTE);
    expect(dialed(s)).toHaveLength(1);
  });
});
