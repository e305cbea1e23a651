import { CodedError } from '../../src/port/coded-error';
import { call, Office, record } from './office';

let office: Office;
beforeEach(() => {
  office = new Office();
  office.cdrs.records = [
    record(),
    record({ callId: 'call-2', clientId: 'stadtwerke', providerId: 'rheinruf', parties: [] }),
  ];
});
afterEach(() => office.api.close());

const why = (callId: string, tokenId: string) => office.get(`/v1/calls/${callId}/why`, tokenId);

test('a supervisor sees every agent and every contact that was preferred', async () => {
  const { body } = await why('call-1', 'supervisor').expect(200);
  const text = JSON.stringify(body);
  for (const shown of ['a103', 'a201', 'a202', 'call-9', 'token:boss'])
    expect(text).toContain(shown);
});

test('a provider sees its own agents by name, others as counts, no call of others', async () => {
  const { body } = await why('call-1', 'provider').expect(200);
  const [queued, outvoted, , made] = body.moments;
  expect(queued.groups).toEqual([
    { clause: 'state', count: 1, fitting: 1, agents: [] },
    expect.objectContaining({ clause: 'status', count: 2, agents: expect.arrayContaining([]) }),
  ]);
  expect(queued.groups[1].agents.map((one: { agentId: string }) => one.agentId)).toEqual([
    'a201',
    'a202',
  ]);
  expect(outvoted.preferred).toEqual({
    priority: 5,
    queuedAt: expect.anything(),
    scoreMs: 3_010_000,
    ownScoreMs: 24_000,
    rule: 'priority',
  });
  expect(made.chosen.agentId).toBe('a201');
  const text = JSON.stringify(body);
  for (const hidden of ['a103', 'rheinruf', 'call-9', 'stadtwerke', 'boss'])
    expect(text).not.toContain(hidden);
});

test('a client sees the agents who were offered its call, and counts of the others', async () => {
  const { body } = await why('call-1', 'client').expect(200);
  const text = JSON.stringify(body);
  expect(text).toContain('a201');
  for (const hidden of ['a103', 'a202', 'call-9', 'stadtwerke', 'ring-no-answer', 'boss'])
    expect(text).not.toContain(hidden);
  expect(body.moments[0].groups.map((group: { count: number }) => group.count)).toEqual([1, 2]);
});

test('the agents of the provider who asks are to be listed first', async () => {
  await why('call-1', 'provider').expect(200);
  await why('call-1', 'operator').expect(200);
  expect(office.explained).toEqual([
    { callId: 'call-1', firstProviderId: 'baltic-voice' },
    { callId: 'call-1' },
  ]);
});

test("somebody else's call is not there, and the journal is not read for it", async () => {
  for (const tokenId of ['client', 'provider']) {
    const { body } = await why('call-2', tokenId).expect(404);
    expect(body.code).toBe('CALL_NOT_FOUND');
  }
  expect(office.explained).toEqual([]);
});

test('a call that goes on is explained without a record of it', async () => {
  office.engine.callViews = [call({ callId: 'live-1' })];
  office.cdrs.records = [];
  await why('live-1', 'client').expect(200);
});

test.each([
  ['CALL_NOT_FOUND', 404],
  ['JOURNAL_REMOVED', 410],
  ['SKILL_UNKNOWN', 422],
  ['WHY_BUSY', 503],
  ['WHY_TOO_LONG', 503],
])('%s is a problem with status %i', async (code, status) => {
  office.explainFailure = new CodedError(code, 'what and where', 'what to do');
  const response = await why('call-1', 'operator').expect(status);
  expect(response.type).toBe('application/problem+json');
  expect(response.body).toMatchObject({ code, detail: 'what and where', remedy: 'what to do' });
});

test('one more agent is supposed for insiders alone, and only as one can be read', async () => {
  const asked = (what: string, tokenId: string) =>
    office.get(`/v1/calls/call-1/why?withAgent=${encodeURIComponent(what)}`, tokenId);
  await asked('eve:german=7,sales=5', 'supervisor').expect(200);
  expect(office.explained).toEqual([
    { callId: 'call-1', withAgent: { agentId: 'eve', skills: { german: 7, sales: 5 } } },
  ]);
  const { body } = await asked('eve:german=7', 'client').expect(403);
  expect(body.code).toBe('OUT_OF_SCOPE');
  const malformed = await asked('eve:german=11', 'operator').expect(400);
  expect(JSON.stringify(malformed.body)).toContain('levels are 1 to 10');
});
