import fc from 'fast-check';
import type { Centre, QueueConfig } from '../../src/core/centre';
import { contactScoreMs } from '../../src/core/queue/call-order';
import { mayFall, passedOverMaxMs, scoreMs, urgencyOf } from '../../src/core/queue/urgency';
import { CENTRE, Scenario } from '../core/scenario';
import { comesBefore } from '../law/urgency-oracle';
import { urgencies } from './random-centre';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const target = fc.integer({ min: 1_000, max: HOUR });
const urgency = fc
  .tuple(urgencies, target)
  .map(([config, serviceLevelMs]) => urgencyOf({ urgency: config, serviceLevelMs }));
const priority = fc.integer({ min: 0, max: 9 });
const wait = fc.integer({ min: 0, max: 6 * HOUR });
const handleMs = fc.integer({ min: 1, max: 10 * HOUR });

test('a curve rises with the wait: who is before whom in a line never changes', () => {
  const rising = urgency.filter((own) => !mayFall(own));
  fc.assert(
    fc.property(rising, priority, handleMs, wait, (own, level, handle, waitedMs) => {
      const at = (ms: number) =>
        scoreMs(own, { priority: level, waitedMs: waitedMs + ms, handleMs: handle });
      expect(at(1)).toBeGreaterThan(at(0));
      expect(at(MINUTE)).toBeGreaterThan(at(1));
    }),
  );
});

test('a weight starves no queue: who came later than the bound is never served before', () => {
  const one = fc.record({ own: urgency, level: priority, handle: handleMs, waitedMs: wait });
  fc.assert(
    fc.property(one, one, (a, b) => {
      const [x, y] = [a, b].map(({ own, level, handle, waitedMs }) =>
        scoreMs(own, { priority: level, waitedMs, handleMs: handle }),
      );
      const boundMs = passedOverMaxMs([a.own, b.own]);
      if (a.waitedMs - b.waitedMs > boundMs) expect(x).toBeGreaterThan(Number(y));
    }),
    { numRuns: 2_000 },
  );
});

test('within a queue the bound is nine levels of priority, and it is reached', () => {
  const own = urgencyOf({ serviceLevelMs: 20_000, urgency: { priorityWorthMs: MINUTE } });
  expect(passedOverMaxMs([own])).toBe(9 * MINUTE);
  const low = scoreMs(own, { priority: 0, waitedMs: 9 * MINUTE + 1, handleMs: 1 });
  expect(low).toBeGreaterThan(scoreMs(own, { priority: 9, waitedMs: 0, handleMs: 1 }));
  expect(low - 2).toBeLessThan(scoreMs(own, { priority: 9, waitedMs: 0, handleMs: 1 }));
});

test.each([
  ['longest-wait', 20_000, 30_000, 30_000],
  ['wait-to-target', 20_000, 30_000, 30_000],
  ['wait-to-target', 10_000, 30_000, 60_000],
  ['wait-to-target', 60_000, 30_000, 10_000],
  ['deadline', 20_000, 10_000, 17_500],
  ['deadline', 20_000, 20_000, 80_000],
  ['deadline', 20_000, 30_000, 90_000],
  ['in-time-first', 20_000, 0, 10_000],
  ['in-time-first', 20_000, 20_000, 30_000],
  ['in-time-first', 20_000, 30_000, 6_000],
  ['in-time-first', 20_000, 210_000, 42_000],
] as const)(
  '%s, target %i ms: a wait of %i ms counts as %i ms',
  (curve, targetMs, waitedMs, score) => {
    const own = urgencyOf({ serviceLevelMs: 1, urgency: { curve, targetMs } });
    expect(scoreMs(own, { priority: 0, waitedMs, handleMs: 180_000 })).toBeCloseTo(score, 6);
  },
);

/** Three queues that ben serves, and the callers of each; everybody waits until he comes. */
function floor(queues: readonly Partial<QueueConfig>[]): Centre {
  const [queue] = CENTRE.queues;
  const [flow] = CENTRE.flows;
  const sales = flow?.nodes['sales'];
  if (!queue || !flow || sales?.type !== 'queue') throw new Error('the scenario has changed');
  const ids = queues.map((_, n) => `q${n}`);
  return {
    ...CENTRE,
    queues: queues.map((own, n) => {
      return { ...queue, queueId: `q${n}`, waitingMax: 20_000, waitMaxMs: 24 * HOUR, ...own };
    }),
    flows: ids.map((queueId, n) => {
      const node = { ...sales, queueId, priority: n };
      return { ...flow, flowId: queueId, start: 'sales', nodes: { ...flow.nodes, sales: node } };
    }),
    numbers: ids.map((flowId, n) => {
      return { number: `${n}`, clientId: 'acme', flowId, language: 'en' };
    }),
  };
}

function arrive(s: Scenario, n: number, queue: number): void {
  s.event({ type: 'leg.offered', legId: `in:pbx:${n}`, ani: `0${n}`, dnis: `${queue}` });
}

const queueConfig = fc
  .record({ urgency: urgencies, serviceLevelMs: fc.integer({ min: 1_000, max: 120_000 }) })
  .map((own): Partial<QueueConfig> => own);

test('the highest score is not overtaken when an agent frees, whatever queue it waits in', () => {
  const arrival = fc.record({ queue: fc.nat({ max: 2 }), afterMs: fc.nat({ max: 300_000 }) });
  fc.assert(
    fc.property(
      fc.array(queueConfig, { minLength: 3, maxLength: 3 }),
      fc.array(arrival, { minLength: 2, maxLength: 12 }),
      (queues, arrivals) => {
        const s = new Scenario(floor(queues));
        for (const [n, { queue, afterMs }] of arrivals.entries()) {
          arrive(s, n, queue);
          s.pass(afterMs);
        }
        s.give({ type: 'agent.status-requested', agentId: 'ben', status: 'available' });
        const contacts = [...s.world.contacts.values()];
        const served = contacts.find(({ phase }) => phase === 'offered');
        if (!served) throw new Error('nobody was served');
        const { world } = s;
        const before = contacts.filter((one) => comesBefore(world, one, served));
        expect(before.map((one) => contactScoreMs(world, one, s.at))).toEqual([]);
      },
    ),
  );
});

test('who can be answered in time goes before a queue that is late; in one, by place', () => {
  const urgency = { curve: 'in-time-first' } as const;
  const s = new Scenario(floor([{ urgency }, { urgency }]));
  arrive(s, 1, 0);
  s.pass(5_000);
  arrive(s, 2, 0);
  arrive(s, 3, 1);
  // The first has missed 20 s by now; the second, behind it, has not, and nor has the third.
  s.pass(18_000);
  s.logIn('ben', 'anna');
  const served = s.all('offer.made').map(({ callId }) => callId);
  const [first, , third] = s.all('call.offered').map(({ callId }) => callId);
  expect(served).toEqual([third, first]);
});

test('by default a priority is served first, and after ten minutes a wait counts for more', () => {
  const s = new Scenario(floor([{}, {}]));
  arrive(s, 1, 0);
  s.pass(10 * MINUTE - 1);
  arrive(s, 2, 1);
  s.logIn('ben');
  expect(s.all('offer.made')[0]?.queueId).toBe('q1');
  const t = new Scenario(floor([{}, {}]));
  arrive(t, 1, 0);
  t.pass(10 * MINUTE + 1);
  arrive(t, 2, 1);
  t.logIn('ben');
  expect(t.all('offer.made')[0]?.queueId).toBe('q0');
});

test('10,000 callers at once: each is taken, keeps its order, and none is lost', () => {
  const s = new Scenario(floor([{}]));
  for (let n = 0; n < 10_000; n += 1) arrive(s, n, 0);
  expect(s.world.contacts.size).toBe(10_000);
  expect(s.world.index.waitingIn('q0')).toBe(10_000);
  s.logIn('ben', 'anna');
  expect(s.all('offer.made').map(({ callId }) => callId)).toEqual(
    s
      .all('call.offered')
      .slice(0, 2)
      .map(({ callId }) => callId),
  );
  for (let n = 0; n < 10_000; n += 1) s.end(`in:pbx:${n}`);
  expect(s.all('record.completed')).toHaveLength(10_000);
  expect([s.world.calls.size, s.world.contacts.size]).toEqual([0, 0]);
}, 60_000);
