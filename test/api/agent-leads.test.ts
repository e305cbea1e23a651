import { campaignSample, previewSample, readySample, workedBy } from './campaign-sample';
import { NOW, Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
  const mine = previewSample(NOW, 'a201');
  const others = previewSample(NOW, 'a202');
  const foreign = { clientId: 'stadtwerke', queueId: 'stadtwerke-billing' };
  office.engine.campaignViews = [
    campaignSample(NOW, { previews: [others, mine] }),
    campaignSample(NOW, { campaignId: 'autumn', ready: readySample }),
    campaignSample(NOW, { campaignId: 'meters', ready: readySample, ...foreign }),
  ];
});

afterEach(() => office.api.close());

it('an agent sees the lead on its own desk, and those of its campaigns to pick from', async () => {
  const { body } = await office.get('/v1/agents/a201/leads', 'agent').expect(200);
  expect(body.preview).toEqual(previewSample(NOW, 'a201'));
  // baltic-voice does not work for stadtwerke.
  expect(body.ready.map((one: { campaignId: string }) => one.campaignId)).toEqual([
    'autumn',
    'autumn',
  ]);
  await office.get('/v1/agents/a202/leads', 'agent').expect(404);
  await office.get('/v1/agents/a201/leads', 'provider').expect(403);
});

it('an agent sees no lead of a campaign that other companies work', async () => {
  await office.engine.submit(...workedBy(office.engine.centre(), 'autumn', ['rheinruf']));
  const { body } = await office.get('/v1/agents/a201/leads', 'agent').expect(200);
  expect(body.ready).toEqual([]);
  const asked = office.post('/v1/agents/a201/dial', 'agent').send({ campaign: 'autumn' });
  expect((await asked.expect(404)).body.code).toBe('CAMPAIGN_UNKNOWN');
});

it('campaigns do not show the leads of agents', async () => {
  const { body } = await office.get('/v1/campaigns', 'supervisor').expect(200);
  expect(JSON.stringify(body)).not.toContain('Erika');
});

it.each([
  ['preview/accept', {}, { type: 'preview.accept-requested' }],
  ['preview/accept', { number: '+491701000007' }, { number: '+491701000007' }],
  ['preview/skip', { reason: 'by mail' }, { type: 'preview.skip-requested', reason: 'by mail' }],
  [
    'dial',
    { campaign: 'autumn', lead: 'lead-8' },
    { type: 'lead.dial-requested', campaignId: 'autumn', leadId: 'lead-8' },
  ],
])('%s with %j is put to the engine for that agent', async (path, sent, input) => {
  await office.post(`/v1/agents/a201/${path}`, 'agent').send(sent).expect(202);
  expect(office.engine.submitted).toMatchObject([
    { body: { ...input, agentId: 'a201' }, cause: { actor: 'token:agent' } },
  ]);
});

it.each([
  ['preview/skip', {}, 400, 'REASON_MISSING'],
  ['preview/accept', { number: '030 1234' }, 400, 'BODY_INVALID'],
  ['dial', {}, 400, 'BODY_INVALID'],
  ['dial', { campaign: 'meters' }, 404, 'CAMPAIGN_UNKNOWN'],
])('%s with %j is refused', async (path, sent, status, code) => {
  const { body } = await office.post(`/v1/agents/a201/${path}`, 'agent').send(sent).expect(status);
  expect(body.code).toBe(code);
  expect(office.engine.submitted).toEqual([]);
});

it.each([
  ['PREVIEW_SKIPS_USED', 409],
  ['LEAD_REFUSED', 409],
  ['NUMBER_UNKNOWN', 422],
])('what the core refuses with %s comes back so', async (code, status) => {
  office.engine.facts = [{ type: 'request.refused', refusal: { code, detail: 'why' } }];
  const asked = office.post('/v1/agents/a201/preview/accept', 'agent').send({});
  expect((await asked.expect(status)).body.code).toBe(code);
});
