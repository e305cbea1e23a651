import type { AgentConfig, PhoneConfig } from '../../src/core/centre';
import { brokenWorldLaws } from '../law/world-laws';
import { CENTRE, outbound, Scenario } from './scenario';

const [anna, ben] = CENTRE.agents as [AgentConfig, AgentConfig];

/** Anna with another phone than usual. */
const withPhone = (phone: Partial<PhoneConfig>) => ({
  ...CENTRE,
  agents: [{ ...anna, phone: { ...anna.phone, ...phone } }, ben],
});

afterEach(() => expect(brokenWorldLaws(s.world)).toEqual([]));

let s: Scenario;

describe('a nailed-up line', () => {
  /** Anna is logged in and has taken her phone off the hook. */
  function onLine(): string {
    s = new Scenario(withPhone({ line: 'nailed-up' }));
    s.logIn('anna');
    const { legId } = s.last('originate');
    s.event({ type: 'leg.answered', legId });
    return legId;
  }

  function join(...legIds: string[]): void {
    const { bridgeId } = s.last('join');
    for (const legId of legIds) s.event({ type: 'leg.joined', legId, bridgeId });
  }

  test('is called once, at log-in, and lent to one caller after the other', () => {
    const line = onLine();
    const first = s.queue(1);
    expect(s.phase).toBe('connecting');
    join(first, line);
    expect(s.phase).toBe('talking');
    s.end(first);
    expect(s.last('leave').legId).toBe(line);
    expect(s.record()).toMatchObject({ result: 'connected', agentId: 'anna' });
    s.event({ type: 'leg.left', legId: line, bridgeId: s.last('leave').bridgeId, reason: 'left' });
    s.pass(10_000);
    expect(s.agent('anna').state).toBe('idle');
    const second = s.queue(2);
    join(second, line);
    expect(s.phase).toBe('talking');
    expect(s.sent('originate')).toBe(1);
    expect(s.sent('hangup')).toBe(0);
  });

  test('that nobody takes up gets no callers, and the agent goes on break', () => {
    s = new Scenario(withPhone({ line: 'nailed-up' }));
    s.logIn('anna');
    s.queue();
    expect(s.phase).toBe('queued');
    s.end(s.last('originate').legId, 'no-answer');
    expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'ring-no-answer' });
    expect(s.sent('originate')).toBe(1);
  });

  test('that stands takes who waits already', () => {
    s = new Scenario(withPhone({ line: 'nailed-up' }));
    s.queue();
    s.logIn('anna');
    expect(s.phase).toBe('queued');
    s.event({ type: 'leg.answered', legId: s.last('originate').legId });
    expect(s.phase).toBe('connecting');
  });

  test('hung up in talk ends the call as the agent’s, and sends the agent on break', () => {
    const line = onLine();
    const caller = s.queue();
    join(caller, line);
    s.end(line);
    expect(s.last('hangup').legId).toBe(caller);
    s.end(caller);
    expect(s.record()).toMatchObject({ endedBy: 'agent', result: 'connected' });
    expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'line-hung-up' });
    s.pass(10_000);
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'available' });
    expect(s.sent('originate')).toBe(2);
  });

  test('ends with the log-out, after the call where there is one', () => {
    const line = onLine();
    const caller = s.queue();
    join(caller, line);
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'logged-out' });
    expect(s.sent('hangup')).toBe(0);
    s.end(caller);
    s.pass(10_000);
    expect(s.last('hangup').legId).toBe(line);
    s.end(line);
    expect(s.agent('anna').line).toBeUndefined();
  });

  test('lost with the switch in talk: the caller waits on, and the line is called anew', () => {
    const line = onLine();
    const caller = s.queue();
    join(caller, line);
    s.event({ type: 'switch.down', reason: 'test' });
    s.reconnect({
      legs: [{ legId: caller, direction: 'inbound', state: 'answered', held: false }],
    });
    expect(s.phase).toBe('queued');
    s.pass(10_000);
    expect(s.sent('originate')).toBe(2);
    expect(s.agent('anna').status).toBe('available');
  });

  test('that falls again and again is called after longer and longer, then no more', () => {
    onLine();
    for (let n = 1; n <= 6; n += 1) {
      const { legId } = s.last('originate');
      s.event({ type: 'leg.answered', legId });
      s.end(legId, 'lost');
      expect(s.sent('originate')).toBe(n);
      s.pass(5_000 * 2 ** (n - 1));
    }
    expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'phone-failed' });
    expect(s.all('bound.reached')).toMatchObject([{ bound: 'falls of a line in a row' }]);
  });

  test('survives a restart of the engine, and so does the call on it', () => {
    const line = onLine();
    const caller = s.queue();
    join(caller, line);
    const { bridgeId } = s.last('join');
    s.crash();
    s.reconnect({
      legs: [
        outbound(line),
        { legId: caller, direction: 'inbound', state: 'answered', held: false },
      ],
      bridges: [{ bridgeId, legIds: [caller, line] }],
    });
    expect(s.phase).toBe('talking');
    s.end(caller);
    s.pass(10_000);
    s.queue(2);
    expect(s.phase).toBe('connecting');
    expect(s.sent('originate')).toBe(0);
  });

  test('is given up when the centre names another phone, and that one is called', () => {
    const line = onLine();
    const { phone } = anna;
    s.give({
      type: 'centre.applied',
      centre: withPhone({ ...phone, device: 'x', line: 'nailed-up' }),
    });
    expect(s.last('hangup').legId).toBe(line);
    s.queue();
    expect(s.phase).toBe('queued');
    s.end(line);
    expect(s.last('originate').to).toEqual({ kind: 'device', device: 'x' });
  });

  test('is not lent when the phone of the same name is on another switch now', () => {
    const line = onLine();
    s.give({
      type: 'centre.applied',
      centre: withPhone({ ...anna.phone, switchId: 'two', line: 'nailed-up' }),
    });
    expect(s.last('hangup').legId).toBe(line);
    s.queue();
    expect(s.phase).toBe('queued');
    s.end(line);
  });
});

describe('a number as a phone', () => {
  beforeEach(() => {
    s = new Scenario(withPhone({ device: '+4930123', trunk: 'carrier', confirm: true }));
    s.logIn('anna');
    s.queue();
    s.event({ type: 'leg.answered', legId: s.last('originate').legId });
  });

  test('is called through its trunk, and takes the caller with a key', () => {
    const { to, legId } = s.last('originate');
    expect(to).toEqual({ kind: 'number', number: '+4930123', trunk: 'carrier' });
    expect(s.phase).toBe('queued');
    expect(s.last('collect-digits')).toMatchObject({ legId });
    s.event({ type: 'leg.digit', legId, digit: '1' });
    expect(s.phase).toBe('connecting');
  });

  test('that a mailbox answered does not take the caller', () => {
    const { legId } = s.last('originate');
    s.pass(15_000);
    expect(s.last('hangup').legId).toBe(legId);
    expect(s.phase).toBe('queued');
    expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'ring-no-answer' });
    s.end(legId);
    expect(s.agent('anna').state).toBe('idle');
  });

  test('whose person refuses goes on break, and the caller goes on waiting', () => {
    const { legId } = s.last('originate');
    s.event({ type: 'leg.digit', legId, digit: '2' });
    expect(s.all('offer.failed')).toMatchObject([{ reason: 'offer-rejected' }]);
    s.end(legId);
  });

  test('is not rung while its trunk is away, and is again when that is back', () => {
    s.event({ type: 'endpoint.changed', endpoint: 'carrier', reachable: false });
    s.end(s.last('originate').legId, 'lost');
    const before = s.sent('originate');
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'on-break' });
    s.give({ type: 'agent.status-requested', agentId: 'anna', status: 'available' });
    expect(s.sent('originate')).toBe(before);
    s.event({ type: 'endpoint.changed', endpoint: 'carrier', reachable: true });
    expect(s.sent('originate')).toBe(before + 1);
  });
});
