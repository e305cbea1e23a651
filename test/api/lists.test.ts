import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import request from 'supertest';
import { CodedError } from '../../src/port/coded-error';
import type { StoredConsent } from '../../src/store/consent-store';
import { campaignSample } from './campaign-sample';
import { secretOf } from './fake-stores';
import { NOW, Office } from './office';

let office: Office;
beforeEach(() => {
  office = new Office();
  office.engine.campaignViews = [
    campaignSample(NOW, { campaignId: 'winter', clientId: 'nordlicht' }),
    campaignSample(NOW, { campaignId: 'gas', clientId: 'stadtwerke' }),
  ];
});
afterEach(() => office.api.close());

const FILE = 'number,name\n030 5550123,Anna\n';
const IMPORT = '/v1/campaigns/winter/lists/first/import';

describe('the import of a list', () => {
  it('hands the file over as it comes, with what was said of it', async () => {
    const query = 'country=DE&zone=Europe/Berlin&encoding=windows-1252&map=number=number,key=name';
    const { body } = await office
      .post(`${IMPORT}?${query}`, 'client')
      .type('text/csv')
      .send(FILE)
      .expect(200);
    expect(body).toMatchObject({ rows: 3, leads: 1, refused: 1 });
    const [taken] = office.lists.imports;
    expect(taken?.text).toBe(FILE);
    expect(taken?.order).toMatchObject({
      list: { clientId: 'nordlicht', campaignId: 'winter', listId: 'first' },
      ...{ format: 'csv', encoding: 'windows-1252', actor: 'token:client', at: NOW },
      defaults: { country: 'DE', zone: 'Europe/Berlin' },
      mapping: [
        ['number', 'number'],
        ['key', 'name'],
      ],
    });
  });

  it('may be longer than other bodies', async () => {
    const small = new Office({ bodyBytesMax: 100 });
    small.engine.campaignViews = office.engine.campaignViews;
    const text = `${FILE}${'030 5550124,Ben\n'.repeat(10_000)}`;
    await small.post(IMPORT, 'operator').type('application/x-ndjson').send(text).expect(200);
    expect(small.lists.imports[0]?.order.format).toBe('ndjson');
    small.api.close();
  });

  it.each([
    ['TYPE_UNSUPPORTED', 415, IMPORT, 'application/json'],
    ['QUERY_INVALID', 400, `${IMPORT}?country=XX`, 'text/csv'],
    ['QUERY_INVALID', 400, `${IMPORT}?zone=Berlin`, 'text/csv'],
    ['MAPPING_INVALID', 422, `${IMPORT}?map=phone=Telefon`, 'text/csv'],
    ['PATH_INVALID', 400, '/v1/campaigns/winter/lists/First!/import', 'text/csv'],
    ['CAMPAIGN_UNKNOWN', 404, '/v1/campaigns/summer/lists/first/import', 'text/csv'],
    ['CAMPAIGN_UNKNOWN', 404, '/v1/campaigns/gas/lists/first/import', 'text/csv'],
  ])('is refused with %s %i: %s as %s', async (code, wanted, path, type) => {
    const { status, body } = await office.post(path, 'client').type(type).send('{}');
    expect({ status, code: body.code }).toEqual({ status: wanted, code });
    expect(office.lists.imports).toEqual([]);
  });

  it('tells it before all of the file is sent', async () => {
    office.lists.refusesAtOnce = new CodedError('COLUMN_MISSING', 'no column "x"', 'look');
    const rows = Buffer.alloc(20_000_000, '0171 2345678\n');
    const { status, body } = await office.post(IMPORT, 'client').type('text/csv').send(rows);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'COLUMN_MISSING' });
  });

  it('may take longer than a sender may be silent, once the file is there', async () => {
    let sender: Socket | undefined;
    const server = createServer((asked, answer) => {
      sender = asked.socket;
      office.api.app(asked, answer);
    }).listen(0, '127.0.0.1');
    const silenceMaxMs: (number | undefined)[] = [];
    office.lists.onWhole = async () => {
      silenceMaxMs.push(sender?.timeout);
    };
    const asked = request(server).post(IMPORT).type('text/csv');
    await asked
      .set('Authorization', `Bearer ${secretOf('client')}`)
      .send(FILE)
      .expect(200);
    expect(silenceMaxMs).toEqual([0]);
    server.close();
  });

  it('tells what is wrong with the file, and what to do', async () => {
    office.lists.importFailure = new CodedError('COLUMN_MISSING', 'no column "x"', 'look');
    const { status, body } = await office.post(IMPORT, 'client').type('text/csv').send(FILE);
    expect({ status, ...body }).toMatchObject({
      ...{ status: 422, code: 'COLUMN_MISSING', detail: 'no column "x"', remedy: 'look' },
    });
  });
});

describe('the lists of a campaign', () => {
  it('can be changed while it runs, with a reason', async () => {
    const { body } = await office
      .ask('patch', '/v1/campaigns/winter/lists/first', 'supervisor')
      .send({ weight: 3, active: false, reason: 'the fresh list goes first' })
      .expect(200);
    expect(body).toMatchObject({ listId: 'first', weight: 3, active: false, priority: 0 });
    expect(office.lists.changes).toEqual([
      {
        ...{ clientId: 'nordlicht', campaignId: 'winter', listId: 'first', at: NOW },
        change: { weight: 3, active: false },
        ...{ reason: 'the fresh list goes first', actor: 'token:supervisor' },
      },
    ]);
  });

  it.each([
    [400, 'first', { weight: 3 }],
    [400, 'first', { weight: 0, reason: 'x' }],
    [400, 'first', { order: 1, reason: 'x' }],
    [400, 'first', { weight: 3, reason: 'a\0b' }],
    [404, 'second', { weight: 3, reason: 'x' }],
  ])('are not changed: %i', async (wanted, listId, change) => {
    const path = `/v1/campaigns/winter/lists/${listId}`;
    const { status } = await office.ask('patch', path, 'supervisor').send(change);
    expect(status).toBe(wanted);
  });
});

describe('do-not-call lists', () => {
  const add = (body: object, role = 'client') => office.post('/v1/suppressions', role).send(body);
  const asked = { reason: 'asked for it', country: 'DE' };

  it('take numbers as people write them, and tell which are none', async () => {
    const numbers = ['030 5550123', 'none', '+49 30 5550123', '0171 2345678'];
    const { body } = await add({ scope: 'client', numbers, ...asked }).expect(200);
    expect(body).toEqual({ added: 1, known: 1, invalid: [1] });
    expect(office.lists.suppressed).toEqual([
      {
        ...{ scope: 'client', clientId: 'nordlicht', reason: 'asked for it', source: 'api' },
        ...{ numbers: ['+49305550123', '+491712345678'], at: NOW, actor: 'token:client' },
      },
    ]);
  });

  it.each([
    [200, 'operator', { scope: 'global' }],
    [403, 'client', { scope: 'global' }],
    [403, 'client', { scope: 'client', clientId: 'stadtwerke' }],
    [422, 'operator', { scope: 'client' }],
    [422, 'operator', { scope: 'client', clientId: 'nobody' }],
    [200, 'client', { scope: 'campaign', campaignId: 'winter' }],
    [404, 'client', { scope: 'campaign', campaignId: 'gas' }],
    [422, 'client', { scope: 'campaign' }],
    [403, 'provider', { scope: 'client' }],
    [400, 'client', { scope: 'client', source: 'a\0b' }],
  ])('are added to within the scope of a token: %i as %s', async (wanted, role, list) => {
    const { status } = await add({ ...list, numbers: ['+49305550123'], ...asked }, role);
    expect(status).toBe(wanted);
  });

  it('show a client its own entries and those that hold for all', async () => {
    const by = { source: 'api', addedAt: 1, addedBy: 'token:t7' };
    const entry = { number: '+49305550123', reason: 'x', ...by };
    office.lists.known = [
      { ...entry, scope: 'global' },
      { ...entry, scope: 'client', clientId: 'nordlicht' },
      { ...entry, scope: 'client', clientId: 'stadtwerke' },
    ];
    const path = '/v1/suppressions/030%205550123?country=DE';
    const { body } = await office.get(path, 'client').expect(200);
    expect(body.number).toBe('+49305550123');
    expect(body.suppressions).toHaveLength(2);
    // Whose token it was is for insiders.
    expect(body.suppressions[0].addedBy).toBe('token');
    const all = (await office.get(path, 'operator').expect(200)).body.suppressions;
    expect(all.map((one: { addedBy: string }) => one.addedBy)).toEqual(Array(3).fill('token:t7'));
    await office.get('/v1/suppressions/none', 'client').expect(422);
  });
});

describe('consents', () => {
  const record = (body: object, role = 'client') => office.post('/v1/consents', role).send(body);
  const granted = {
    ...{ status: 'granted', numbers: ['030 5550123', 'none'], country: 'DE', reason: 'new form' },
    ...{ source: 'web form', channel: 'web', textVersion: '2026-03', evidence: 'form 4711' },
  };

  it('are written down with what proves them', async () => {
    const expiresAt = NOW + 1;
    const { body } = await record({ ...granted, at: NOW - 5, expiresAt }).expect(200);
    expect(body).toEqual({ recorded: 1, invalid: [1] });
    expect(office.lists.consents).toEqual([
      {
        ...{ clientId: 'nordlicht', status: 'granted', numbers: ['+49305550123'], at: NOW - 5 },
        ...{ kind: 'web form', evidence: 'form 4711', expiresAt, source: 'web form' },
        ...{ channel: 'web', textVersion: '2026-03', reason: 'new form', recordedAt: NOW },
        actor: 'token:client',
      },
    ]);
  });

  it('keep what proves a withdrawal, too', async () => {
    await record({ ...granted, status: 'withdrawn' }).expect(200);
    expect(office.lists.consents[0]).toMatchObject({ status: 'withdrawn', evidence: 'form 4711' });
  });

  it.each([
    [200, 'client', {}],
    [422, 'client', { evidence: undefined }],
    [200, 'client', { evidence: undefined, status: 'withdrawn' }],
    [422, 'client', { at: NOW + 1 }],
    [422, 'client', { at: NOW - 5, expiresAt: NOW - 5 }],
    [400, 'client', { reason: 'a\0b' }],
    [403, 'client', { clientId: 'stadtwerke' }],
    [200, 'operator', { clientId: 'stadtwerke' }],
    [422, 'operator', {}],
    [403, 'provider', {}],
  ])('are taken within the scope of a token, whole: %i as %s', async (wanted, role, more) => {
    expect((await record({ ...granted, ...more }, role)).status).toBe(wanted);
  });

  it('are shown to the client to whom they were given', async () => {
    const said = { status: 'withdrawn', at: 1, source: 'call', reason: 'x' } as const;
    const entry = { ...said, number: '+49305550123', recordedAt: 2, recordedBy: 'token:t7' };
    office.lists.said = ['nordlicht', 'stadtwerke'].map((clientId) => ({ ...entry, clientId }));
    const path = '/v1/consents/030%205550123?country=DE';
    const { body } = await office.get(path, 'client').expect(200);
    expect(body).toEqual({
      number: '+49305550123',
      consents: [{ ...entry, clientId: 'nordlicht', recordedBy: 'token' }],
    });
    const all = (await office.get(path, 'operator').expect(200)).body.consents;
    expect(all.map((one: StoredConsent) => one.recordedBy)).toEqual(['token:t7', 'token:t7']);
    await office.get(`${path}&client=stadtwerke`, 'client').expect(403);
    await office.get('/v1/consents/none', 'client').expect(422);
  });
});
