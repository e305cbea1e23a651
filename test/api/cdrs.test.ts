import { cdrDetail, cdrPage } from '../../src/api/view-schema';
import { CodedError } from '../../src/port/coded-error';
import { NOW, Office, record } from './office';

let office: Office;

beforeEach(() => {
  office = new Office();
});
afterEach(() => office.api.close());

describe('GET /v1/cdrs', () => {
  it('answers in pages that lead to every record once', async () => {
    office.cdrs.records = Array.from({ length: 5 }, (_, i) => record({ callId: `call-${i}` }));
    const seen: string[] = [];
    let path: string | undefined = '/v1/cdrs?limit=2&queue=nordlicht-booking';
    while (path !== undefined) {
      const { body, headers }: { body: unknown; headers: Record<string, string> } =
        await office.get(path, 'operator');
      const page = cdrPage.parse(body);
      seen.push(...page.records.map((entry) => entry.callId));
      path = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
      expect(path !== undefined).toBe(page.next !== undefined);
    }
    expect(seen).toEqual(['call-0', 'call-1', 'call-2', 'call-3', 'call-4']);
    expect(office.cdrs.asked.at(-1)).toEqual({
      filter: { queueId: 'nordlicht-booking' },
      limit: 2,
      cursor: 'c4',
    });
  });

  it.each([
    ['1763888400000', 1_763_888_400_000],
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    ['2026-11-22T08:00:00Z', Date.UTC(2026, 10, 22, 8)],
    ['2026-11-22T08:00:00.250%2B01:00', Date.UTC(2026, 10, 22, 7, 0, 0, 250)],
    // A plus that somebody forgot to encode.
    ['2026-11-22T08:00:00+01:00', Date.UTC(2026, 10, 22, 7)],
  ])('takes the instant %s', async (text, at) => {
    await office.get(`/v1/cdrs?from=${text}`, 'operator').expect(200);
    expect(office.cdrs.asked.at(-1)?.filter).toEqual({ from: at });
  });

  it.each([
    ['from=2026-11-22T08:00:00', 'query.from'],
    ['from=yesterday', 'query.from'],
    ['to=2026-02-30', 'query.to'],
    ['queue=%00', 'query.queue'],
    ['agent=a%0D%0Ab', 'query.agent'],
    ['limit=0', 'query.limit'],
    ['limit=1001', 'query.limit'],
    ['limit=1e3', 'query.limit'],
    ['result=great', 'query.result'],
    ['qeue=nordlicht-booking', 'query.qeue'],
    ['queue=a&queue=b', 'query.queue'],
    ['queue[$ne]=a', 'query.queue[$ne]'],
    ['__proto__=a', 'query.__proto__'],
    [`cursor=${'c'.repeat(1001)}`, 'query.cursor'],
  ])('refuses %s and names the field', async (query, field) => {
    const { status, body } = await office.get(`/v1/cdrs?${query}`, 'operator');
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'QUERY_INVALID' });
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
    expect(office.cdrs.asked).toEqual([]);
  });

  it('names every wrong field at once', async () => {
    const { body } = await office.get('/v1/cdrs?limit=x&result=y&z=1', 'operator');
    expect(body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
      'query.limit',
      'query.result',
      'query.z',
    ]);
  });

  it.each([
    "'; DROP TABLE calls; --",
    "' OR '1'='1",
    '${jndi:ldap://x}',
    '../../etc/passwd',
    '<script>alert(1)</script>',
  ])('hands %j to the store as a plain value, and sends nothing of it back', async (text) => {
    const path = `/v1/cdrs?queue=${encodeURIComponent(text)}`;
    const { status, body } = await office.get(path, 'operator');
    expect({ status, body }).toEqual({ status: 200, body: { records: [] } });
    expect(office.cdrs.asked.at(-1)?.filter).toEqual({ queueId: text });
  });

  it('refuses a range that ends before it begins', async () => {
    const { body } = await office.get(`/v1/cdrs?from=${NOW}&to=${NOW - 1}`, 'operator');
    expect(body.code).toBe('QUERY_INVALID');
  });

  it('passes on that a cursor is none', async () => {
    const { status, body } = await office.get('/v1/cdrs?cursor=x', 'operator');
    expect({ status, ...body }).toMatchObject({
      status: 400,
      code: 'BAD_CURSOR',
      remedy: 'take "next" as it came',
    });
  });

  it('says that SQL is away, and when to ask again', async () => {
    office.cdrs.failure = new CodedError('STORE_DOWN', 'the database does not answer');
    const { status, body, headers } = await office.get('/v1/cdrs', 'operator');
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'STORE_DOWN' });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('the scope of a token', () => {
  it.each([
    ['client', { clientIds: ['nordlicht'] }],
    ['provider', { providerIds: ['baltic-voice'] }],
    ['agent', { agentId: 'a201' }],
    ['supervisor', {}],
  ])('narrows the filter of %s', async (tokenId, filter) => {
    await office.get('/v1/cdrs', tokenId).expect(200);
    expect(office.cdrs.asked.at(-1)?.filter).toEqual(filter);
  });

  it.each([
    ['client', 'client=stadtwerke'],
    ['provider', 'provider=rheinruf'],
    ['agent', 'agent=a101'],
  ])('refuses %s who asks with %s', async (tokenId, query) => {
    const { status, body } = await office.get(`/v1/cdrs?${query}`, tokenId);
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'OUT_OF_SCOPE' });
    expect(office.cdrs.asked).toEqual([]);
  });

  it('holds even if the store gave out too much', async () => {
    office.cdrs.list = async () => ({
      records: [record(), record({ callId: 'foreign', clientId: 'stadtwerke' })],
    });
    const { body } = await office.get('/v1/cdrs', 'client');
    expect(body.records.map((entry: { callId: string }) => entry.callId)).toEqual(['call-1']);
  });
});

describe('what is in a record', () => {
  beforeEach(() => {
    office.cdrs.records = [record()];
    office.cdrs.supplements = [
      { kind: 'wrap-up', agentId: 'a103', startedAt: 1, endedAt: 2 },
      { kind: 'wrap-up', agentId: 'a201', startedAt: 3, endedAt: 4 },
      { kind: 'witness', source: 'ami', legId: 'l', startedAt: 1, endedAt: 2, differences: [] },
    ];
  });

  it.each(['operator', 'supervisor', 'client'])('is all of it for %s', async (tokenId) => {
    const { body } = await office.get('/v1/cdrs/call-1', tokenId);
    expect(cdrDetail.parse(body)).toEqual({
      record: record(),
      supplements: office.cdrs.supplements,
    });
  });

  it.each([
    ['provider', '/v1/cdrs/call-1'],
    ['agent', '/v1/cdrs/call-1'],
    ['provider', '/v1/cdrs'],
    ['agent', '/v1/cdrs'],
  ])('is its own share for %s at %s', async (tokenId, path) => {
    const { body } = await office.get(path, tokenId);
    const shown = body.record ?? body.records[0];
    expect(shown).toMatchObject({ ani: '+4930555****', variables: {}, agentId: 'a201' });
    const text = JSON.stringify(body);
    for (const hidden of ['a103', 'rheinruf', '4711', '0123']) expect(text).not.toContain(hidden);
    expect(shown.parties).toHaveLength(1);
    expect(shown.segments).toHaveLength(3);
  });

  it.each(['provider', 'agent'])('hides whom we called from %s', async (tokenId) => {
    office.cdrs.records[0] = {
      ...record(),
      direction: 'outbound',
      ani: '+4930999',
      dnis: '+49305550123',
    };
    const { body } = await office.get('/v1/cdrs/call-1', tokenId);
    expect(body.record).toMatchObject({ ani: '+4930999', dnis: '+4930555****' });
  });

  it('keeps the last agent from the provider that had the call before', async () => {
    office.tokens.tokens.push({
      tokenId: 'other',
      name: 'r',
      role: 'provider',
      providerId: 'rheinruf',
      createdAt: 1,
    });
    const { body } = await office.get('/v1/cdrs/call-1', 'other');
    expect(body.record.agentId).toBeUndefined();
    expect(JSON.stringify(body)).not.toMatch(/a201|baltic-voice/);
    expect(body.supplements).toEqual([
      { kind: 'wrap-up', agentId: 'a103', startedAt: 1, endedAt: 2 },
    ]);
  });

  it('is nothing for a call that has none', async () => {
    const { status, body } = await office.get('/v1/cdrs/no-such-call', 'operator');
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'CALL_NOT_FOUND' });
  });
});
