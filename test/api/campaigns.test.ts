import { factFor } from '../../src/api/fact-scope';
import { campaignSample, workedBy } from './campaign-sample';
import { NOW, Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
  office.engine.campaignViews = [
    campaignSample(NOW),
    campaignSample(NOW, {
      campaignId: 'meters',
      clientId: 'stadtwerke',
      queueId: 'stadtwerke-billing',
      state: 'stopped',
    }),
  ];
});

afterEach(() => office.api.close());

const ids = (body: { campaigns: { campaignId: string }[] }) =>
  body.campaigns.map(({ campaignId }) => campaignId);

describe('campaigns as a token sees them', () => {
  it('are all there for a supervisor, a client has its own', async () => {
    const all = await office.get('/v1/campaigns', 'supervisor').expect(200);
    expect(ids(all.body)).toEqual(['spring', 'meters']);
    const { changes, previews: _, ready: __, ...rest } = campaignSample(NOW);
    expect(all.body.campaigns[0]).toEqual({ ...rest, lastChange: changes[1] });
    const own = await office.get('/v1/campaigns', 'client').expect(200);
    expect(ids(own.body)).toEqual(['spring']);
    expect(own.body.campaigns[0].lastChange).toMatchObject({ actor: 'token' });
    await office.get('/v1/campaigns/meters', 'client').expect(404);
    await office.get('/v1/campaigns', 'agent').expect(403);
  });

  it('show a provider its own agents, and nothing that others had a part in', async () => {
    const { body } = await office.get('/v1/campaigns/spring', 'provider').expect(200);
    expect(body).toMatchObject({
      agents: { loggedIn: 5, talking: 4, onBreak: 1 },
      crews: [{ providerId: 'baltic-voice' }],
      occupancy: { numerator: 4, denominator: 4, ratePct: 100 },
    });
    expect(body).not.toHaveProperty('dialing');
    expect(JSON.stringify(body)).not.toContain('rheinruf');
  });

  it('show a provider all figures where it works alone', async () => {
    const { queues, ...centre } = office.engine.centre();
    const alone = queues.map((queue) => ({ ...queue, providerIds: ['baltic-voice'] }));
    const applied = { type: 'centre.applied', centre: { ...centre, queues: alone } } as const;
    await office.engine.submit(applied, { actor: 'test', reason: 'test' });
    const { body } = await office.get('/v1/campaigns/spring', 'provider').expect(200);
    expect(body.dialing).toMatchObject({ hopper: 148 });
  });

  it('are hidden from a provider that may not serve the queue', async () => {
    const { queues, ...centre } = office.engine.centre();
    const others = queues.map((queue) => ({ ...queue, providerIds: ['rheinruf'] }));
    const applied = { type: 'centre.applied', centre: { ...centre, queues: others } } as const;
    await office.engine.submit(applied, { actor: 'test', reason: 'test' });
    const { body } = await office.get('/v1/campaigns', 'provider').expect(200);
    expect(ids(body)).toEqual([]);
  });

  it.each([
    [['rheinruf'], 404],
    [['baltic-voice'], 200],
  ])('are shown to those alone whom they name: %j is %i', async (providerIds, status) => {
    await office.engine.submit(...workedBy(office.engine.centre(), 'spring', providerIds));
    const { body } = await office.get('/v1/campaigns/spring', 'provider').expect(status);
    if (status === 200) expect(body.dialing).toMatchObject({ hopper: 148 });
  });
});

describe('a change of a campaign', () => {
  it.each(['start', 'pause', 'drain', 'stop'])('%s is asked with who and why', async (action) => {
    const reason = 'shift is over';
    const { body } = await office
      .post(`/v1/campaigns/spring/${action}`, 'supervisor')
      .send({ reason })
      .expect(200);
    expect(body.campaignId).toBe('spring');
    expect(office.engine.submitted).toEqual([
      {
        body: { type: 'campaign.state-requested', campaignId: 'spring', action },
        cause: { actor: 'token:supervisor', reason },
      },
    ]);
  });

  it.each([
    ['no word', {}],
    ['an empty one', { reason: '' }],
    ['blanks', { reason: '   ' }],
  ])('without a reason is refused: %s', async (_, sent) => {
    const { body } = await office.post('/v1/campaigns/spring/stop', 'operator').send(sent);
    expect(body).toMatchObject({ status: 400, code: 'REASON_MISSING' });
    expect(body.remedy).toContain('reason');
    expect(office.engine.submitted).toEqual([]);
  });

  it.each(['client', 'provider', 'agent'])('is not for a token of role %s', async (role) => {
    const reason = 'because';
    const path = '/v1/campaigns/spring';
    await office.post(`${path}/start`, role).send({ reason }).expect(403);
    const change = { ratio: 2 };
    await office.ask('patch', `${path}/pacing`, role).send({ change, reason }).expect(403);
    await office.post(`${path}/pacing/undo`, role).send({ reason }).expect(403);
    expect(office.engine.submitted).toEqual([]);
  });

  it.each([
    ['CAMPAIGN_OVER', 409, 'endsAt'],
    ['CAMPAIGN_STATE', 409, 'state'],
  ])('that the core refuses with %s says what to do', async (code, status, remedy) => {
    const detail = 'why it is so';
    office.engine.facts = [{ type: 'request.refused', refusal: { code, detail } }];
    const { body } = await office
      .post('/v1/campaigns/spring/start', 'operator')
      .send({ reason: 'monday' })
      .expect(status);
    expect(body).toMatchObject({ code, detail, remedy: expect.stringContaining(remedy) });
  });

  it('of one that is not there is told as such', async () => {
    const asked = office.post('/v1/campaigns/autumn/start', 'operator');
    const { body } = await asked.send({ reason: 'monday' }).expect(404);
    expect(body.code).toBe('CAMPAIGN_UNKNOWN');
  });
});

describe('pacing', () => {
  const set = (sent: object) =>
    office.ask('patch', '/v1/campaigns/spring/pacing', 'supervisor').send(sent);

  it('is shown with its bounds and its last change', async () => {
    const { body } = await office.get('/v1/campaigns/spring/pacing', 'client').expect(200);
    expect(body).toMatchObject({
      pacing: { mode: 'predictive', linesPerAgentMax: 2.2 },
      bounds: { linesPerAgentMax: 3 },
      lastChange: { reason: 'agents wait too long', actor: 'token' },
    });
  });

  it('is changed by what is named alone', async () => {
    const change = { linesPerAgentMax: 2.5, mode: 'ratio' };
    await set({ change, reason: ' quiet afternoon ' }).expect(200);
    expect(office.engine.submitted).toEqual([
      {
        body: { type: 'pacing.change-requested', campaignId: 'spring', change },
        cause: { actor: 'token:supervisor', reason: 'quiet afternoon' },
      },
    ]);
  });

  it.each([
    ['nothing', { change: {}, reason: 'x' }, 'BODY_INVALID'],
    ['what there is not', { change: { speed: 3 }, reason: 'x' }, 'BODY_INVALID'],
    ['no mode of ours', { change: { mode: 'warp' }, reason: 'x' }, 'BODY_INVALID'],
    ['no number', { change: { ratio: '2' }, reason: 'x' }, 'BODY_INVALID'],
    ['no reason', { change: { ratio: 2 } }, 'REASON_MISSING'],
  ])('is not changed by %s', async (_, sent, code) => {
    const { body } = await set(sent).expect(400);
    expect(body.code).toBe(code);
    expect(office.engine.submitted).toEqual([]);
  });

  it('beyond its bounds is refused with them', async () => {
    const refusal = { code: 'PACING_OUT_OF_BOUNDS', detail: 'ratio 9: agreed is 1 to 2' };
    office.engine.facts = [{ type: 'request.refused', refusal }];
    const { body } = await set({ change: { ratio: 9 }, reason: 'more' }).expect(422);
    expect(body).toMatchObject({ ...refusal, remedy: expect.stringContaining('bounds') });
  });

  it('is taken back, unless there is nothing to take back', async () => {
    const undo = () =>
      office.post('/v1/campaigns/spring/pacing/undo', 'operator').send({ reason: 'too many' });
    await undo().expect(200);
    expect(office.engine.submitted).toMatchObject([
      { body: { type: 'pacing.undo-requested' }, cause: { reason: 'too many' } },
    ]);
    const refusal = { code: 'PACING_UNCHANGED', detail: 'spring' };
    office.engine.facts = [{ type: 'request.refused', refusal }];
    const { body } = await undo().expect(409);
    expect(body.code).toBe('PACING_UNCHANGED');
  });

  it('has a history, the newest change first', async () => {
    const { body } = await office.get('/v1/campaigns/spring/pacing/history', 'operator');
    expect(body.changes.map(({ at }: { at: number }) => NOW - at)).toEqual([240_000, 1_800_000]);
    expect(body.changes[0].actor).toBe('token:supervisor');
  });
});

it('a client hears of its campaigns in the live feed, and a provider does not', () => {
  const body = {
    type: 'campaign.changed',
    campaignId: 'spring',
    from: 'stopped',
    state: 'running',
  };
  const cause = { actor: 'token:boss', reason: 'monday' };
  const head = { schema: 1, engineId: 'l', epoch: 1, seq: 1, factIndex: 0, at: NOW } as const;
  const fact = { ...head, clientId: 'nordlicht', cause, body } as Parameters<typeof factFor>[1];
  const nobody = new Set<string>();
  const seen = factFor({ role: 'client', clientId: 'nordlicht' }, fact, nobody);
  expect(seen?.cause).toEqual({ actor: 'token', reason: 'monday' });
  expect(factFor({ role: 'client', clientId: 'stadtwerke' }, fact, nobody)).toBeNull();
  expect(factFor({ role: 'provider', providerId: 'rheinruf' }, fact, nobody)).toBeNull();
});

it('figures of campaigns stand in the metrics, with their labels', async () => {
  const { text } = await office.get('/metrics').expect(200);
  const of = 'client="nordlicht",campaign="spring"';
  for (const line of [
    `leitstand_campaign_running{${of}} 1`,
    'leitstand_campaign_running{client="stadtwerke",campaign="meters"} 0',
    `leitstand_campaign_agents{${of},state="talking"} 7`,
    `leitstand_campaign_lines{${of},phase="dialing"} 9`,
    `leitstand_campaign_hopper_leads{${of}} 148`,
    `leitstand_campaign_budget_drops_left{${of},regime="campaign",formula="us"} 2`,
    `leitstand_campaign_launches_total{${of}} 2412`,
    `leitstand_campaign_answers_total{${of}} 804`,
    `leitstand_campaign_drops_total{${of}} 14`,
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  const used = /budget_used_ratio\{client="nordlicht",campaign="spring",regime="campaign".* (.*)/;
  expect(Number(used.exec(text)?.[1])).toBeCloseTo(0.856, 3);
  // What is counted is the campaign's: another look does not count it again.
  const { text: again } = await office.get('/metrics').expect(200);
  expect(again.split('\n')).toContain(`leitstand_campaign_launches_total{${of}} 2412`);
});

describe('what a change of the pace would bring', () => {
  const ask = (body: object, tokenId = 'supervisor', id = 'spring') =>
    office.post(`/v1/campaigns/${id}/pacing/simulate`, tokenId).send(body);

  it('is told without changing anything, to insiders and to the client', async () => {
    const change = { linesPerAgentMax: 2.2 };
    const { body } = await ask({ change }).expect(200);
    expect(body.changed.settings).toMatchObject({ mode: 'predictive', linesPerAgentMax: 2.2 });
    expect(body.now.settings).toMatchObject({ linesPerAgentMax: 1.8 });
    expect(office.forecasts).toEqual([change]);
    expect(office.engine.submitted).toEqual([]);
    await ask({ change }, 'client').expect(200);
    await ask({ change }, 'client', 'meters').expect(404);
    await ask({ change }, 'provider').expect(403);
  });

  it('is kept with a change that is made after it', async () => {
    const change = { linesPerAgentMax: 2.2 };
    const made = (more: object) =>
      office
        .ask('patch', '/v1/campaigns/spring/pacing', 'supervisor')
        .send({ change, reason: 'agents wait', ...more })
        .expect(200);
    await made({});
    await made({ simulate: true });
    const [plain, foretold] = office.engine.submitted.map(({ body }) => body);
    expect(plain).not.toHaveProperty('expected');
    expect(foretold).toMatchObject({
      change,
      expected: { horizonMs: 3_600_000, occupancyPct: { low: 84.6, high: 91.2 } },
    });
  });

  it('is refused for no change', async () => {
    await ask({ change: {} }).expect(400);
    expect(office.forecasts).toEqual([]);
  });
});
