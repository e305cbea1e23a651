import { callbackNodes } from '../../src/config/centre/callback-entry';
import type { Centre } from '../../src/core/centre';
import type { InputBody } from '../../src/core/input';
import { step } from '../../src/core/step';
import { freezeWorld, thawWorld } from '../../src/core/world';
import { CENTRE, Scenario } from './scenario';
import { waitingCentre } from './waiting-centre';

/** A world that was read back from a snapshot does the same as the one that was written down. */

const MINUTE = 60_000;

const frozen = (s: Scenario): string => JSON.stringify(freezeWorld(s.world));

/** Gives an input to the scenario, and to a copy of its world that went through a snapshot. */
function giveBoth(s: Scenario, body: InputBody): void {
  const copy = thawWorld(JSON.parse(frozen(s)));
  const facts = s.give(body);
  const input = s.inputs.at(-1);
  if (!input) throw new Error('no input was given');
  expect(step(copy, input).facts).toEqual(facts);
  expect(JSON.stringify(freezeWorld(copy))).toBe(frozen(s));
}

const press = (s: Scenario, legId: string, digits: string): void => {
  for (const digit of digits) s.event({ type: 'leg.digit', legId, digit });
};

/** The first who called is the last who begins to wait. */
function waitInTurn(s: Scenario): void {
  s.logIn('ben');
  s.connect(s.queue(0));
  const first = s.call(1);
  s.queue(2);
  press(s, first, '1');
}

test('the timers of those for whom nobody is there any more', () => {
  const s = new Scenario(waitingCentre({ overflowWhen: { noAgentsMs: 30_000 } }));
  waitInTurn(s);
  giveBoth(s, { type: 'agent.status-requested', agentId: 'ben', status: 'on-break' });
});

test('the offers and timers of those whom an agent does not come back for', () => {
  const sticky = { holdMs: 10 * MINUTE, rememberMs: 60 * MINUTE };
  const s = new Scenario(
    waitingCentre({ chooseAgent: ['sticky'], sticky, overflowWhen: { noAgentsMs: 30_000 } }),
  );
  for (const n of [1, 2]) s.world.lastAgents.set(`acme 0${n}`, { agentId: 'ben', at: s.at });
  waitInTurn(s);
  giveBoth(s, { type: 'agent.status-requested', agentId: 'ben', status: 'on-break' });
});

/** Two queues, each with a number of its own, whose callers may be called back. */
function twoQueues(): Centre {
  const callback = {
    ...{ trunk: 'provider', allow: ['0'], deny: [], attemptsMax: 2, retryAfterMs: MINUTE },
    ...{ ringTimeoutMs: 25_000, expireAfterMs: 60 * MINUTE, pendingMax: 2 },
  };
  const centre = waitingCentre({ callback }, { keys: { '7': 'back' } });
  const back = { type: 'callback', place: 'sales', next: 'bye', onFailed: 'sales' } as const;
  const named = ['sales', 'other'];
  return {
    ...centre,
    queues: centre.queues.flatMap((queue) => named.map((queueId) => ({ ...queue, queueId }))),
    flows: centre.flows.flatMap((flow) =>
      named.map((queueId) => {
        const { sales } = flow.nodes;
        if (sales?.type !== 'queue') throw new Error('the flow leads to no queue');
        const own = { sales: { ...sales, queueId }, ...callbackNodes('back', back, queueId) };
        return { ...flow, flowId: queueId, nodes: { ...flow.nodes, ...own } };
      }),
    ),
    numbers: CENTRE.numbers.flatMap((number) => [
      { ...number, flowId: 'sales' },
      { ...number, number: '200', flowId: 'other' },
    ]),
  };
}

test('who is called back first', () => {
  const s = new Scenario(twoQueues());
  const first = s.queue(1111);
  const second = 'in:pbx:2222';
  s.event({ type: 'leg.offered', legId: second, ani: '02222', dnis: '200' });
  s.event({ type: 'leg.answered', legId: second });
  press(s, second, '171');
  s.end(second);
  press(s, first, '71');
  s.end(first);
  giveBoth(s, { type: 'agent.status-requested', agentId: 'anna', status: 'available' });
  expect(s.all('callback.dialed')).toMatchObject([{ queueId: 'sales' }, { queueId: 'other' }]);
});
