import type { LegSnapshot } from '../../src/port/switch';
import { Scenario } from '../core/scenario';
import { brokenWorldLaws } from './world-laws';

/** Mistakes that a day of people and faults shows too seldom, one by one. */

const here = (legId: string, direction: LegSnapshot['direction']): LegSnapshot => ({
  legId,
  direction,
  state: 'answered',
  held: false,
  ...(direction === 'inbound' && { ani: '01', dnis: '100' }),
});

/** The link breaks, and three seconds later the switch shows what it has. */
function gap(s: Scenario, snapshot: Parameters<Scenario['reconnect']>[0]): void {
  s.event({ type: 'switch.down', reason: 'cut' });
  s.pass(3_000);
  s.commands.length = 0;
  s.reconnect(snapshot);
}

function talking(): { s: Scenario; caller: string; agentLeg: string; bridgeId: string } {
  const s = new Scenario();
  s.logIn('anna');
  const caller = s.queue();
  const agentLeg = s.connect(caller);
  const { bridgeId } = s.last('join');
  s.pass(1_000);
  return { s, caller, agentLeg, bridgeId };
}

test('a leg that falls out of its bridge is put back at once', () => {
  const { s, caller, bridgeId } = talking();
  s.commands.length = 0;
  s.event({ type: 'leg.left', legId: caller, bridgeId, reason: 'left' });
  expect(s.commands).toMatchObject([{ type: 'join', legId: caller, bridgeId }]);
});

test('a conversation whose bridge broke during a gap is put together again', () => {
  const { s, caller, agentLeg, bridgeId } = talking();
  gap(s, { legs: [here(caller, 'inbound'), here(agentLeg, 'outbound')] });
  const joins = s.commands.filter((c) => c.type === 'join');
  expect(joins.map((c) => [c.legId, c.bridgeId])).toEqual([
    [caller, bridgeId],
    [agentLeg, bridgeId],
  ]);
});

test('music that came to its end is played again for whoever still waits', () => {
  const s = new Scenario();
  const caller = s.queue();
  const { mediaId } = s.last('play');
  s.event({ type: 'leg.media-started', legId: caller, mediaId });
  s.event({ type: 'leg.media-ended', legId: caller, mediaId, reason: 'finished' });
  expect(s.sent('play')).toBe(2);
  expect(s.last('play')).toMatchObject({ legId: caller, media: ['music:default'] });
});

test('a report that the switch made before the last one changes nothing', () => {
  const { s, caller, bridgeId } = talking();
  const callId = s.all('call.offered')[0]?.callId ?? '';
  const at = s.at;
  const report = { legId: caller, bridgeId };
  s.give({ type: 'call.hold-requested', callId });
  s.event({ type: 'leg.left', ...report, reason: 'hold', switchAt: at + 10 });
  s.give({ type: 'call.retrieve-requested', callId });
  s.event({ type: 'leg.joined', ...report, switchAt: at + 20 });
  s.commands.length = 0;
  s.event({ type: 'leg.left', ...report, reason: 'hold', switchAt: at + 10 });
  expect(s.commands).toEqual([]);
  expect(s.world.calls.get(callId)?.phase).toBe('talking');
  expect(s.world.legs.get(caller)).toMatchObject({ bridgeId, held: false });
});

test('a line that failed gives the caller the old place back, not a new one', () => {
  const { s, agentLeg } = talking();
  s.pass(5_000);
  s.queue(2);
  s.pass(1_000);
  s.end(agentLeg, 'lost');
  s.logIn('ben');
  const [first] = s.all('call.offered');
  expect(s.all('offer.made').at(-1)).toMatchObject({ agentId: 'ben', callId: first?.callId });
});

test('a leg that rings for nobody is hung up, and a fact says so', () => {
  const s = new Scenario();
  const legId = 'bbbbbbbb-bbbb-81e9-8000-000000000001';
  s.event({ type: 'leg.ringing', legId });
  expect(s.all('leg.orphaned')).toEqual([{ type: 'leg.orphaned', switchId: 'pbx', legId }]);
  expect(s.last('hangup').legId).toBe(legId);
  s.pass(60_000);
  gap(s, { legs: [here('bbbbbbbb-bbbb-81e9-8000-000000000002', 'outbound')] });
  expect(s.last('hangup').legId).toBe('bbbbbbbb-bbbb-81e9-8000-000000000002');
});

test('a hang-up without an outcome is sent again, three times, and then given up', () => {
  const s = new Scenario();
  const caller = s.call();
  const callId = s.all('call.offered')[0]?.callId ?? '';
  s.give({ type: 'call.hangup-requested', callId });
  s.pass(39_000);
  expect(s.commands.filter((c) => c.type === 'hangup').map((c) => c.legId)).toEqual(
    Array(4).fill(caller),
  );
  expect(s.all('record.completed')).toEqual([]);
  s.pass(2_000);
  expect(s.record()).toMatchObject({ cause: 'lost', endedBy: 'engine' });
});

test('an offer that met no link is over, and the agent is free and to blame for nothing', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue();
  const { commandId } = s.last('originate');
  s.event({ type: 'command.failed', commandId, code: 'SWITCH_DOWN', detail: 'down' });
  expect(s.all('offer.failed')).toMatchObject([{ agentId: 'anna', reason: 'switch-lost' }]);
  expect(s.agent('anna')).toMatchObject({ state: 'idle', status: 'available' });
  expect(s.world.commands.has(commandId)).toBe(false);
});

test('a phone whose line broke as it picked up is not rung again at once', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue();
  const { legId } = s.last('originate');
  s.event({ type: 'leg.answered', legId });
  s.end(legId, 'normal');
  expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'phone-failed' });
  expect(s.sent('originate')).toBe(1);
});

test('an engine with all the calls that it can hold turns the next one away', () => {
  const s = new Scenario();
  for (let n = 0; n <= 20_000; n += 1) {
    s.event({ type: 'leg.offered', legId: `in:pbx:${n}`, ani: '1', dnis: '999' });
  }
  const codes = s.all('call.refused').map(({ refusal }) => refusal.code);
  expect(codes.slice(-2)).toEqual(['NUMBER_UNKNOWN', 'CALLS_MAX']);
  expect(s.last('hangup')).toMatchObject({ legId: 'in:pbx:20000', cause: 'congestion' });
  expect(s.all('bound.reached')).toMatchObject([{ limit: 20_000 }]);
});

test('the calls of a switch that is configured no more are over', () => {
  const { s } = talking();
  const nonce = 'cccccccccccc';
  s.give({ type: 'engine.started', nonce, build: 't', configHash: 'c', switchIds: ['other'] });
  expect(s.record()).toMatchObject({ cause: 'lost', endedBy: 'unknown' });
  expect([s.world.legs.size, s.world.calls.size, s.world.commands.size]).toEqual([0, 0, 0]);
  expect([...s.world.switches.keys()]).toEqual(['other']);
});

test.each(['anna', 'the caller'])('the record says that %s hung up', (who) => {
  const { s, caller, agentLeg } = talking();
  s.end(who === 'anna' ? agentLeg : caller);
  s.end(who === 'anna' ? caller : agentLeg);
  expect(s.record().endedBy).toBe(who === 'anna' ? 'agent' : 'caller');
});

test('a wrap-up whose timer crashed the core is over', () => {
  const { s, caller, agentLeg } = talking();
  s.end(caller);
  s.end(agentLeg);
  const timerId = 'wrap-up:anna';
  expect(s.world.timers.has(timerId)).toBe(true);
  s.give({ type: 'input.quarantined', quarantinedSeq: 1, timerId, error: 'boom' });
  expect(s.world.timers.has(timerId)).toBe(false);
  expect(s.agent('anna').state).toBe('idle');
  expect(brokenWorldLaws(s.world)).toEqual([]);
});

test('an agent whose moment of rest ended in a crash of the core is rung again', () => {
  const s = new Scenario();
  s.logIn('anna');
  s.queue();
  const { commandId } = s.last('originate');
  s.event({ type: 'command.failed', commandId, code: 'REFUSED', detail: 'no' });
  const timerId = 'held-back:anna';
  expect(s.world.timers.has(timerId)).toBe(true);
  s.give({ type: 'input.quarantined', quarantinedSeq: 1, timerId, error: 'boom' });
  expect(s.sent('originate')).toBe(2);
  expect(brokenWorldLaws(s.world)).toEqual([]);
});
