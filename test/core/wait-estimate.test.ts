import { estimateWait } from '../../src/core/queue/wait-estimate';
import { CENTRE, Scenario } from './scenario';

/** What a caller is told, in the cases that can be worked out by hand. */

const LONG = {
  ...CENTRE,
  queues: CENTRE.queues.map((queue) => ({
    ...queue,
    waitingMax: 100,
    waitMaxMs: 3_600_000,
    expectedHandleTimeMs: 100_000,
  })),
};

function contactOf(s: Scenario, caller: string) {
  const contact = [...s.world.contacts.values()].find(
    ({ callId }) => s.world.calls.get(callId)?.legId === caller,
  );
  if (!contact) throw new Error(`no contact of ${caller}`);
  return contact;
}

function busy(): Scenario {
  const s = new Scenario(LONG);
  s.logIn('anna', 'ben');
  for (const n of [1, 2]) {
    const caller = s.queue(n);
    s.pass(4_000);
    s.connect(caller);
  }
  return s;
}

test('who finds an agent free gets no estimate, who does not gets one', () => {
  const s = busy();
  expect(s.all('contact.estimated')).toEqual([]);
  s.queue(3);
  expect(s.all('contact.estimated')).toMatchObject([{ queueId: 'sales', ahead: 0, agents: 2 }]);
});

test('the first in line of two agents waits half a handle time in the mean, and to pick up', () => {
  const s = busy();
  const { estimate } = estimateWait(s.world, contactOf(s, s.queue(3)), s.at);
  // Exponential with a mean of 50 s, of which the median is 35 s; and 4 to 5 s to pick up.
  expect(estimate?.medianMs).toBeGreaterThan(33_000);
  expect(estimate?.medianMs).toBeLessThan(44_000);
  expect(estimate?.lowMs).toBeLessThan(15_000);
  expect(estimate?.highMs).toBeGreaterThan(100_000);
});

test('each one behind waits longer, and the interval narrows against the median', () => {
  const s = busy();
  const found = [3, 4, 5, 6].map((n) => estimateWait(s.world, contactOf(s, s.queue(n)), s.at));
  const medians = found.map(({ estimate }) => estimate?.medianMs ?? 0);
  expect([...medians].sort((a, b) => a - b)).toEqual(medians);
  const widths = found.map(
    ({ estimate: e }) => ((e?.highMs ?? 0) - (e?.lowMs ?? 0)) / (e?.medianMs ?? 1),
  );
  expect([...widths].sort((a, b) => b - a)).toEqual(widths);
});

test('without an agent who could serve there is no estimate, and the reason is told', () => {
  const s = busy();
  for (const agentId of ['anna', 'ben']) {
    s.give({ type: 'agent.status-requested', agentId, status: 'logged-out' });
  }
  const caller = s.queue(3);
  expect(s.all('contact.estimated')).toEqual([]);
  const prediction = estimateWait(s.world, contactOf(s, caller), s.at);
  expect(prediction).toEqual({ estimate: null, reason: 'no-agents' });
});

test('a restart changes no estimate', () => {
  const s = busy();
  const callers = [3, 4, 5].map((n) => s.queue(n));
  s.pass(10_000);
  const all = () => callers.map((caller) => estimateWait(s.world, contactOf(s, caller), s.at));
  const before = all();
  s.crash(0);
  expect(all()).toEqual(before);
});

test('with an agent free, who is yet to join is told no more than the time to pick up', () => {
  const s = new Scenario(LONG);
  s.logIn('anna');
  const joining = {
    contactId: '',
    clientId: 'acme',
    queueId: 'sales',
    asked: [],
    priority: 0,
    phase: 'new',
    waitingSince: s.at,
  } as const;
  const { estimate } = estimateWait(s.world, joining, s.at);
  expect(estimate).toMatchObject({ method: 'agent-free', inputs: { ahead: 0 } });
  expect(estimate?.medianMs).toBeGreaterThan(3_000);
  expect(estimate?.highMs).toBeLessThan(12_000);
});
