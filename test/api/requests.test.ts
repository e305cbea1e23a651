import { problemView } from '../../src/api/view-schema';
import { CodedError } from '../../src/port/coded-error';
import { secretOf } from './fake-stores';
import { call, Office } from './office';

let office: Office;

beforeEach(() => {
  office = new Office({ bodyBytesMax: 4096, requestsPerMinute: 60, failedLoginsPerMinute: 3 });
});
afterEach(() => office.api.close());

describe('a problem', () => {
  it.each([
    ['get', '/v1/nothing', 'operator', 404, 'PATH_UNKNOWN'],
    ['get', '/', undefined, 404, 'PATH_UNKNOWN'],
    ['put', '/v1/cdrs', 'operator', 405, 'METHOD_NOT_ALLOWED'],
    ['post', '/healthz', undefined, 405, 'METHOD_NOT_ALLOWED'],
    ['get', '/v1/queues', undefined, 401, 'TOKEN_MISSING'],
    ['get', '/v1/queues', 'nobody', 401, 'TOKEN_INVALID'],
    ['get', '/v1/tokens', 'agent', 403, 'ROLE_FORBIDDEN'],
    ['get', '/v1/cdrs/%E0%A4%A', 'operator', 400, 'REQUEST_MALFORMED'],
    ['get', `/v1/cdrs/${'x'.repeat(201)}`, 'operator', 400, 'PATH_INVALID'],
    ['get', '/v1/cdrs/a%00b', 'operator', 400, 'PATH_INVALID'],
    ['post', '/v1/tokens', 'operator', 400, 'BODY_MISSING'],
    ['get', '/v1/queues?x=1', 'operator', 400, 'QUERY_INVALID'],
  ] as const)('%s %s by %s is %i %s', async (method, path, tokenId, status, code) => {
    const response = await office.ask(method, path, tokenId);
    expect(response.type).toBe('application/problem+json');
    const problem = problemView.parse(response.body);
    expect(problem).toMatchObject({ status, code });
    expect(response.status).toBe(status);
    expect(problem.instance).toBe(`urn:leitstand:request:${response.headers['x-request-id']}`);
    expect(problem.type).toBe(`urn:leitstand:problem:${code.toLowerCase().replaceAll('_', '-')}`);
  });

  it('says which methods there are', async () => {
    const { headers } = await office.ask('put', '/v1/tokens', 'operator');
    expect(headers['allow']).toBe('GET, HEAD, POST');
  });

  it('says how to log in', async () => {
    const { headers } = await office.get('/v1/queues');
    expect(headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('tells a caller nothing of a mistake of ours, and the log all', async () => {
    const detail = 'Key (ani)=(+49305550123) already exists.';
    office.cdrs.failure = Object.assign(new Error('secret inner working'), { detail });
    const { status, body, headers } = await office.get('/v1/cdrs', 'operator');
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'INTERNAL' });
    expect(JSON.stringify(body)).not.toContain('secret inner working');
    const line = office.logged.find((entry) => entry.includes('request failed'));
    expect(line).toContain('secret inner working');
    expect(line).toContain(headers['x-request-id']);
    expect(line).not.toContain('5550123');
  });
});

describe('a body', () => {
  const status = () => office.post('/v1/agents/a201/status', 'operator');

  it.each([
    ['text/plain', '{"status":"available"}', 415, 'TYPE_UNSUPPORTED'],
    ['application/json', '{"status":', 400, 'BODY_MALFORMED'],
    ['application/json', '"available"', 400, 'BODY_MALFORMED'],
    ['application/json', '[]', 400, 'BODY_INVALID'],
    ['application/json', '{}', 400, 'BODY_INVALID'],
    ['application/json', '{"status":"asleep"}', 400, 'BODY_INVALID'],
    ['application/json', '{"status":"available","reason":"lunch"}', 400, 'BODY_INVALID'],
    ['application/json', '{"status":"on-break","reason":"\\u001b[31m"}', 400, 'BODY_INVALID'],
    ['application/json', '{"status":"available","__proto__":{"x":1}}', 400, 'BODY_INVALID'],
    ['application/json', `{"status":"${'x'.repeat(5000)}"}`, 413, 'BODY_TOO_LARGE'],
    ['application/json; charset=koi8-r', '{"status":"available"}', 415, 'CHARSET_UNSUPPORTED'],
  ])('of type %s that is %s is refused', async (type, text, wanted, code) => {
    const response = await status().set('Content-Type', type).send(text);
    expect({ status: response.status, code: response.body.code }).toEqual({
      status: wanted,
      code,
    });
    expect(office.engine.submitted).toEqual([]);
  });

  it('that is compressed is refused: it may unfold to anything', async () => {
    const response = await status()
      .set('Content-Type', 'application/json')
      .set('Content-Encoding', 'gzip')
      .send('x');
    expect(response.body.code).toBe('ENCODING_UNSUPPORTED');
  });

  it('of a stranger is not even read', async () => {
    const response = await office
      .post('/v1/agents/a201/status')
      .set('Content-Type', 'application/json')
      .send('{"status":');
    expect(response.status).toBe(401);
  });
});

describe('an answer', () => {
  it('has headers against browsers that guess, frame or keep; none tells on us', async () => {
    const { headers } = await office.get('/healthz');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it("carries the caller's request id, unless it could do harm", async () => {
    const kept = await office.get('/healthz').set('X-Request-Id', 'abc-123');
    expect(kept.headers['x-request-id']).toBe('abc-123');
    const made = await office.get('/healthz').set('X-Request-Id', '{"level":"forged"}');
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the log', () => {
  it('has ids, no numbers, no secrets and no query', async () => {
    office.engine.callViews = [call()];
    await office.get('/v1/calls', 'operator').expect(200);
    await office.get('/v1/cdrs?queue=%2B49305550123', 'operator').expect(200);
    await office.get('/v1/cdrs/in:+49305550123', 'operator').expect(404);
    const text = office.logged.join('');
    expect(text).toContain('"route":"/v1/cdrs/{callId}"');
    expect(text).toContain('"tokenId":"operator"');
    expect(text).not.toContain('5550123');
    expect(text).not.toContain(secretOf('operator'));
  });
});

describe('how often one may ask', () => {
  it('is bounded for a token, and told', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 61; i++) statuses.push((await office.get('/v1/queues', 'client')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    const refused = await office.get('/v1/queues', 'client');
    expect(refused.body.code).toBe('RATE_LIMITED');
    // Others are not in the way of each other.
    await office.get('/v1/queues', 'operator').expect(200);
    office.clock.advanceBy(1000 * Number(refused.headers['retry-after']));
    await office.get('/v1/queues', 'client').expect(200);
  });

  it('is bounded for an address that fails to log in, but not for those who did', async () => {
    await office.get('/v1/queues', 'operator').expect(200);
    for (let i = 0; i < 3; i++) await office.get('/v1/queues', `guess-${i}`).expect(401);
    const refused = await office.get('/v1/queues', 'guess-4');
    expect({ status: refused.status, code: refused.body.code }).toEqual({
      status: 429,
      code: 'LOGIN_LIMITED',
    });
    // Good or not is not told any more to whom we have not heard from.
    await office.get('/v1/queues', 'supervisor').expect(429);
    await office.get('/v1/queues', 'operator').expect(200);
    office.clock.advanceBy(60_000);
    await office.get('/v1/queues', 'supervisor').expect(200);
  });

  it.each(['Basic b3BlcmF0b3I6eA==', 'Bearer', 'Bearer a b', `Bearer ${'x'.repeat(5000)}`, 'x'])(
    'counts %s as a failed login',
    async (authorization) => {
      for (let i = 0; i < 3; i++) {
        await office.get('/v1/queues').set('Authorization', authorization).expect(401);
      }
      await office.get('/v1/queues').set('Authorization', authorization).expect(429);
    },
  );

  it('is bounded for strangers on the routes that are open', async () => {
    for (let i = 0; i < 60; i++) await office.get('/healthz').expect(200);
    const { status, body } = await office.get('/healthz');
    expect({ status, code: body.code }).toEqual({ status: 429, code: 'RATE_LIMITED' });
    await office.get('/v1/queues', 'operator').expect(200);
  });

  it('a revoked token is good for nothing at once', async () => {
    await office.get('/v1/queues', 'client').expect(200);
    await office.tokens.revoke('client');
    await office.get('/v1/queues', 'client').expect(401);
  });
});

describe('a change', () => {
  it('is made in the name of the token', async () => {
    const { body } = await office
      .post('/v1/agents/a201/status', 'agent')
      .send({ status: 'on-break', reason: 'lunch' });
    expect(body).toMatchObject({ agentId: 'a201', status: 'on-break', reason: 'lunch' });
    expect(office.engine.submitted).toEqual([
      {
        body: {
          type: 'agent.status-requested',
          agentId: 'a201',
          status: 'on-break',
          reason: 'lunch',
        },
        cause: { actor: 'token:agent', reason: 'api' },
      },
    ]);
  });

  it.each([
    ['AGENT_NOT_IN_WRAP_UP', 409],
    ['AGENT_UNKNOWN', 404],
    ['SWITCH_DOWN', 503],
  ])('that the engine refuses with %s is %i', async (code, status) => {
    office.engine.facts = [{ type: 'request.refused', refusal: { code, detail: 'because' } }];
    const response = await office.post('/v1/agents/a201/wrap-up/end', 'operator');
    expect({ status: response.status, body: response.body }).toMatchObject({
      status,
      body: { code, detail: 'because' },
    });
  });

  it.each(['ENGINE_STOPPING', 'JOURNAL_FULL'])('meets %s', async (code) => {
    office.engine.failure = new CodedError(code, 'not now');
    office.engine.callViews = [call()];
    const response = await office.post('/v1/calls/live-1/hangup', 'operator');
    expect({ status: response.status, code: response.body.code }).toEqual({ status: 503, code });
    expect(response.headers['retry-after']).toBeDefined();
  });
});
