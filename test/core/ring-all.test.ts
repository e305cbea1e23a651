import { CENTRE, Scenario } from './scenario';

const RINGING = {
  ...CENTRE,
  agents: [
    ...CENTRE.agents,
    ...['cora', 'dora'].map((agentId) => ({
      agentId,
      name: agentId,
      providerId: 'north',
      phone: { switchId: 'pbx', device: agentId },
      skills: { sales: 5 },
    })),
  ],
  queues: CENTRE.queues.map((queue) => ({ ...queue, ringMax: 3 })),
};

/** All four are there; the phones of the three who are idle for the longest ring. */
function ringing(): { s: Scenario; caller: string; legs: Record<string, string> } {
  const s = new Scenario(RINGING);
  s.logIn('dora', 'anna', 'ben', 'cora');
  s.pass(60_000);
  const caller = s.queue();
  const made = s.all('offer.made').map(({ agentId, legId }) => [agentId, legId]);
  return { s, caller, legs: Object.fromEntries(made) };
}

const states = (s: Scenario) =>
  Object.fromEntries([...s.world.agents.values()].map(({ agentId, state }) => [agentId, state]));

test('as many phones ring as the queue lets, chosen by its rules', () => {
  const { s, legs } = ringing();
  expect(Object.keys(legs)).toEqual(['dora', 'anna', 'ben']);
  expect(s.sent('originate')).toBe(3);
  expect(states(s)).toEqual({ dora: 'offered', anna: 'offered', ben: 'offered', cora: 'idle' });
});

test('one answers: the others are released at once, keep their place, and are not blamed', () => {
  const { s, caller, legs } = ringing();
  const before = s.agent('anna').idleSince;
  s.pass(2_000);
  s.event({ type: 'leg.answered', legId: legs['ben'] ?? '' });
  const failed = s.all('offer.failed').map(({ agentId, reason }) => [agentId, reason]);
  expect(failed).toEqual([
    ['dora', 'answered-elsewhere'],
    ['anna', 'answered-elsewhere'],
  ]);
  for (const agentId of ['dora', 'anna']) s.end(legs[agentId] ?? '');
  expect(states(s)).toMatchObject({ dora: 'idle', anna: 'idle', ben: 'offered' });
  expect(s.agent('anna')).toMatchObject({ status: 'available', idleSince: before });
  s.queue(2);
  expect(s.all('offer.made').at(-1)?.agentId).toBe('cora');
  const rung = s.all('offer.made').slice(3);
  expect(rung.map(({ agentId }) => agentId)).toEqual(['dora', 'anna', 'cora']);
  s.end(caller);
  expect(s.record().parties.filter(({ kind }) => kind === 'ring')).toMatchObject([
    { agentId: 'dora', outcome: 'answered-elsewhere' },
    { agentId: 'anna', outcome: 'answered-elsewhere' },
    { agentId: 'ben', outcome: 'answered' },
  ]);
});

test('two answer in one instant: one has the caller, the other is hung up and free', () => {
  const { s, caller, legs } = ringing();
  s.event({ type: 'leg.answered', legId: legs['anna'] ?? '' });
  s.event({ type: 'leg.answered', legId: legs['ben'] ?? '' });
  const joined = s.commands.filter(({ type }) => type === 'join');
  expect(joined.map((command) => 'legId' in command && command.legId)).toEqual([
    caller,
    legs['anna'],
  ]);
  const gone = s.commands.filter(({ type }) => type === 'hangup');
  expect(gone.map((command) => 'legId' in command && command.legId)).toEqual([
    legs['dora'],
    legs['ben'],
  ]);
  s.end(legs['ben'] ?? '');
  expect(states(s)).toMatchObject({ anna: 'offered', ben: 'idle' });
});

test('a phone that does not answer is handled alone; the others ring on', () => {
  const { s, legs } = ringing();
  s.end(legs['dora'] ?? '', 'no-answer');
  expect(s.agent('dora')).toMatchObject({ status: 'on-break', reason: 'ring-no-answer' });
  expect(states(s)).toMatchObject({ anna: 'offered', ben: 'offered', cora: 'idle' });
  expect([...s.world.contacts.values()][0]?.phase).toBe('offered');
  s.end(legs['anna'] ?? '', 'busy');
  s.end(legs['ben'] ?? '', 'rejected');
  expect(s.all('offer.made').at(-1)?.agentId).toBe('cora');
});

test('the caller hangs up: every phone is released', () => {
  const { s, caller, legs } = ringing();
  s.end(caller);
  for (const legId of Object.values(legs)) s.end(legId);
  expect(states(s)).toEqual({ dora: 'idle', anna: 'idle', ben: 'idle', cora: 'idle' });
  expect(new Set(s.all('offer.failed').map(({ reason }) => reason))).toEqual(
    new Set(['caller-left']),
  );
});

test('nobody is rung twice, though the switch tells everything twice', () => {
  const { s, legs } = ringing();
  for (const legId of Object.values(legs)) s.event({ type: 'leg.ringing', legId });
  for (const legId of Object.values(legs)) s.event({ type: 'leg.ringing', legId });
  s.event({ type: 'leg.answered', legId: legs['ben'] ?? '' });
  s.event({ type: 'leg.answered', legId: legs['ben'] ?? '' });
  s.queue(2);
  s.queue(3);
  const live = [...s.world.legs.values()].flatMap(({ owner }) =>
    owner.kind === 'agent' ? [owner.agentId] : [],
  );
  expect(live.sort()).toEqual(['anna', 'ben', 'cora', 'dora']);
});

test('an agent whose line stands has the caller at once, and no other phone rings', () => {
  const agents = RINGING.agents.map((agent) =>
    agent.agentId === 'anna'
      ? { ...agent, phone: { ...agent.phone, line: 'nailed-up' as const } }
      : agent,
  );
  const s = new Scenario({ ...RINGING, agents });
  s.logIn('dora', 'anna', 'ben', 'cora');
  const line = s.last('originate').legId;
  s.event({ type: 'leg.answered', legId: line });
  s.pass(60_000);
  s.queue();
  expect(s.phase).toBe('connecting');
  expect(s.all('offer.made')).toMatchObject([{ agentId: 'anna', legId: line }]);
  expect(s.all('offer.failed')).toEqual([]);
  expect(s.sent('originate')).toBe(1);
  s.queue(2);
  const rung = s.all('offer.made').slice(1);
  expect(rung.map(({ agentId }) => agentId)).toEqual(['dora', 'ben', 'cora']);
});
