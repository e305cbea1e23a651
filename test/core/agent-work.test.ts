import type { QueueConfig } from '../../src/core/centre';
import { CENTRE, Scenario, T0 } from './scenario';

const [sales] = CENTRE.queues as [QueueConfig];

const scenario = (extra: Partial<QueueConfig>): Scenario =>
  new Scenario({ ...CENTRE, queues: [{ ...sales, ...extra }] });

const refusal = (s: Scenario): string | undefined => s.all('request.refused').at(-1)?.refusal.code;

/** Anna talked with a caller, who hung up. */
function inWrapUp(extra: Partial<QueueConfig>): Scenario {
  const s = scenario(extra);
  s.logIn('anna');
  const caller = s.queue();
  const agentLeg = s.connect(caller);
  s.end(caller);
  s.end(agentLeg);
  return s;
}

describe('wrap-up', () => {
  test('is extended as far as the queue allows, and no farther', () => {
    const s = inWrapUp({ wrapUpMaxMs: 25_000 });
    const extend = () =>
      s.give({ type: 'agent.wrap-up-extend-requested', agentId: 'anna', byMs: 10_000 });
    extend();
    s.pass(15_000);
    expect(s.agent('anna').state).toBe('wrap-up');
    extend();
    expect(s.all('wrap-up.extended').map(({ until }) => until - s.at)).toEqual([5_000, 10_000]);
    extend();
    expect(refusal(s)).toBe('WRAP_UP_MAX');
    s.pass(9_999);
    expect(s.agent('anna').state).toBe('wrap-up');
    s.pass(1);
    expect(s.agent('anna').state).toBe('idle');
  });

  test('is not extended where the queue allows nothing, or nobody wraps up', () => {
    const s = inWrapUp({});
    s.give({ type: 'agent.wrap-up-extend-requested', agentId: 'anna', byMs: 10_000 });
    expect(refusal(s)).toBe('WRAP_UP_MAX');
    s.give({ type: 'agent.wrap-up-extend-requested', agentId: 'ben', byMs: 10_000 });
    expect(refusal(s)).toBe('AGENT_NOT_IN_WRAP_UP');
  });

  test('is not ended by a caller of another queue: the agent is offered nothing in it', () => {
    const s = inWrapUp({});
    s.queue(2);
    expect(s.agent('anna').state).toBe('wrap-up');
    expect(s.sent('originate')).toBe(1);
    s.pass(10_000);
    expect(s.sent('originate')).toBe(2);
  });
});

describe('a disposition', () => {
  const words = { dispositions: ['sold', 'no-interest'], dispositionRequired: true };

  test('in wrap-up supplements the record; the last one counts', () => {
    const s = inWrapUp(words);
    for (const disposition of ['sold', 'no-interest'])
      s.give({ type: 'agent.disposition-requested', agentId: 'anna', disposition });
    const { callId } = s.record();
    const noted = s.facts.filter(({ body }) => body.type === 'record.supplemented');
    const replaces = noted.map(({ epoch, seq, factIndex: fact }) => ({ epoch, seq, fact }))[0];
    const common = { kind: 'disposition', agentId: 'anna', at: s.at } as const;
    expect(s.all('record.supplemented').map((one) => [one.callId, one.supplement])).toEqual([
      [callId, { ...common, disposition: 'sold' }],
      [callId, { ...common, disposition: 'no-interest', replaces }],
    ]);
    s.give({ type: 'agent.wrap-up-end-requested', agentId: 'anna' });
    expect(s.agent('anna').state).toBe('idle');
    expect(s.all('disposition.missing')).toEqual([]);
  });

  test('that is required is asked for before an early end, and told as missing after it', () => {
    const s = inWrapUp(words);
    s.give({ type: 'agent.wrap-up-end-requested', agentId: 'anna' });
    expect(refusal(s)).toBe('DISPOSITION_REQUIRED');
    s.pass(10_000);
    expect(s.agent('anna').state).toBe('idle');
    expect(s.all('disposition.missing')).toMatchObject([{ agentId: 'anna', queueId: 'sales' }]);
  });

  test('is one of the queue’s words, and of an agent who had somebody on the line', () => {
    const s = inWrapUp(words);
    s.give({ type: 'agent.disposition-requested', agentId: 'anna', disposition: 'sould' });
    expect(refusal(s)).toBe('DISPOSITION_UNKNOWN');
    s.give({ type: 'agent.disposition-requested', agentId: 'ben', disposition: 'sold' });
    expect(refusal(s)).toBe('NO_CALL');
  });
});

describe('who does not answer', () => {
  const miss = (s: Scenario) => s.end(s.last('originate').legId, 'no-answer');

  test('goes on break after as many offers in a row as the queue says', () => {
    const ringNoAnswer = { action: 'break', after: 2, retryAfterMs: 8_000 } as const;
    const s = scenario({ ringNoAnswer });
    s.logIn('anna');
    s.queue();
    miss(s);
    expect(s.agent('anna')).toMatchObject({ status: 'available', state: 'idle' });
    expect(s.sent('originate')).toBe(1);
    s.pass(8_000);
    expect(s.sent('originate')).toBe(2);
    miss(s);
    expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'ring-no-answer' });
  });

  test('is logged out, or only left alone for a while, where the queue says so', () => {
    const s = scenario({ ringNoAnswer: { action: 'log-out', after: 1, retryAfterMs: 5_000 } });
    s.logIn('anna');
    s.queue();
    miss(s);
    expect(s.agent('anna').status).toBe('logged-out');
    const stay = scenario({ ringNoAnswer: { action: 'stay', after: 1, retryAfterMs: 5_000 } });
    stay.logIn('anna');
    stay.queue();
    for (let n = 1; n <= 3; n += 1) {
      miss(stay);
      stay.pass(5_000);
    }
    expect(stay.agent('anna').status).toBe('available');
    expect(stay.sent('originate')).toBe(4);
  });

  test('begins to count anew with an answered offer', () => {
    const s = scenario({ ringNoAnswer: { action: 'break', after: 2, retryAfterMs: 5_000 } });
    s.logIn('anna');
    const caller = s.queue();
    miss(s);
    s.pass(5_000);
    s.end(s.connect(caller));
    s.end(caller);
    s.pass(10_000);
    s.queue(2);
    miss(s);
    expect(s.agent('anna').status).toBe('available');
  });
});

describe('a forced log-out', () => {
  const force = (s: Scenario, when: 'now' | 'after-call') =>
    s.give({ type: 'agent.log-out-forced', agentId: 'anna', when, reason: 'went home' });

  test('lets a conversation go on to its end', () => {
    const s = scenario({});
    s.logIn('anna');
    const caller = s.queue();
    s.connect(caller);
    force(s, 'after-call');
    expect(s.phase).toBe('talking');
    expect(s.agent('anna')).toMatchObject({ status: 'logged-out', state: 'talking' });
    expect(s.all('agent.log-out-forced')).toMatchObject([{ agentId: 'anna', reason: 'went home' }]);
  });

  test('now sends the caller back to the place it had, and to the next agent', () => {
    const s = scenario({});
    s.logIn('anna');
    const caller = s.queue();
    const agentLeg = s.connect(caller);
    s.pass(30_000);
    s.logIn('ben');
    s.queue(2);
    force(s, 'now');
    expect(s.last('hangup').legId).toBe(agentLeg);
    expect(s.agent('anna').status).toBe('logged-out');
    s.end(agentLeg);
    expect(s.agent('anna').state).toBe('idle');
    expect(s.all('record.completed')).toEqual([]);
    const [first] = s.world.contacts.values();
    expect(first).toMatchObject({ phase: 'waiting', queuedAt: T0 + 2 });
  });

  test('now takes an offer back, and the caller waits on', () => {
    const s = scenario({});
    s.logIn('anna');
    s.queue();
    const { legId } = s.last('originate');
    force(s, 'now');
    expect(s.last('hangup').legId).toBe(legId);
    expect(s.phase).toBe('queued');
    s.end(legId);
    expect(s.agent('anna')).toMatchObject({ status: 'logged-out', state: 'idle' });
  });
});
