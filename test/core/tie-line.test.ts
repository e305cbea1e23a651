import type { Centre } from '../../src/core/centre';
import { whyNot } from '../../src/core/queue/why-not';
import type { SwitchEvent } from '../../src/port/switch-event';
import { CENTRE, Scenario } from './scenario';

/** Callers on `pbx`, one agent whose phone is on `far`, and a trunk from here to there. */

const TIE_LINE = { tieLineId: 't', fromSwitchId: 'pbx', toSwitchId: 'far', trunk: 'to-far' };

const centre = (tieLines: Centre['tieLines']): Centre => ({
  ...CENTRE,
  agents: CENTRE.agents
    .filter(({ agentId }) => agentId === 'anna')
    .map((agent) => ({ ...agent, phone: { switchId: 'far', device: 'anna' } })),
  ...(tieLines && { tieLines }),
});

const far = (s: Scenario, event: object): unknown =>
  s.give({ type: 'switch.event', event: { ...event, switchId: 'far' } as SwitchEvent });

function farUp(s: Scenario): void {
  far(s, { type: 'switch.up' });
  const empty = { legs: [], bridges: [], media: [], recordings: [], ended: [] };
  const snapshot = { switchId: 'far', ...empty };
  s.give({ type: 'switch.snapshot', requestedAt: s.at, snapshot });
}

function open(tieLines: Centre['tieLines'] = [TIE_LINE]): Scenario {
  const s = new Scenario(centre(tieLines));
  farUp(s);
  s.logIn('anna');
  return s;
}

/** Why the one waiting contact has nobody. */
function clause(s: Scenario): string | undefined {
  const [contact] = s.world.contacts.values();
  return contact && whyNot(s.world, s.agent('anna'), contact)?.clause;
}

test("an agent on another switch is called from the caller's, through the tie line", () => {
  const s = open();
  const caller = s.queue();
  const to = { kind: 'number', number: 'anna', trunk: 'to-far' };
  expect(s.last('originate')).toMatchObject({ switchId: 'pbx', to });
  s.connect(caller);
  expect(s.phase).toBe('talking');
  expect(s.commands.every(({ switchId }) => switchId === 'pbx')).toBe(true);
});

test('without a tie line the contact waits, and an applied one brings the agent at once', () => {
  const s = open([]);
  s.queue();
  expect(clause(s)).toBe('other-switch');
  s.give({ type: 'centre.applied', centre: centre([TIE_LINE]) });
  expect(s.sent('originate')).toBe(1);
});

test('a tie line leads one way', () => {
  const s = open([{ ...TIE_LINE, fromSwitchId: 'far', toSwitchId: 'pbx' }]);
  s.queue();
  expect(clause(s)).toBe('other-switch');
});

test('nobody is called through a tie line that is not reachable, until it is again', () => {
  const s = open();
  s.event({ type: 'endpoint.changed', endpoint: 'to-far', reachable: false });
  s.queue();
  expect(clause(s)).toBe('tie-line-unreachable');
  s.event({ type: 'endpoint.changed', endpoint: 'to-far', reachable: true });
  expect(s.sent('originate')).toBe(1);
});

test('a phone that its own switch cannot reach is not called through a tie line', () => {
  const s = open();
  far(s, { type: 'endpoint.changed', endpoint: 'anna', reachable: false });
  s.queue();
  expect(clause(s)).toBe('phone-unreachable');
  far(s, { type: 'endpoint.changed', endpoint: 'anna', reachable: true });
  expect(s.sent('originate')).toBe(1);
});

test("an agent whose switch is away is not called; the switch's return brings the agent", () => {
  const s = open();
  far(s, { type: 'switch.down', reason: 'test' });
  s.queue();
  expect(clause(s)).toBe('agent-switch-down');
  farUp(s);
  expect(s.sent('originate')).toBe(1);
});

test('a tie line that fails a call is not held against the agent', () => {
  const s = open();
  s.queue();
  const { legId } = s.last('originate');
  s.event({ type: 'leg.ended', legId, cause: 'unreachable', by: 'remote' });
  expect(s.agent('anna').status).toBe('available');
  expect(clause(s)).toBe('held-back');
  s.pass(30_000);
  expect(s.sent('originate')).toBeGreaterThan(1);
});

test('a phone that is busy behind a tie line puts its agent on break, as any does', () => {
  const s = open();
  s.queue();
  s.end(s.last('originate').legId, 'busy');
  expect(s.agent('anna')).toMatchObject({ status: 'on-break', reason: 'phone-busy' });
});
