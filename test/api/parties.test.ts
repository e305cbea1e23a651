import type { CallView } from '../../src/engine/facade';
import { call, Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

const path = (verb: string) => `/v1/calls/live-1/${verb}`;
const guests: CallView['guests'] = [
  { role: 'conference', phase: 'present', agentId: 'a201' },
  { role: 'supervisor', phase: 'present', agentId: 'a102', mode: 'listen' },
];

it.each([
  ['transfer', { agent: 'a202' }, { type: 'call.transfer-requested', to: { kind: 'agent' } }],
  [
    'transfer',
    { queue: 'nordlicht-booking', place: 'end' },
    { to: { kind: 'queue', queueId: 'nordlicht-booking', place: 'end' } },
  ],
  ['consult', { target: 'hotline' }, { to: { kind: 'target', targetId: 'hotline' } }],
  ['consult/swap', undefined, { type: 'call.consult-change-requested', change: 'swap' }],
  ['leave', { agent: 'a202' }, { party: { kind: 'agent', agentId: 'a202' } }],
  ['park', { slot: 'A1' }, { type: 'call.park-requested', slot: 'A1' }],
])(
  '%s hands %j to the engine, in the name of the agent whose token it is',
  async (verb, body, input) => {
    office.engine.callViews = [call({ agentId: 'a201' })];
    const { status } = await office.post(path(verb), 'agent').send(body);
    expect(status).toBe(202);
    expect(office.engine.submitted[0]?.body).toMatchObject({ agentId: 'a201', ...input });
  },
);

it.each([
  ['transfer', {}],
  ['transfer', { agent: 'a', queue: 'b' }],
  ['transfer', { agent: 'a', place: 'end' }],
  ['transfer', { number: '0900123456' }],
  ['consult', { queue: 'b' }],
  ['supervise', { agent: 'a', mode: 'record' }],
  ['park', { slot: 'a slot' }],
])('%s refuses %j', async (verb, body) => {
  office.engine.callViews = [call()];
  const { status, body: problem } = await office.post(path(verb), 'operator').send(body);
  expect([status, problem.code]).toEqual([400, 'BODY_INVALID']);
});

it('lets one who takes part leave, and nothing else', async () => {
  office.engine.callViews = [call({ agentId: 'a202', guests })];
  const leave = await office.post(path('leave'), 'agent').send({ agent: 'a201' });
  expect(leave.status).toBe(202);
  for (const verb of ['hold', 'hangup', 'consult/merge']) {
    const { status, body } = await office.post(path(verb), 'agent');
    expect([status, body.code]).toEqual([403, 'CALL_NOT_YOURS']);
  }
});

it('tells neither agents nor providers who listens', async () => {
  office.engine.callViews = [call({ agentId: 'a201', guests })];
  const seen = async (tokenId: string) => {
    const { body } = await office.get('/v1/calls', tokenId);
    return (body.calls[0].guests ?? []).map((guest: { role: string }) => guest.role);
  };
  expect(await seen('agent')).toEqual(['conference']);
  expect(await seen('provider')).toEqual(['conference']);
  expect(await seen('supervisor')).toEqual(['conference', 'supervisor']);
});

it('shows parked calls to agents who may pick them up, each for itself', async () => {
  const parked = { slot: '1', until: 0 };
  office.engine.callViews = [
    call({ phase: 'parked', parked }),
    call({ callId: 'x', clientId: 'y', agentId: 'a102', parked }),
  ];
  const { body } = await office.get('/v1/calls', 'agent');
  expect(body.calls.map((one: { callId: string }) => one.callId)).toEqual(['live-1']);
  const own = await office.post(path('pick-up'), 'agent').send({ agent: 'a201' });
  const other = await office.post(path('pick-up'), 'agent').send({ agent: 'a202' });
  expect([own.status, other.status, other.body.code]).toEqual([202, 403, 'OUT_OF_SCOPE']);
});
