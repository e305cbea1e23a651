import { createHash } from 'node:crypto';
import { centreOutcome } from '../../src/api/centre-schema';
import { exampleText } from './fake-engine';
import { Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office({ bodyBytesMax: 65_536 });
});
afterEach(() => office.api.close());

const apply = (text: string, query = '') =>
  office.post(`/v1/centre${query}`, 'operator').set('Content-Type', 'application/yaml').send(text);

const better = exampleText.replace('billing: 8', 'billing: 9');

describe('POST /v1/centre', () => {
  it('applies the file with the hours of its calendars, and says what changed', async () => {
    const { body } = await apply(better).expect(200);
    expect(centreOutcome.parse(body)).toMatchObject({
      applied: true,
      problems: [],
      changes: [
        {
          kind: 'changed',
          what: 'agent',
          id: 'a101',
          fields: [{ path: 'skills.billing', before: 8, after: 9 }],
        },
      ],
    });
    expect(office.engine.submitted.map((entry) => entry.body.type)).toEqual([
      'centre.applied',
      'calendar.computed',
      'calendar.computed',
    ]);
    expect(office.engine.submitted[0]?.cause.actor).toBe('token:operator');
    const sha256 = createHash('sha256').update(better).digest('hex');
    const fields = [{ path: 'skills.billing', before: 8, after: 9 }];
    const changes = [{ kind: 'changed', what: 'agent', id: 'a101', fields }];
    expect(office.engine.submitted[0]?.body).toMatchObject({ told: { sha256, changes } });
  });

  it('tells the ledger whose queue it was, and of people only what changed', async () => {
    const text = exampleText
      .replace('name: Desk 101', 'name: Somebody Else')
      .replace('name: Bills and meters', 'name: Bills');
    await apply(text).expect(200);
    const [{ body } = { body: null }] = office.engine.submitted;
    const told = JSON.stringify(body && 'told' in body && body.told);
    expect(told).toContain('"what":"agent","id":"a101","fields":[{"path":"name"}]');
    expect(told).not.toContain('Somebody Else');
    expect(told).toContain(
      '"what":"queue","id":"stadtwerke-billing","clientId":"stadtwerke","fields":[{"path":"name",',
    );
  });

  it('only tells what would change when asked to', async () => {
    const { body } = await apply(better, '?dryRun=true').expect(200);
    expect(body).toMatchObject({ applied: false, changes: [{ id: 'a101' }] });
    expect(office.engine.submitted).toEqual([]);
  });

  it('does nothing when nothing changes', async () => {
    const { body } = await apply(exampleText).expect(200);
    expect(body).toEqual({ applied: false, changes: [], problems: [] });
    expect(office.engine.submitted).toEqual([]);
  });

  it('refuses a broken file whole, with every mistake and its place', async () => {
    const broken = better
      .replace('german: 10, english: 4', 'germn: 10, english: 40')
      .replace('zone: Europe/Berlin', 'zone: Europe/Berlim');
    const { status, body } = await apply(broken);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'CENTRE_REFUSED' });
    const problems = body.problems as { code: string; line: number; column: number }[];
    expect(problems.map((problem) => problem.code)).toEqual([
      'SKILL_UNKNOWN',
      'LEVEL_OUT_OF_RANGE',
      'ZONE_UNKNOWN',
    ]);
    for (const { line, column } of problems) expect(Math.min(line, column)).toBeGreaterThan(0);
    expect(office.engine.submitted).toEqual([]);
  });

  it('checks phones against the switches that there are', async () => {
    office.engine.switchViews = [{ switchId: 'other', up: true }];
    const { body } = await apply(exampleText);
    const problems: { code: string; path: string }[] = body.problems;
    const ofPhones = problems.filter(({ path }) => path.includes('phone'));
    expect(ofPhones.length).toBeGreaterThan(0);
    expect(new Set(ofPhones.map(({ code }) => code))).toEqual(new Set(['SWITCH_UNKNOWN']));
  });

  it.each([
    ['JSON by mistake', 'application/json', '{}', 415, 'TYPE_UNSUPPORTED'],
    ['nothing', 'application/yaml', '', 400, 'BODY_MISSING'],
    ['too much', 'application/yaml', `# ${'x'.repeat(70_000)}`, 413, 'BODY_TOO_LARGE'],
    ['a scalar', 'application/yaml', 'hello', 422, 'CENTRE_REFUSED'],
    ['no YAML', 'application/yaml', 'a: [', 422, 'CENTRE_REFUSED'],
  ])('refuses %s', async (_, type, text, status, code) => {
    const response = await office
      .post('/v1/centre', 'operator')
      .set('Content-Type', type)
      .send(text);
    expect({ status: response.status, code: response.body.code }).toEqual({ status, code });
  });

  it('passes on what the engine refuses', async () => {
    office.engine.facts = [
      { type: 'request.refused', refusal: { code: 'CENTRE_INVALID', detail: 'no' } },
    ];
    const { status, body } = await apply(better);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'CENTRE_INVALID' });
  });
});

describe('tokens', () => {
  const create = (body: object) => office.post('/v1/tokens', 'operator').send(body);

  it('are made with a scope, shown without a secret, and revoked', async () => {
    const made = await create({
      name: 'wallboard',
      role: 'client',
      clientId: 'nordlicht',
      expiresInDays: 2,
    }).expect(201);
    const { token, secret } = made.body;
    expect(token).toMatchObject({ role: 'client', clientId: 'nordlicht' });
    expect(token.expiresAt).toBe(office.clock.now() + 2 * 86_400_000);
    const list = await office.get('/v1/tokens', 'operator').expect(200);
    expect(list.body.tokens).toContainEqual(token);
    expect(JSON.stringify(list.body)).not.toContain(secret);
    await office.get('/v1/queues', token.tokenId).expect(200);
    await office.ask('delete', `/v1/tokens/${token.tokenId}`, 'operator').expect(204);
    await office.get('/v1/queues', token.tokenId).expect(401);
    await office.ask('delete', `/v1/tokens/${token.tokenId}`, 'operator').expect(404);
  });

  it.each([
    [{ name: 'x', role: 'client' }, 'body.clientId'],
    [{ name: 'x', role: 'agent', clientId: 'nordlicht', agentId: 'a201' }, 'body.clientId'],
    [{ name: 'x', role: 'operator', providerId: 'rheinruf' }, 'body.providerId'],
    [{ name: '', role: 'operator' }, 'body.name'],
    [{ name: 'x', role: 'root' }, 'body.role'],
    [{ name: 'x', role: 'operator', expiresInDays: 0.5 }, 'body.expiresInDays'],
    [{ name: 'x', role: 'operator', tokenId: 'mine' }, 'body.tokenId'],
  ])('with %j are refused at %s', async (body, field) => {
    const response = await create(body);
    expect(response.status).toBe(400);
    expect(response.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('for somebody unknown are refused: a slip would lock nobody in and nobody out', async () => {
    const response = await create({ name: 'x', role: 'provider', providerId: 'rheinrufe' });
    expect({ status: response.status, code: response.body.code }).toEqual({
      status: 422,
      code: 'SCOPE_UNKNOWN',
    });
  });

  it('cannot revoke themselves', async () => {
    const { status, body } = await office.ask('delete', '/v1/tokens/operator', 'operator');
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'TOKEN_IN_USE' });
  });
});
