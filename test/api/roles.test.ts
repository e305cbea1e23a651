import { allRoutes } from '../../src/api/app';
import { campaignSample } from './campaign-sample';
import { call, callback, NOW, Office, ROLES, record } from './office';

/**
 * What each role gets on each route: the status, for things within its scope. Written out rather
 * than taken from the routes, so that a slip in a route's list of roles shows here.
 */
type Row = readonly [string, string, number, number, number, number, number];

const MATRIX: readonly Row[] = [
  // method and path                                      operator supervisor client provider agent
  ['get', '/v1/cdrs', 200, 200, 200, 200, 200],
  ['get', '/v1/cdrs/call-1', 200, 200, 200, 200, 200],
  ['get', '/v1/queues', 200, 200, 200, 200, 403],
  ['get', '/v1/queues/nordlicht-booking/staffing', 200, 200, 200, 403, 403],
  ['get', '/v1/agents', 200, 200, 403, 200, 200],
  ['get', '/v1/calls', 200, 200, 200, 200, 200],
  ['get', '/v1/calls/live-1/why', 200, 200, 200, 200, 403],
  ['get', '/v1/switches', 200, 200, 403, 403, 403],
  ['post', '/v1/agents/a201/status', 200, 200, 403, 200, 200],
  ['post', '/v1/agents/a201/wrap-up/end', 200, 200, 403, 200, 200],
  ['post', '/v1/agents/a201/wrap-up/extend', 200, 200, 403, 200, 200],
  ['post', '/v1/agents/a201/disposition', 200, 200, 403, 200, 200],
  ['post', '/v1/agents/a201/log-out', 200, 200, 403, 200, 403],
  ['get', '/v1/agents/a201/leads', 200, 200, 403, 403, 200],
  ['post', '/v1/agents/a201/preview/accept', 202, 202, 403, 403, 202],
  ['post', '/v1/agents/a201/preview/skip', 202, 202, 403, 403, 202],
  ['post', '/v1/agents/a201/dial', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/hold', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/retrieve', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/hangup', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/transfer', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/consult', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/consult/complete', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/consult/cancel', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/consult/swap', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/consult/merge', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/conference', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/leave', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/park', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/pick-up', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/supervise', 202, 202, 403, 403, 403],
  ['post', '/v1/calls/live-1/supervise/end', 202, 202, 403, 403, 403],
  ['post', '/v1/calls/live-1/record/start', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/record/pause', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/record/resume', 202, 202, 403, 403, 202],
  ['post', '/v1/calls/live-1/record/stop', 202, 202, 403, 403, 202],
  ['get', '/v1/callbacks', 200, 200, 200, 403, 403],
  ['delete', '/v1/callbacks/contact-1', 204, 204, 204, 403, 403],
  ['post', '/v1/lists/upkeep', 200, 200, 403, 403, 403],
  ['get', '/v1/campaigns', 200, 200, 200, 200, 403],
  ['get', '/v1/campaigns/spring', 200, 200, 200, 200, 403],
  ['post', '/v1/campaigns/spring/start', 200, 200, 403, 403, 403],
  ['post', '/v1/campaigns/spring/pause', 200, 200, 403, 403, 403],
  ['post', '/v1/campaigns/spring/drain', 200, 200, 403, 403, 403],
  ['post', '/v1/campaigns/spring/stop', 200, 200, 403, 403, 403],
  ['get', '/v1/campaigns/spring/pacing', 200, 200, 200, 200, 403],
  ['patch', '/v1/campaigns/spring/pacing', 200, 200, 403, 403, 403],
  ['post', '/v1/campaigns/spring/pacing/undo', 200, 200, 403, 403, 403],
  ['get', '/v1/campaigns/spring/pacing/history', 200, 200, 200, 200, 403],
  ['post', '/v1/campaigns/spring/pacing/simulate', 200, 200, 200, 403, 403],
  ['get', '/v1/recordings', 200, 200, 200, 200, 200],
  ['get', '/v1/recordings/recording-1', 200, 200, 200, 200, 200],
  ['get', '/v1/recordings/recording-1/sound', 200, 200, 200, 403, 403],
  ['post', '/v1/recordings/recording-1/verify', 200, 200, 200, 403, 403],
  ['get', '/v1/campaigns/spring/lists', 200, 200, 200, 403, 403],
  ['patch', '/v1/campaigns/spring/lists/first', 200, 200, 200, 403, 403],
  ['post', '/v1/campaigns/spring/lists/first/import', 200, 200, 200, 403, 403],
  ['post', '/v1/suppressions', 200, 200, 200, 403, 403],
  ['get', '/v1/suppressions/+49305550123', 200, 200, 200, 403, 403],
  ['post', '/v1/consents', 200, 200, 200, 403, 403],
  ['get', '/v1/consents/+49305550123', 200, 200, 200, 403, 403],
  [
    ...(['get', '/v1/reports/providers?from=0&to=86400000&client=nordlicht'] as const),
    ...([200, 200, 200, 200, 200] as const),
  ],
  ['get', '/v1/ledger', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/checkpoint', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/checkpoints', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/anchors', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/keys', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/entries', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/proof/inclusion?leaf=0&size=3', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/proof/consistency?from=1&to=3', 200, 403, 200, 403, 403],
  ['get', '/v1/ledger/nordlicht/range?from=1&to=2&size=3', 200, 403, 200, 403, 403],
  ['post', '/v1/ledger/rotate-key', 200, 403, 403, 403, 403],
  ['get', '/v1/centre', 200, 200, 403, 403, 403],
  ['post', '/v1/centre', 200, 403, 403, 403, 403],
  ['get', '/v1/tokens', 200, 403, 403, 403, 403],
  ['post', '/v1/tokens', 201, 403, 403, 403, 403],
  ['delete', '/v1/tokens/agent', 204, 403, 403, 403, 403],
];

/** The same for things of somebody else: not there, as far as this token can tell. */
const FOREIGN: readonly Row[] = [
  ['get', '/v1/cdrs/call-2', 200, 200, 404, 404, 404],
  ['get', '/v1/queues/stadtwerke-billing/staffing', 200, 200, 404, 403, 403],
  ['get', '/v1/calls/live-2/why', 200, 200, 404, 404, 403],
  ['post', '/v1/agents/a101/status', 200, 200, 403, 404, 404],
  ['post', '/v1/agents/a101/wrap-up/end', 200, 200, 403, 404, 404],
  ['post', '/v1/agents/a101/disposition', 200, 200, 403, 404, 404],
  ['post', '/v1/agents/a101/log-out', 200, 200, 403, 404, 403],
  ['get', '/v1/agents/a101/leads', 200, 200, 403, 403, 404],
  ['post', '/v1/agents/a101/preview/accept', 202, 202, 403, 403, 404],
  ['post', '/v1/agents/a101/preview/skip', 202, 202, 403, 403, 404],
  ['post', '/v1/agents/a101/dial', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/hold', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/retrieve', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/hangup', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/transfer', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/consult', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/consult/complete', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/consult/cancel', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/consult/swap', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/consult/merge', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/conference', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/leave', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/park', 202, 202, 403, 403, 404],
  ['post', '/v1/calls/live-2/record/pause', 202, 202, 403, 403, 404],
  ['delete', '/v1/callbacks/contact-2', 204, 204, 404, 403, 403],
  ['get', '/v1/campaigns/meters', 200, 200, 404, 404, 403],
  ['post', '/v1/campaigns/meters/start', 200, 200, 403, 403, 403],
  ['get', '/v1/campaigns/meters/pacing', 200, 200, 404, 404, 403],
  ['get', '/v1/campaigns/meters/pacing/history', 200, 200, 404, 404, 403],
  ['post', '/v1/campaigns/meters/pacing/simulate', 200, 200, 404, 403, 403],
  ['get', '/v1/campaigns/meters/lists', 200, 200, 404, 403, 403],
  ['patch', '/v1/campaigns/meters/lists/first', 200, 200, 404, 403, 403],
  ['post', '/v1/campaigns/meters/lists/first/import', 200, 200, 404, 403, 403],
  ['get', '/v1/reports/queues?from=1&to=2&client=nobody', 200, 200, 403, 404, 404],
  ['get', '/v1/ledger/stadtwerke/checkpoint', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/stadtwerke/checkpoints', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/stadtwerke/anchors', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/operations/keys', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/operations/entries', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/stadtwerke/proof/inclusion?leaf=0&size=3', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/stadtwerke/proof/consistency?from=1&to=3', 200, 403, 404, 403, 403],
  ['get', '/v1/ledger/stadtwerke/range?from=1&to=2&size=3', 200, 403, 404, 403, 403],
  ['get', '/v1/recordings/recording-2', 200, 200, 404, 404, 404],
  ['get', '/v1/recordings/recording-2/sound', 200, 200, 404, 403, 403],
  ['post', '/v1/recordings/recording-2/verify', 200, 200, 404, 403, 403],
];

const BODIES: Readonly<Record<string, readonly [string, string]>> = {
  '/transfer': ['application/json', '{"queue":"nordlicht-booking"}'],
  '/consult': ['application/json', '{"agent":"a202"}'],
  '/conference': ['application/json', '{"target":"hotline"}'],
  '/leave': ['application/json', '{"agent":"a202"}'],
  '/park': ['application/json', '{}'],
  '/pick-up': ['application/json', '{"agent":"a201"}'],
  '/supervise': ['application/json', '{"agent":"a202","mode":"listen"}'],
  '/supervise/end': ['application/json', '{"agent":"a202"}'],
  '/status': ['application/json', '{"status":"available"}'],
  '/wrap-up/extend': ['application/json', '{"seconds":30}'],
  '/disposition': ['application/json', '{"disposition":"sold"}'],
  '/log-out': ['application/json', '{"reason":"went home"}'],
  '/preview/accept': ['application/json', '{}'],
  '/preview/skip': ['application/json', '{"reason":"by mail"}'],
  '/dial': ['application/json', '{"campaign":"spring"}'],
  '/spring/start': ['application/json', '{"reason":"monday"}'],
  '/meters/start': ['application/json', '{"reason":"monday"}'],
  '/spring/pause': ['application/json', '{"reason":"lunch"}'],
  '/spring/drain': ['application/json', '{"reason":"evening"}'],
  '/spring/stop': ['application/json', '{"reason":"evening"}'],
  '/pacing': ['application/json', '{"change":{"ratio":2},"reason":"more"}'],
  '/pacing/simulate': ['application/json', '{"change":{"linesPerAgentMax":2.2}}'],
  '/pacing/undo': ['application/json', '{"reason":"less"}'],
  '/import': ['text/csv', 'number\n030'],
  '/lists/first': ['application/json', '{"weight":2,"reason":"x"}'],
  '/v1/suppressions': [
    'application/json',
    '{"scope":"campaign","campaignId":"spring","numbers":["+49305550123"],"reason":"x"}',
  ],
  '/v1/consents': [
    'application/json',
    JSON.stringify({
      ...{ clientId: 'nordlicht', status: 'withdrawn', numbers: ['+49305550123'] },
      ...{ source: 'call', reason: 'x' },
    }),
  ],
  '/v1/tokens': ['application/json', '{"name":"x","role":"supervisor"}'],
  '/v1/centre': ['application/yaml', 'clients: { solo: { name: Solo } }'],
};

function office(): Office {
  const made = new Office();
  const foreign = { clientId: 'stadtwerke', agentId: 'a101' };
  made.cdrs.records = [
    record(),
    record({ callId: 'call-2', providerId: 'rheinruf', parties: [], ...foreign }),
  ];
  made.recordings.add(made.cdrs.records);
  made.engine.callViews = [call(), call({ callId: 'live-2', ...foreign })];
  made.engine.callbackViews = [
    callback(),
    callback({ contactId: 'contact-2', clientId: 'stadtwerke' }),
  ];
  const meters = { campaignId: 'meters', clientId: 'stadtwerke', queueId: 'stadtwerke-billing' };
  made.engine.campaignViews = [campaignSample(NOW), campaignSample(NOW, meters)];
  return made;
}

async function statusOf(method: string, path: string, tokenId?: string): Promise<number> {
  const made = office();
  const asked = made.ask(method as 'get' | 'post' | 'patch' | 'delete', path, tokenId);
  const [, body] = Object.entries(BODIES).find(([end]) => path.endsWith(end)) ?? [];
  const response = await (body && (method === 'post' || method === 'patch')
    ? asked.type(body[0]).send(body[1])
    : asked);
  made.api.close();
  return response.status;
}

describe.each([
  ['its own', MATRIX],
  ["somebody else's", FOREIGN],
])('each role with %s', (_, matrix) => {
  it.each(matrix)('%s %s', async (method, path, ...wanted: number[]) => {
    const got = await Promise.all(ROLES.map((role) => statusOf(method, path, role)));
    expect(Object.fromEntries(ROLES.map((role, index) => [role, got[index]]))).toEqual(
      Object.fromEntries(ROLES.map((role, index) => [role, wanted[index]])),
    );
  });
});

describe('the matrix', () => {
  it('has every route that asks for a token, but the live feed, which has its own tests', () => {
    const listed = MATRIX.map(([method, path]) => `${method} ${path.split('?')[0]}`);
    const wanted = allRoutes(true)
      .filter((route) => route.roles !== 'open' && route.path !== '/v1/live')
      .map(({ method, path }) => {
        const example = path
          .replace('/tokens/{tokenId}', '/tokens/agent')
          .replace('{agentId}', 'a201')
          .replace('/cdrs/{callId}', '/cdrs/call-1')
          .replace('{callId}', 'live-1')
          .replace('{recordingId}', 'recording-1')
          .replace('{contactId}', 'contact-1')
          .replace('{campaignId}', 'spring')
          .replace('{listId}', 'first')
          .replace('{number}', '+49305550123')
          .replace('{log}', 'nordlicht')
          .replace('{kind}', 'providers')
          .replace('{queueId}', 'nordlicht-booking');
        return `${method} ${example}`;
      });
    expect(listed.sort()).toEqual(wanted.sort());
  });

  it('lets nobody in without a token, and tells strangers nothing about paths', async () => {
    const got = await Promise.all(MATRIX.map(([method, path]) => statusOf(method, path)));
    expect(new Set(got)).toEqual(new Set([401]));
  });
});

describe('a scoped token without its scope', () => {
  it.each(['client', 'provider', 'agent'] as const)('sees nothing as %s', async (role) => {
    const made = office();
    made.tokens.tokens.push({ tokenId: 'bare', name: 'b', role, createdAt: 1 });
    const list = await made.get('/v1/cdrs', 'bare');
    expect(list.status).toBe(403);
    expect(list.body.code).toBe('OUT_OF_SCOPE');
    expect((await made.get('/v1/cdrs/call-1', 'bare')).status).toBe(404);
    expect((await made.get('/v1/calls', 'bare')).body).toEqual({ calls: [] });
    made.api.close();
  });
});
