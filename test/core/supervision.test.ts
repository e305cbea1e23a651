import type { SupervisionMode } from '../../src/core/input';
import { brokenWorldLaws } from '../law/world-laws';
import { TalkScenario } from './talk-centre';

const sound = (s: TalkScenario): void => expect(brokenWorldLaws(s.world)).toEqual([]);

const supervise = (s: TalkScenario, mode: SupervisionMode, supervisorId = 'dora'): void => {
  s.give({ type: 'call.supervise-requested', callId: s.callId, supervisorId, mode });
};

function listening(): { s: TalkScenario; doraLeg: string } {
  const s = new TalkScenario();
  supervise(s, 'listen');
  const doraLeg = s.answered();
  s.joined(doraLeg);
  return { s, doraLeg };
}

test('a supervisor listens, whispers to the agent, barges in and goes; the call goes on', () => {
  const { s, doraLeg } = listening();
  expect(s.last('join')).toMatchObject({ legId: doraLeg, role: 'listen', bridgeId: s.bridgeId });
  expect(s.agent('dora').state).toBe('supervising');
  s.pass(1_000);
  supervise(s, 'whisper');
  expect(s.last('join')).toMatchObject({ role: 'whisper', coachedLegId: s.annaLeg });
  s.joined(doraLeg);
  s.pass(1_000);
  supervise(s, 'barge');
  s.joined(doraLeg);
  s.pass(1_000);
  sound(s);
  s.give({ type: 'call.supervise-end-requested', callId: s.callId, supervisorId: 'dora' });
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
  s.end(doraLeg);
  expect(s.agent('dora')).toMatchObject({ state: 'idle' });
  s.end(s.caller);
  expect(s.parties().filter((p) => p.startsWith('dora'))).toEqual([
    'dora supervisor listen',
    'dora supervisor whisper',
    'dora supervisor talk',
  ]);
  const types = s.facts.map((f) => f.body.type).filter((t) => t.startsWith('supervision'));
  expect(types).toEqual([
    'supervision.started',
    'supervision.changed',
    'supervision.changed',
    'supervision.ended',
  ]);
});

test('a supervisor on break may listen, one without the right may not', () => {
  const s = new TalkScenario();
  s.give({ type: 'agent.status-requested', agentId: 'dora', status: 'on-break' });
  supervise(s, 'listen', 'ben');
  expect(s.codes()).toEqual(['JOIN_SUPERVISION']);
  supervise(s, 'listen');
  expect(s.last('originate').to).toEqual({ kind: 'device', device: 'dora' });
});

test('after an attended transfer the whisper goes to the one who serves now', () => {
  const { s, doraLeg } = listening();
  supervise(s, 'whisper');
  s.joined(doraLeg);
  const benLeg = s.consult('ben');
  s.change('complete');
  const joins = s.commands.filter((c) => c.type === 'join' && c.legId === doraLeg);
  expect(joins.at(-1)).toMatchObject({ role: 'whisper', coachedLegId: benLeg });
});

test('the supervisor goes when the call goes on elsewhere', () => {
  const { s, doraLeg } = listening();
  const to = { kind: 'queue', queueId: 'service' } as const;
  s.give({ type: 'call.transfer-requested', callId: s.callId, to });
  expect(s.all('supervision.ended')).toMatchObject([{ reason: 'call-moved-on' }]);
  s.end(doraLeg);
  expect(s.agent('dora').state).toBe('idle');
  sound(s);
});

test('a supervisor who hangs up changes nothing for the call', () => {
  const { s, doraLeg } = listening();
  s.end(doraLeg);
  expect(s.talk).toMatchObject({ phase: 'talking', agentId: 'anna' });
  expect(s.sent('hangup')).toBe(0);
  sound(s);
});

test('a change that the switch refuses leaves the supervisor as it was', () => {
  const { s, doraLeg } = listening();
  supervise(s, 'barge');
  const { commandId } = s.last('join');
  s.event({ type: 'command.failed', commandId, legId: doraLeg, code: 'REFUSED', detail: 'no' });
  expect(s.all('supervision.changed').map((f) => f.mode)).toEqual(['barge', 'listen']);
  sound(s);
});

test('after a crash the supervisor is adopted; a role that is lost is asked for again', () => {
  const { s, doraLeg } = listening();
  s.crash();
  const leg = (legId: string) =>
    ({ legId, direction: 'outbound', state: 'answered', held: false }) as const;
  const legIds = [s.caller, s.annaLeg, doraLeg];
  const bridge = { bridgeId: s.bridgeId, legIds };
  const legs = legIds.map(leg);
  s.reconnect({ legs, bridges: [{ ...bridge, roles: [{ legId: doraLeg, role: 'listen' }] }] });
  expect(s.sent('join')).toBe(0);
  expect(s.talk).toMatchObject({ phase: 'talking', guests: [{ phase: 'present' }] });
  s.crash();
  s.reconnect({ legs, bridges: [bridge] });
  expect(s.last('join')).toMatchObject({ legId: doraLeg, role: 'listen' });
});

test('at most two supervise a call', () => {
  const { s } = listening();
  for (const agentId of ['ben', 'carla']) {
    const agent = s.agent(agentId);
    agent.config = { ...agent.config, supervises: { providerIds: [], clientIds: ['acme'] } };
    supervise(s, 'listen', agentId);
  }
  expect(s.codes()).toEqual(['SUPERVISORS_MAX']);
});
