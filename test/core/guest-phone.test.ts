import type { PhoneConfig } from '../../src/core/centre';
import { brokenWorldLaws } from '../law/world-laws';
import { TALK_CENTRE, TalkScenario } from './talk-centre';

const MOBILE = { device: '+4930123', trunk: 'carrier', confirm: true };
const BEN = { kind: 'agent', agentId: 'ben' } as const;

/** Anna talks with a caller; this agent is reached in another way than by a phone that rings. */
function talking(phone: Partial<PhoneConfig>, agentId = 'ben'): TalkScenario {
  const agents = TALK_CENTRE.agents.map((agent) =>
    agent.agentId === agentId ? { ...agent, phone: { ...agent.phone, ...phone } } : agent,
  );
  return new TalkScenario({ ...TALK_CENTRE, agents });
}

let s: TalkScenario;

afterEach(() => expect(brokenWorldLaws(s.world)).toEqual([]));

describe('a colleague whose nailed-up line stands', () => {
  let line: string;

  function onLine(agentId = 'ben'): void {
    s = talking({ line: 'nailed-up' }, agentId);
    [line] = [...s.world.legs.values()].flatMap(({ owner, legId }) =>
      owner.kind === 'line' ? [legId] : [],
    ) as [string];
    s.event({ type: 'leg.answered', legId: line });
    s.commands.length = 0;
  }
  const left = (): void => {
    s.event({ type: 'leg.left', legId: line, bridgeId: s.bridgeId, reason: 'left' });
  };
  const isBackAlone = (agentId = 'ben'): void => {
    expect(s.sent('originate')).toBe(0);
    expect(s.commands.filter((c) => c.type === 'hangup' && c.legId === line)).toEqual([]);
    expect(s.world.legs.get(line)).toMatchObject({ phase: 'answered', held: false });
    expect(s.world.legs.get(line)?.wantedBridgeId).toBeUndefined();
    s.pass(10_000);
    expect(s.agent(agentId)).toMatchObject({ status: 'available', state: 'idle' });
  };

  test('is consulted without ringing, once the caller is on hold', () => {
    onLine();
    s.give({ type: 'call.consult-requested', callId: s.callId, to: BEN });
    expect(s.commands.map((c) => c.type)).toEqual(['hold']);
    s.held(s.caller);
    expect(s.last('join').legId).toBe(line);
    s.joined(line);
    expect([s.agent('anna').state, s.agent('ben').state]).toEqual(['consulting', 'consulting']);
    s.change('cancel');
    expect(s.last('leave').legId).toBe(line);
    left();
    s.joined(s.caller);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
    isBackAlone();
  });

  test('is let go from hold into silence', () => {
    onLine();
    s.give({ type: 'call.consult-requested', callId: s.callId, to: BEN });
    s.held(s.caller);
    s.joined(line);
    s.change('swap');
    s.held(line);
    s.joined(s.caller);
    s.change('cancel');
    expect(s.last('leave')).toMatchObject({ legId: line, bridgeId: s.bridgeId });
    left();
    isBackAlone();
  });

  test('takes the caller over, and keeps the line when that one hangs up', () => {
    onLine();
    s.give({ type: 'call.consult-requested', callId: s.callId, to: BEN });
    s.held(s.caller);
    s.joined(line);
    s.pass(2_000);
    s.change('complete');
    s.joined(s.caller);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben', agentLegId: line });
    s.pass(2_000);
    s.end(s.caller);
    left();
    expect(s.segments()).toEqual(['talk anna', 'hold anna', 'talk ben']);
    isBackAlone();
  });

  test('has a caller who is sent on, or picks one up, at once', () => {
    onLine();
    s.give({ type: 'call.transfer-requested', callId: s.callId, to: BEN });
    expect(s.sent('originate')).toBe(0);
    s.joined(s.caller, line);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
    s.give({ type: 'call.park-requested', callId: s.callId });
    s.pass(10_000);
    s.give({ type: 'call.pick-up-requested', callId: s.callId, agentId: 'ben' });
    s.joined(s.caller, line);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
    s.end(s.caller);
    isBackAlone();
  });

  test('supervises on it, and hears the next caller as every agent does', () => {
    onLine('dora');
    const supervised = { callId: s.callId, supervisorId: 'dora' };
    s.give({ type: 'call.supervise-requested', ...supervised, mode: 'listen' });
    expect(s.last('join')).toMatchObject({ legId: line, role: 'listen' });
    s.joined(line);
    expect(s.agent('dora').state).toBe('supervising');
    s.give({ type: 'call.supervise-end-requested', ...supervised });
    left();
    isBackAlone('dora');
    const { part, role } = s.world.legs.get(line) ?? {};
    expect([part, role]).toEqual([undefined, undefined]);
  });

  test('hangs it up in a consultation: the agent is with the caller again', () => {
    onLine();
    s.give({ type: 'call.consult-requested', callId: s.callId, to: BEN });
    s.held(s.caller);
    s.joined(line);
    s.end(line);
    s.joined(s.caller);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
    expect(s.agent('ben')).toMatchObject({ status: 'on-break', reason: 'line-hung-up' });
  });
});

describe('a colleague at a number who has to press a key', () => {
  beforeEach(() => {
    s = talking(MOBILE);
  });

  function consult(): string {
    s.give({ type: 'call.consult-requested', callId: s.callId, to: BEN });
    s.held(s.caller);
    return s.answered();
  }

  test('comes in with it, and not before', () => {
    const legId = consult();
    expect(s.last('originate').to).toEqual({
      kind: 'number',
      number: '+4930123',
      trunk: 'carrier',
    });
    expect(s.last('collect-digits').legId).toBe(legId);
    expect(s.sent('join')).toBe(0);
    s.event({ type: 'leg.digit', legId, digit: '1' });
    expect(s.last('join').legId).toBe(legId);
    s.joined(legId);
    expect(s.agent('ben').state).toBe('consulting');
  });

  test.each([
    ['another key', 'rejected', (legId: string) => press(legId, '2')],
    ['none in time: a mailbox', 'no-answer', () => s.pass(15_000)],
  ])('%s ends the consultation, and blames nobody', (_, reason, act) => {
    const legId = consult();
    act(legId);
    expect(s.all('party.failed')).toMatchObject([{ agentId: 'ben', reason }]);
    expect(s.last('hangup').legId).toBe(legId);
    s.end(legId);
    s.joined(s.caller);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
    expect(s.agent('ben')).toMatchObject({ status: 'available', state: 'idle' });
  });
  const press = (legId: string, digit: string): void => {
    s.event({ type: 'leg.digit', legId, digit });
  };

  test('gets the caller with the key when the transfer was completed before', () => {
    const legId = consult();
    s.change('complete');
    expect(s.talk.phase).toBe('transferring');
    expect(s.sent('join')).toBe(0);
    press(legId, '1');
    s.joined(s.caller, legId);
    expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'ben' });
  });

  test('is rung in a blind transfer; a mailbox sends the caller back to the queue', () => {
    s.give({ type: 'call.transfer-requested', callId: s.callId, to: BEN });
    const legId = s.answered();
    s.pass(15_000);
    expect(s.last('hangup').legId).toBe(legId);
    expect(s.talk.phase).toBe('queued');
    s.end(legId);
  });

  test('is let go when the caller hangs up before the key', () => {
    const legId = consult();
    s.end(s.caller);
    expect(s.commands.filter((c) => c.type === 'hangup' && c.legId === legId)).toHaveLength(1);
    s.end(legId);
    s.end(s.annaLeg);
    s.pass(15_000);
    expect(s.agent('ben').state).toBe('idle');
  });
});
