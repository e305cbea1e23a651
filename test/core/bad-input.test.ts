import type { Centre, QueueConfig } from '../../src/core/centre';
import type { QueueNode } from '../../src/core/ivr/flow';
import { RoutingIndex } from '../../src/core/queue/routing-index';
import { step } from '../../src/core/step';
import { brokenWorldLaws } from '../law/world-laws';
import { CENTRE, Scenario } from './scenario';
import { waitingCentre } from './waiting-centre';

/** What people write by mistake, and what happens at once that nobody expects: no call is lost. */

const sound = (s: Scenario): void => expect(brokenWorldLaws(s.world)).toEqual([]);
const apply = (s: Scenario, centre: Centre) => s.give({ type: 'centre.applied', centre });
const phases = (s: Scenario): string[] => [...s.world.calls.values()].map(({ phase }) => phase);

test('a relaxation that never reaches anyone: the caller goes on after the longest wait', () => {
  const s = new Scenario(waitingCentre({ relax: [{ afterMs: 5_000, lower: { sales: 9 } }] }));
  apply(s, { ...s.world.centre, agents: [] });
  s.queue();
  s.pass(60_000);
  expect(s.all('contact.relaxed')).toHaveLength(1);
  expect(s.all('contact.overflowed')).toMatchObject([{ reason: 'timed-out' }]);
  expect(s.last('play').media).toEqual(['sound:en/sorry']);
  sound(s);
});

test('a queue deleted with calls in it: who talks talks on, all others go on by their exit', () => {
  const s = new Scenario();
  s.logIn('anna', 'ben');
  const first = s.queue(1);
  s.connect(first);
  const ringing = s.queue(2);
  s.queue(3);
  s.queue(4);
  expect(phases(s)).toEqual(['talking', 'queued', 'queued', 'queued']);
  const { legId } = s.last('originate');
  apply(s, { ...CENTRE, queues: [] });
  sound(s);
  expect(phases(s)).toEqual(['talking', 'ivr', 'ivr', 'ivr']);
  expect(s.all('contact.overflowed').map(({ reason }) => reason)).toEqual(
    Array(3).fill('queue-removed'),
  );
  // The phone that rang for one of them is let go, and the caller hears the way on.
  expect(s.commands).toContainEqual(expect.objectContaining({ type: 'hangup', legId }));
  s.end(legId);
  s.end(ringing);
  expect(s.record()).toMatchObject({ result: 'unserved' });
  expect(s.agent('ben').state).toBe('idle');
});

/** Who waits in vain waits on: a circle that is one no more when the queue is gone. */
const circle: Partial<QueueNode> = { onTimeout: 'sales', onFull: 'sorry' };

test('a deleted queue whose exit leads back to it: the flow is begun anew, as it is now', () => {
  const s = new Scenario(waitingCentre({}, circle));
  const caller = s.queue();
  apply(s, { ...CENTRE, queues: [], flows: withoutQueues(CENTRE) });
  expect(s.all('bound.reached')).toEqual([]);
  expect(phases(s)).toEqual(['ivr']);
  expect(s.last('play')).toMatchObject({ legId: caller, media: ['sound:en/closed'] });
  expect([...s.world.calls.values()][0]?.flowKey).toBe('main@2');
  sound(s);
});

test.each([
  ['has been heard', 'finished'],
  ['cannot be played', 'failed'],
] as const)('… also where a prompt stands in the circle, when it %s', (_, reason) => {
  const busy = { type: 'play', media: ['sound:busy'], next: 'sales' } as const;
  const s = new Scenario(waitingCentre({}, { onTimeout: 'busy', onFull: 'busy' }, { busy }));
  const legId = s.queue();
  apply(s, { ...CENTRE, queues: [], flows: withoutQueues(CENTRE) });
  for (let round = 0; round < 2; round += 1) {
    expect(s.last('play').media).toEqual(['sound:en/busy']);
    s.event({ type: 'leg.media-ended', legId, mediaId: s.last('play').mediaId, reason });
  }
  expect(s.last('play').media).toEqual(['sound:en/closed']);
  sound(s);
});

test('… and ended in order where the number is gone, too', () => {
  const s = new Scenario(waitingCentre({}, circle));
  const caller = s.queue();
  apply(s, { ...CENTRE, queues: [], flows: [], numbers: [] });
  expect(s.last('hangup')).toMatchObject({ legId: caller, cause: 'switch-failure' });
  s.end(caller);
  expect(s.record()).toMatchObject({ result: 'failed' });
});

const withoutQueues = ({ flows }: Centre): Centre['flows'] =>
  flows.map((flow) => ({
    ...flow,
    start: 'answer',
    nodes: {
      answer: { type: 'answer', next: 'closed' },
      closed: { type: 'play', media: ['sound:closed'], next: 'bye' },
      bye: { type: 'hangup', cause: 'normal' },
    },
  }));

test('a skill that is taken away during a call: the call goes on, the next is not offered', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue(1);
  const agentLeg = s.connect(caller);
  const agents = CENTRE.agents.map((agent) => ({ ...agent, skills: { german: 7 } }));
  apply(s, { ...CENTRE, agents });
  expect(phases(s)).toEqual(['talking']);
  s.end(caller);
  s.end(agentLeg);
  s.pass(10_000);
  expect(s.record()).toMatchObject({ result: 'connected', agentId: 'anna' });
  s.queue(2);
  expect(s.all('offer.made')).toHaveLength(1);
  apply(s, CENTRE);
  expect(s.all('offer.made')).toHaveLength(2);
  sound(s);
});

test('a skill that is taken away while the phone rings: the offer stands', () => {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue(1);
  const agents = CENTRE.agents.map((agent) => ({ ...agent, skills: {} }));
  apply(s, { ...CENTRE, agents });
  s.connect(caller);
  expect(phases(s)).toEqual(['talking']);
  sound(s);
});

test('a clock that steps an hour forward: what is due happens once, and nobody is lost', () => {
  const s = new Scenario();
  s.logIn('anna');
  const talking = s.queue(1);
  const agentLeg = s.connect(talking);
  s.queue(2);
  s.at += 3_600_000;
  s.pass(0);
  expect(phases(s)).toEqual(['talking', 'ivr']);
  expect(s.all('contact.overflowed')).toMatchObject([{ reason: 'timed-out', waitedMs: 3_600_000 }]);
  s.end(talking);
  s.end(agentLeg);
  expect(s.record()).toMatchObject({ result: 'connected', talkMs: 3_600_000 });
  sound(s);
});

test('a clock that goes back is a mistake of the engine: the core takes no such input', () => {
  const s = new Scenario();
  const [last] = s.inputs.slice(-1);
  const { seq, at } = s.world;
  if (!last) throw new Error('nothing was played');
  expect(() => step(s.world, { ...last, seq: seq + 1, at: at - 1 })).toThrow(/time goes back/);
});

const CALLERS = 10_000;
const [sales] = CENTRE.queues as [QueueConfig];

test('10,000 callers at once: each has a place and a record, and no step looks at all', () => {
  const s = new Scenario({ ...CENTRE, queues: [{ ...sales, waitingMax: CALLERS }] });
  const looks = ['idleFor', 'linesFor'] as const;
  const spies = looks.map((name) => jest.spyOn(RoutingIndex.prototype, name));
  const most = { told: 0, looks: 0 };
  const watched = (happen: () => void): void => {
    const before = [s.facts.length + s.commands.length, lookCount()] as const;
    happen();
    const [told, looked] = [s.facts.length + s.commands.length, lookCount()];
    most.told = Math.max(most.told, told - before[0]);
    most.looks = Math.max(most.looks, looked - before[1]);
  };
  const lookCount = (): number => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  const legIds = Array.from({ length: CALLERS }, (_, n) => `in:pbx:${n}`);
  for (const legId of legIds) s.event({ type: 'leg.offered', legId, ani: '0', dnis: '100' });
  for (const legId of legIds) watched(() => s.event({ type: 'leg.answered', legId }));
  for (const legId of legIds) watched(() => s.event({ type: 'leg.digit', legId, digit: '1' }));
  expect(s.world.index.waitingIn('sales')).toBe(CALLERS);
  watched(() => s.logIn('anna', 'ben'));
  expect(s.all('offer.made').map(({ waitedMs }) => waitedMs)).toEqual([0, 1]);
  for (const legId of legIds) watched(() => s.end(legId));
  expect(s.all('record.completed')).toHaveLength(CALLERS);
  expect([s.world.calls.size, s.world.contacts.size]).toEqual([0, 0]);
  expect(most.told).toBeLessThan(12);
  expect(most.looks).toBeLessThan(12);
  for (const spy of spies) spy.mockRestore();
});
