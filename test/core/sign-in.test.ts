import type { AgentConfig, Centre } from '../../src/core/centre';
import type { CollectNode, Flow, FlowNode } from '../../src/core/ivr/flow';
import { CENTRE, Scenario } from './scenario';

const [anna, ben] = CENTRE.agents as [AgentConfig, AgentConfig];
const [main] = CENTRE.flows as [Flow];
const number = main.nodes['number'] as CollectNode;
const { terminator: _none, ...entry } = { ...number, digitsMin: 3, onFailed: 'sorry' };

const nodes: Record<string, FlowNode> = {
  answer: { type: 'answer', next: 'agent' },
  agent: { ...entry, variable: 'agent', digitsMax: 3, next: 'pin' },
  pin: { ...entry, variable: 'pin', secret: true, digitsMin: 4, digitsMax: 4, next: 'sign-in' },
  'sign-in': {
    type: 'sign-in',
    agentVariable: 'agent',
    pinVariable: 'pin',
    status: 'available',
    next: 'bye',
    onFailed: 'agent',
  },
  sorry: { type: 'play', media: ['sound:sorry'], next: 'bye' },
  bye: { type: 'hangup', cause: 'normal' },
};

const SIGN_IN_CENTRE: Centre = {
  ...CENTRE,
  agents: [{ ...anna, signIn: { number: '201', pinHash: 'h' } }, ben],
  flows: [{ ...main, nodes }],
};

let s: Scenario;
let leg: string;

const press = (digits: string) => {
  for (const digit of digits) s.event({ type: 'leg.digit', legId: leg, digit });
};

const check = (isRight: boolean) => {
  const [callId = ''] = s.world.calls.keys();
  s.give({ type: 'agent.sign-in-checked', callId, agentId: 'anna', isRight });
};

beforeEach(() => {
  s = new Scenario(SIGN_IN_CENTRE);
  leg = s.call();
});

test('the right PIN makes available, and stands in no fact and no record', () => {
  press('2014711');
  expect(s.checks).toEqual([expect.objectContaining({ agentId: 'anna', pin: '4711' })]);
  check(true);
  expect(s.agent('anna').status).toBe('available');
  expect(s.all('agent.signed-in')).toMatchObject([{ agentId: 'anna', status: 'available' }]);
  s.end(leg);
  expect(s.record().variables).toEqual({ agent: '201' });
  expect(JSON.stringify(s.facts)).not.toContain('4711');
});

test('a wrong PIN is told, and five of them lock the way by phone for a while', () => {
  for (let n = 1; n <= 5; n += 1) {
    press('2010000');
    check(false);
  }
  expect(s.agent('anna').status).toBe('logged-out');
  press('2014711');
  expect(s.checks).toHaveLength(5);
  expect(s.all('agent.sign-in-failed').map(({ reason }) => reason)).toEqual([
    ...Array<string>(5).fill('wrong-pin'),
    'locked',
  ]);
  s.pass(900_000);
  leg = s.call(2);
  press('2014711');
  expect(s.checks).toHaveLength(6);
});

test('a number that nobody has fails as a wrong PIN does', () => {
  press('9994711');
  expect(s.checks).toEqual([]);
  expect(s.all('agent.sign-in-failed')).toMatchObject([{ reason: 'unknown' }]);
});

test('without an answer, since the engine was restarted, the caller is asked again', () => {
  press('2014711');
  s.crash();
  s.reconnect({ legs: [{ legId: leg, direction: 'inbound', state: 'answered', held: false }] });
  s.pass(10_000);
  expect(s.all('agent.sign-in-failed')).toMatchObject([{ reason: 'not-checked' }]);
  check(true);
  expect(s.agent('anna').status).toBe('logged-out');
});

test('calls at once try one PIN at a time, and a check that never came counts as wrong', () => {
  press('2010000');
  const [first = ''] = s.world.calls.keys();
  leg = s.call(2);
  press('2014711');
  expect(s.checks).toHaveLength(1);
  expect(s.all('agent.sign-in-failed')).toMatchObject([{ reason: 'locked' }]);
  s.end('in:pbx:1');
  s.give({ type: 'agent.sign-in-checked', callId: first, agentId: 'anna', isRight: false });
  expect(s.agent('anna').signIn).toEqual({ failures: 1 });
});

test('what was entered in secret is in no record, also of who hangs up before it is read', () => {
  const flow = {
    ...main,
    nodes: { ...nodes, pin: { ...nodes['pin'], next: 'sorry' } as FlowNode },
  };
  s = new Scenario({ ...SIGN_IN_CENTRE, flows: [flow] });
  leg = s.call();
  press('2014711');
  s.end(leg);
  expect(s.record().variables).toEqual({ agent: '201' });
  expect(JSON.stringify(s.facts)).not.toContain('4711');
});
